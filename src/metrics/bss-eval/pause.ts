/** Long loops that stay answerable: a turn for the host every so often. */

import { takeTurn } from '../per-stem.ts';

/** Milliseconds between turns: short beside what a person notices, long beside what a turn costs. */
const turnMilliseconds = 30;

/** Awaited often; lets the host turn to other events now and then, and throws the signal's reason when it is aborted. */
export function createPause(signal: AbortSignal | undefined): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < turnMilliseconds) return;
    await takeTurn(signal);
    last = performance.now();
  };
}
