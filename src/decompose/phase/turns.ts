/** Pauses in long loops: often enough for a page to stay alive, seldom enough to cost nothing. */

import { takeTurn } from '../chunk.ts';

/** Work between two pauses, in milliseconds. */
const workMilliseconds = 50;

/** What a loop awaits in each round: a pause where the last one is long ago. Throws the signal's reason once it is aborted. */
export function createTurns(signal: AbortSignal | undefined): () => Promise<void> {
  let last = performance.now();
  return async () => {
    signal?.throwIfAborted();
    if (performance.now() - last < workMilliseconds) return;
    await takeTurn(signal);
    last = performance.now();
  };
}
