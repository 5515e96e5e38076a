/**
 * The separator that separates nothing: its one stem is the mixture, bit for bit. It tests everything around
 * a separator.
 */

import { checkAudio, type Separator } from '../audio/index.ts';
import { wantedStems } from './chunk.ts';
import { checkOptionNames } from './option.ts';

/** The stem of `identity`. */
export const identityStems: readonly string[] = ['mixture'];

/**
 * A separator whose one stem, `mixture`, is a copy of its input, NaN and all, at any rate, channel count,
 * length, segment and overlap. It has no options; `ArgumentError` for any.
 */
export function createIdentity(options: object = {}): Separator {
  checkOptionNames('identity', options, []);
  return {
    name: 'identity',
    stems: identityStems,
    sumsToMixture: true,
    sampleRate: undefined,
    channelCounts: undefined,
    chunking: (sampleRate) => ({
      beforeSamples: 0,
      afterSamples: 0,
      alignSamples: 1,
      segmentSamples: Math.max(1, Math.round(10 * sampleRate)),
      overlap: 0,
      exact: true,
      // The chunk and its copy, float32 each.
      bytesPerSample: 8,
    }),
    async separate(chunk, separateOptions) {
      checkAudio('identity', chunk);
      const wanted = wantedStems(identityStems, separateOptions);
      separateOptions?.signal?.throwIfAborted();
      if (!wanted.has('mixture')) return new Map();
      const channels = chunk.channels.map((channel) => channel.slice());
      return new Map([['mixture', { sampleRate: chunk.sampleRate, channels }]]);
    },
  };
}
