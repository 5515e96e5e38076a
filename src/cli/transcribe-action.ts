/** What `auralflow transcribe` does. */

import { basename, parse } from 'node:path';
import { transcribeFile } from '../node/index.ts';
import { ArgumentError } from '../util/index.ts';
import { exitCodes } from './errors.ts';
import { interruptible } from './interruptible.ts';
import { clock, printLine } from './output.ts';
import { parseKeyValues } from './parse.ts';
import { createProgressDisplay } from './progress-line.ts';

/** The raw words of the options. */
export interface TranscribeWords {
  readonly out?: string;
  readonly option: readonly string[];
  readonly json?: true;
  readonly quiet?: true;
  readonly debug?: true;
}

/** Transcribes a song; returns the exit code. */
export async function runTranscribe(input: string, words: TranscribeWords): Promise<number> {
  const out = words.out ?? `${parse(input).name}.mid`;
  if (!/\.(mid|midi|csv|txt)$/i.test(out)) {
    throw new ArgumentError({
      place: '--out',
      expected: 'a name that ends in .mid, .midi, .csv or .txt',
      got: JSON.stringify(out),
      remedy: 'The ending says which kind of file it becomes',
    });
  }
  const display = words.quiet || words.json ? undefined : createProgressDisplay(process.stderr);
  const { notes } = await interruptible((signal) =>
    transcribeFile(input, {
      ...parseKeyValues('--option', words.option),
      ...{ out, signal },
      onProgress: ({ stage, done, total }) =>
        display?.update({ label: basename(input), stage, done, total, from: 0 }),
    }),
  );
  display?.clear();
  const last = notes.reduce((end, note) => Math.max(end, note.onsetSeconds + note.durationSeconds), 0);
  if (words.json) printLine(JSON.stringify({ type: 'transcribed', path: out, notes: notes.length }));
  else {
    if (!words.quiet) process.stderr.write(`${basename(input)}: ${notes.length} notes in ${clock(last)}\n`);
    printLine(out);
  }
  return exitCodes.ok;
}
