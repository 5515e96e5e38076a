/** The worker thread that makes batches: answers each question with one, in order. */

import { parentPort, workerData } from 'node:worker_threads';
import { packError } from '../util/index.ts';
import { type BatchReply, type BatchRequest, type LoaderTask, openBatchMaker } from './folder-loader.ts';

const { path, options } = workerData as LoaderTask;
const opened = openBatchMaker(path, options);
// Whoever asks is told; until then it is no unhandled failure.
opened.catch(() => {});

let queue: Promise<unknown> = Promise.resolve();
parentPort?.on('message', ({ epoch, index }: BatchRequest) => {
  queue = queue.then(async () => {
    try {
      const maker = await opened;
      const batch = await maker.batch(epoch, index);
      const { skipped, quietCount } = maker.report();
      const reply: BatchReply = {
        ok: true,
        batch,
        skipped: [...skipped].map(([track, error]) => [track, packError(error)]),
        quietCount,
      };
      parentPort?.postMessage(reply, [
        batch.mixture.data.buffer as ArrayBuffer,
        batch.targets.data.buffer as ArrayBuffer,
      ]);
    } catch (error) {
      parentPort?.postMessage({ ok: false, error: packError(error) } satisfies BatchReply);
    }
  });
});
