/** Work that must not overlap, done in the order in which it was asked for. */

/** Runs `work` when everything before it is over. Aborting `signal` while it waits takes it out. */
export interface RunQueue {
  add<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Resolves when all that was added so far is over. */
  idle(): Promise<void>;
}

/** An empty queue. */
export function createRunQueue(): RunQueue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    add(work, signal) {
      const result = last.then(() => {
        signal?.throwIfAborted();
        return work();
      });
      // A failure is its caller's; the next one runs all the same.
      last = result.catch(() => undefined);
      return signal === undefined ? result : untilAborted(result, signal);
    },
    async idle() {
      await last;
    },
  };
}

/** Whoever waits is told at once; the work itself finishes or is skipped in the queue. */
function untilAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
