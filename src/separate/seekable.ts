/** Inputs that can only be read from their beginning, made readable from anywhere. */

import type { AudioStream } from '../audio/index.ts';

/**
 * `stream`, readable from any sample. Streams of unknown length may be pipes, which begin at 0 whatever is asked: those
 * are read from 0, and what comes before the wanted sample is dropped.
 */
export function seekableStream(stream: AudioStream): AudioStream {
  if (stream.lengthSamples !== undefined) return stream;
  return {
    sampleRate: stream.sampleRate,
    channelCount: stream.channelCount,
    lengthSamples: undefined,
    async *blocks({ startSample = 0, signal } = {}) {
      let position = 0;
      for await (const block of stream.blocks(signal === undefined ? {} : { signal })) {
        const from = Math.max(0, startSample - position);
        position += block[0]!.length;
        if (from < block[0]!.length)
          yield from === 0 ? block : block.map((channel) => channel.subarray(from));
      }
    },
  };
}
