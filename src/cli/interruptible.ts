/** Work that Ctrl-C stops in good order. */

import { Interruption } from './errors.ts';

/** Aborts at the first signal, so that `work` can clean up; a second one ends the process at once. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  function stop(name: NodeJS.Signals): void {
    const reason = new Interruption(name as 'SIGINT' | 'SIGTERM' | 'SIGHUP');
    if (controller.signal.aborted) process.exit(reason.exitCode);
    controller.abort(reason);
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of signals) process.off(name, stop);
  }
}
