/** Watches a mixture as it comes in: it must be finite, and a song that is gathered whole must not outgrow its memory. */

import type { AudioStream } from '../audio/index.ts';
import { FormatError } from '../util/index.ts';
import { firstNonFinite } from './check-stems.ts';

/**
 * `stream` unchanged; reading it throws a FormatError at the first sample that is not a number, and what `tooLong` gives
 * when more than `maxSamples` have come, where there is such a limit.
 */
export function guardStream(
  stream: AudioStream,
  limit?: { readonly maxSamples: number; readonly tooLong: () => Error },
): AudioStream {
  return {
    sampleRate: stream.sampleRate,
    channelCount: stream.channelCount,
    lengthSamples: stream.lengthSamples,
    async *blocks(options = {}) {
      let position = options.startSample ?? 0;
      for await (const block of stream.blocks(options)) {
        for (const channel of block) {
          const at = firstNonFinite(channel);
          if (at !== -1) throw notFinite(channel[at]!, (position + at) / stream.sampleRate);
        }
        position += block[0]!.length;
        if (limit !== undefined && position > limit.maxSamples) throw limit.tooLong();
        yield block;
      }
    },
  };
}

function notFinite(value: number, seconds: number): FormatError {
  return new FormatError({
    place: `mixture at ${seconds.toFixed(3)} s`,
    expected: 'finite samples',
    got: String(value),
    remedy: 'Replace the samples that are not numbers, by silence for instance',
  });
}
