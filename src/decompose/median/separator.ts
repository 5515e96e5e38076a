/** What `hpss` and `hrps` share: a Separator that splits each channel by median filters, at any rate, with its options as data. */

import type { Separator } from '../../audio/index.ts';
import { checkFiniteChunk, separateChannels } from '../chunk.ts';
import { checkOptionNames, type OptionDescription } from '../option.ts';
import { type MedianDefaults, type MedianOptions, resolveMedianOptions, splitChunking } from './options.ts';
import { createScratch, type Part, type SplitSettings, splitChannel } from './split.ts';

/** How one method differs from another. */
export interface MedianMethod {
  readonly name: string;
  /** Its stems: parts of a split. */
  readonly stems: readonly Part[];
  readonly options: readonly OptionDescription[];
  readonly defaults: MedianDefaults;
  /** Whether the stems add up to the mixture with these settings. */
  sumsToMixture(settings: SplitSettings): boolean;
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
        split: (channel, wanted) => splitChannel(channel, settings, { wanted, scratch }),
      });
    },
  };
}
