/** A stream at another rate: to the rate a separator runs at, and back to the input's. */

import type { AudioStream } from '../audio/index.ts';
import { createResampler, resampledLength } from '../dsp/index.ts';

/** `stream` at `toRate`, readable from any sample; the same stream where the rates are equal. */
export function resampledStream(stream: AudioStream, toRate: number): AudioStream {
  const { sampleRate: fromRate, channelCount } = stream;
  if (fromRate === toRate) return stream;
  return {
    sampleRate: toRate,
    channelCount,
    lengthSamples:
      stream.lengthSamples === undefined
        ? undefined
        : resampledLength(stream.lengthSamples, { fromRate, toRate }),
    async *blocks({ startSample = 0, signal } = {}) {
      const resampler = createResampler({ fromRate, toRate, channelCount, startSample });
      const options = signal === undefined ? {} : { signal };
      for await (const block of stream.blocks({ ...options, startSample: resampler.inputStartSample })) {
        const resampled = resampler.push(block);
        if (resampled[0]!.length > 0) yield resampled;
      }
      const rest = resampler.flush();
      if (rest[0]!.length > 0) yield rest;
    },
  };
}
