/** `-n score -O score=FILE`: the separator that follows a score, which is made of a file and not by name alone. */

import { scoreOptions } from '../decompose/index.ts';
import { loadScoreSeparator } from '../node/index.ts';
import { ArgumentError } from '../util/index.ts';
import type { SeparatorDescription } from '../zoo/index.ts';
import type { SeparateRequest } from './separate-options.ts';

/** What `-n` calls it. */
export const scoreName = 'score';

/** As `auralflow list` tells of it. */
export const scoreDescription: SeparatorDescription = {
  name: scoreName,
  family: 'factorization',
  summary: 'What a score says is played: -O score=FILE, MIDI or a note list; one song with its score',
  stems: ['the parts of the score'],
  paper: 'Ewert, Müller, ICASSP 2012',
  options: scoreOptions,
};

/** The request with the separator in place of its name. Throws ArgumentError without a score, or with more songs than the one it is of. */
export async function withScore(request: SeparateRequest): Promise<SeparateRequest> {
  const { inputs, options } = request;
  const { score: path, ...own } = { ...options.separatorOptions } as Record<string, unknown>;
  if (typeof path !== 'string') {
    throw new ArgumentError({
      place: '--name score',
      expected: 'the score of the song',
      got: path === undefined ? 'none' : String(path),
      remedy: 'Add -O score=song.mid (MIDI), or a note list: -O score=song.csv',
    });
  }
  if (inputs.length > 1) {
    throw new ArgumentError({
      place: '--name score',
      expected: 'one song, the one the score is of',
      got: `${inputs.length} inputs`,
      remedy: 'Call it once for each song with its score',
    });
  }
  const { startSeconds = 0, durationSeconds } = options;
  const excerpt = { startSeconds, ...(durationSeconds === undefined ? {} : { durationSeconds }) };
  const { separator, identity } = await loadScoreSeparator(path, own, excerpt);
  const { jobs: _, ...journey } = options;
  return { ...request, options: { ...journey, separator, separatorOptions: identity } };
}
