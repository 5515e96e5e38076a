/** The untouched input beside what was made of it at another rate. */

import type { AudioBlock, AudioStream } from '../audio/index.ts';
import { SampleBuffer } from './sample-buffer.ts';

/**
 * The channels of `input`, then those of `make(input)`, sample by sample. `make` may convert rates back and forth: what
 * it gives beyond the input's end is dropped, what it lacks is silence. The input is read once; only what waits for its
 * counterpart is held.
 */
export function alongside(input: AudioStream, make: (input: AudioStream) => AudioStream): AudioStream {
  const made = make(input);
  return {
    sampleRate: input.sampleRate,
    channelCount: input.channelCount + made.channelCount,
    lengthSamples: input.lengthSamples,
    async *blocks({ startSample = 0, signal } = {}) {
      let position = startSample;
      let heard = new SampleBuffer(input.channelCount, startSample);
      const tapped: AudioStream = {
        sampleRate: input.sampleRate,
        channelCount: input.channelCount,
        lengthSamples: input.lengthSamples,
        async *blocks(options = {}) {
          heard = new SampleBuffer(input.channelCount, options.startSample ?? 0);
          for await (const block of input.blocks(options)) {
            heard.append(block);
            heard.dropBefore(position);
            yield block;
          }
        },
      };
      const options = signal === undefined ? {} : { signal };
      for await (const block of make(tapped).blocks({ ...options, startSample })) {
        // Results never run ahead of the input, except beyond its end.
        const to = Math.min(heard.end, position + block[0]!.length);
        if (to <= position) continue;
        yield [...heard.copy(position, to), ...cut(block, to - position)];
        position = to;
        heard.dropBefore(position);
      }
      if (heard.end > position) {
        const missing = Array.from(
          { length: made.channelCount },
          () => new Float32Array(heard.end - position),
        );
        yield [...heard.copy(position, heard.end), ...missing];
      }
    },
  };
}

function cut(block: AudioBlock, length: number): AudioBlock {
  return length === block[0]!.length ? block : block.map((channel) => channel.subarray(0, length));
}
