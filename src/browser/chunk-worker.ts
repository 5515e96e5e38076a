/** The web worker: makes its separator by name and separates the chunks it is sent, one after the other. */

import type { Separator } from '../audio/index.ts';
import { packError } from '../util/index.ts';
import { createSeparator } from '../zoo/index.ts';
import { buffersOf, type ChunkRequest, type WorkerReply } from './chunk-message.ts';

let separator: Separator | undefined;

async function answer({ setup, chunk, stems }: ChunkRequest): Promise<WorkerReply> {
  try {
    separator ??= createSeparator(setup.separator, setup.separatorOptions);
    return { type: 'stems', stems: await separator.separate(chunk, stems === undefined ? {} : { stems }) };
  } catch (error) {
    return { type: 'failed', error: packError(error) };
  }
}

function send(reply: WorkerReply): void {
  self.postMessage(reply, { transfer: reply.type === 'stems' ? buffersOf(reply.stems.values()) : [] });
}

self.addEventListener('message', async ({ data }: MessageEvent<ChunkRequest>) => send(await answer(data)));
send({ type: 'ready' });
