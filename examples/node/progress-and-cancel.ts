/**
 * Separates in memory, tells how far it is, and stops cleanly at Ctrl-C or after a time limit.
 *
 *     npx tsx examples/node/progress-and-cancel.ts song.mp3
 */

import { AuralflowError, durationSeconds, separate } from 'auralflow';

const [song] = process.argv.slice(2);
if (song === undefined) throw new Error('Usage: progress-and-cancel.ts SONG');

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
const signal = AbortSignal.any([interrupted.signal, AbortSignal.timeout(10 * 60_000)]);

try {
  const { stems } = await separate(song, {
    separator: 'hpss',
    signal,
    onProgress: ({ stage, done, total }) => {
      if (total !== undefined) console.error(`${stage} ${Math.round((100 * done) / total)} %`);
    },
  });
  for (const [name, audio] of stems) console.log(name, durationSeconds(audio).toFixed(2), 's');
} catch (error) {
  if (signal.aborted) console.error('Stopped:', (signal.reason as Error).message);
  // An error of the toolkit says where, what was expected, what was found and what to do.
  else if (error instanceof AuralflowError) console.error(error.message);
  else throw error;
  process.exitCode = 1;
}
