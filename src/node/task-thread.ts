/** One task in a thread of its own: sent with the start, watched while it runs, ended at once by an abort. */

import { parentPort, Worker, workerData } from 'node:worker_threads';
import { type ErrorMessage, packError, unpackError } from '../util/index.ts';
import { workerLost } from './chunk-pool.ts';

/** What the thread reports. */
type TaskMessage<Progress, Result> =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'done'; readonly result: Result }
  | { readonly type: 'failed'; readonly error: ErrorMessage };

/** How a task is watched and stopped. */
export interface TaskWatch<Progress> {
  readonly signal: AbortSignal | undefined;
  onProgress(progress: Progress): void;
}

/** Starts the compiled thread `worker` (a file beside this one), hands it `task`, and resolves with what it returns. */
export async function runInThread<Progress, Result>(
  worker: string,
  task: unknown,
  { signal, onProgress }: TaskWatch<Progress>,
): Promise<Result> {
  signal?.throwIfAborted();
  const thread = new Worker(new URL(worker, import.meta.url), { workerData: task, execArgv: [] });
  let onAbort: (() => void) | undefined;
  try {
    return await new Promise<Result>((resolve, reject) => {
      onAbort = () => reject(signal?.reason);
      signal?.addEventListener('abort', onAbort, { once: true });
      thread.on('message', (message: TaskMessage<Progress, Result>) => {
        if (message.type === 'progress') onProgress(message.progress);
        else if (message.type === 'done') resolve(message.result);
        else reject(unpackError(message.error));
      });
      thread.on('error', (error) => reject(workerLost(error)));
      thread.on('exit', (code) => reject(workerLost(`exit code ${code}`)));
    });
  } finally {
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
    await thread.terminate();
  }
}

/** The thread's side: runs `work` on the task that it was started with, and reports. */
export async function answerTask<Task, Progress, Result>(
  work: (task: Task, watch: TaskWatch<Progress>) => Promise<Result>,
): Promise<void> {
  const tell = (message: TaskMessage<Progress, Result>): void => parentPort?.postMessage(message);
  try {
    const onProgress = (progress: Progress): void => tell({ type: 'progress', progress });
    tell({ type: 'done', result: await work(workerData as Task, { signal: undefined, onProgress }) });
  } catch (error) {
    tell({ type: 'failed', error: packError(error) });
  }
}
