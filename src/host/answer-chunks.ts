/** The thread's side of a pool: makes the separator by name and separates the chunks it is sent, one after the other. */

import type { Separator } from '../audio/index.ts';
import { packError } from '../util/index.ts';
import { createSeparator } from '../zoo/index.ts';
import { buffersOf, type ChunkReply, type ChunkRequest } from './chunk-message.ts';

/**
 * What a thread does with each message: answers it by `post`, with the buffers that change hands. The separator is made with
 * the first chunk and kept; whatever fails is an answer too.
 */
export function answerChunks(
  post: (reply: ChunkReply, transfer: ArrayBuffer[]) => void,
): (request: ChunkRequest) => Promise<void> {
  let separator: Separator | undefined;

  async function separate({ setup, chunk, stems }: ChunkRequest): Promise<ChunkReply> {
    try {
      separator ??= createSeparator(setup.separator, setup.separatorOptions);
      return { ok: true, stems: await separator.separate(chunk, stems === undefined ? {} : { stems }) };
    } catch (error) {
      return { ok: false, error: packError(error) };
    }
  }

  return async (request) => {
    const reply = await separate(request);
    post(reply, reply.ok ? buffersOf(reply.stems.values()) : []);
  };
}
