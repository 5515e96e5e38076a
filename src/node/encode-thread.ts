/** Encodes an output in a thread of its own, so that several outputs are encoded at the same time. */

import { Worker } from 'node:worker_threads';
import { type ErrorMessage, unpackError } from '../util/index.ts';
import { workerLost } from './chunk-pool.ts';
import type { EncodeTask, EncodeWatch } from './encode-spool.ts';

/** What the thread reports. */
export type EncodeMessage =
  | { readonly type: 'progress'; readonly samplesDone: number }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly error: ErrorMessage };

/** `encodeSpool` in a thread; an abort ends it at once and leaves the temporary file. */
export async function encodeInThread(task: EncodeTask, { signal, onProgress }: EncodeWatch): Promise<void> {
  signal?.throwIfAborted();
  const worker = new Worker(new URL('./encode-worker.js', import.meta.url), {
    workerData: task,
    execArgv: [],
  });
  let onAbort: (() => void) | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      onAbort = () => reject(signal?.reason);
      signal?.addEventListener('abort', onAbort, { once: true });
      worker.on('message', (message: EncodeMessage) => {
        if (message.type === 'progress') onProgress(message.samplesDone);
        else if (message.type === 'done') resolve();
        else reject(unpackError(message.error));
      });
      worker.on('error', (error) => reject(workerLost(error)));
      worker.on('exit', (code) => reject(workerLost(`exit code ${code}`)));
    });
  } finally {
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}
