/** The worker thread that encodes one output and ends. */

import { parentPort, workerData } from 'node:worker_threads';
import { packError } from '../util/index.ts';
import { type EncodeTask, encodeSpool } from './encode-spool.ts';
import type { EncodeMessage } from './encode-thread.ts';

function tell(message: EncodeMessage): void {
  parentPort?.postMessage(message);
}

try {
  await encodeSpool(workerData as EncodeTask, {
    signal: undefined,
    onProgress: (samplesDone) => tell({ type: 'progress', samplesDone }),
  });
  tell({ type: 'done' });
} catch (error) {
  tell({ type: 'failed', error: packError(error) });
}
