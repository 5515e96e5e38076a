/** What `hpss` and `hrps` share: a Separator that splits each channel by median filters, at any rate, with its options as data. */

import type { Separator } from '../audio/index.ts';
import { checkFiniteChunk, separateChannels } from './chunk.ts';
import {
  type MedianDefaults,
  type MedianOptions,
  resolveMedianOptions,
  splitChunking,
} from './median-options.ts';
import { createScratch, type SplitSettings, splitChannel } from './median-split.ts';
import { checkOptionNames, type OptionDescription } from './option.ts';

/** Parts of a channel by name: those that were wanted. */
export type MedianParts = Readonly<Record<string, Float32Array | undefined>>;

/** How one method differs from another. */
export interface MedianMethod {
  readonly name: string;
  readonly stems: readonly string[];
  readonly options: readonly OptionDescription[];
  readonly defaults: MedianDefaults;
  /** Whether the stems add up to the mixture with these settings. */
  sumsToMixture(settings: SplitSettings): boolean;
  /** The wanted stems of a channel. `split` gives `harmonic` and `percussive`, or one of them. */
  stemsOf(
    channel: Float32Array,
    request: { readonly wanted: ReadonlySet<string>; split(parts: ReadonlySet<string>): MedianParts },
  ): MedianParts;
}

/** A separator by `method`. Throws `ArgumentError` for an option that is unknown or out of range. */
export function createMedianSeparator(method: MedianMethod, options: MedianOptions): Separator {
  const { name, stems, defaults } = method;
  checkOptionNames(name, options, method.options);
  const settingsAt = resolveMedianOptions(name, options, defaults);
  const scratch = createScratch();
  return {
    name,
    stems,
    sumsToMixture: method.sumsToMixture(settingsAt(44100)),
    sampleRate: undefined,
    channelCounts: undefined,
    chunking: (sampleRate) => splitChunking(settingsAt(sampleRate), { sampleRate, stemCount: stems.length }),
    async separate(chunk, separateOptions) {
      const settings = settingsAt(checkFiniteChunk(name, chunk).sampleRate);
      return separateChannels(chunk, {
        stems,
        options: separateOptions,
        split: (channel, wanted) =>
          method.stemsOf(channel, {
            wanted,
            split: (parts) => splitChannel(channel, settings, { wanted: parts, scratch }),
          }),
      });
    },
  };
}
