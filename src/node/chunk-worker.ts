/** The worker thread: makes its separator by name and separates the chunks it is sent, one after the other. */

import { parentPort, workerData } from 'node:worker_threads';
import { packError } from '../util/index.ts';
import { createSeparator } from '../zoo/index.ts';
import { buffersOf, type ChunkReply, type ChunkRequest, type WorkerSetup } from './chunk-message.ts';

const { separator: name, separatorOptions } = workerData as WorkerSetup;
const separator = createSeparator(name, separatorOptions);

async function answer({ chunk, stems }: ChunkRequest): Promise<ChunkReply> {
  try {
    return {
      ok: true,
      stems: await separator.separate(chunk, stems === undefined ? {} : { stems }),
    };
  } catch (error) {
    return { ok: false, error: packError(error) };
  }
}

parentPort?.on('message', async (request: ChunkRequest) => {
  const reply = await answer(request);
  parentPort?.postMessage(reply, reply.ok ? buffersOf(reply.stems.values()) : []);
});
