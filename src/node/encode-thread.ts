/** Encodes an output in a thread of its own, so that several outputs are encoded at the same time. */

import type { EncodeTask } from './encode-spool.ts';
import { runInThread, type TaskWatch } from './task-thread.ts';

/** `encodeSpool` in a thread; an abort ends it at once and leaves the temporary file. */
export function encodeInThread(task: EncodeTask, watch: TaskWatch<number>): Promise<void> {
  return runInThread('./encode-worker.js', task, watch);
}
