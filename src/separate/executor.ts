/** Running the separator on chunks: in place, unless the host brings workers. */

import type { Separator } from '../audio/index.ts';
import type { ChunkExecutor } from './options.ts';

/** How long the thread may be kept busy: a frame of a display. */
const breathMilliseconds = 16;

/** Calls the separator on this thread, one chunk after another, and lets the host breathe in between. */
export function createLocalExecutor(separator: Separator): ChunkExecutor {
  let breathed = performance.now();
  return {
    concurrency: 1,
    queue: 0,
    async run(chunk, { stems, signal }) {
      if (performance.now() - breathed > breathMilliseconds) {
        await nextTurn();
        breathed = performance.now();
      }
      signal?.throwIfAborted();
      return separator.separate(chunk, {
        ...(stems === undefined ? {} : { stems }),
        ...(signal === undefined ? {} : { signal }),
      });
    },
  };
}

/** How many chunks an executor holds at most: at work and at hand. */
export function openChunks({ concurrency, queue = 1 }: ChunkExecutor): number {
  return concurrency + queue;
}

/** Waits until timers, input and abort listeners had their turn: separators may compute for seconds on end. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}

/** `promise`, or the signal's reason as soon as it is aborted, whoever comes first. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
