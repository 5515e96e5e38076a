/**
 * `hpss`: harmonic and percussive sound by median filtering of the spectrogram (D. FitzGerald, DAFx 2010;
 * margins: J. Driedger, M. Müller, S. Disch, ISMIR 2014), with the defaults and results of
 * `librosa.effects.hpss`.
 */

import type { Separator } from '../audio/index.ts';
import { checkFiniteChunk, separateChannels } from './chunk.ts';
import { isPartition } from './hpss-masks.ts';
import {
  describeMedianOptions,
  type MedianDefaults,
  type MedianOptions,
  resolveMedianOptions,
  splitChunking,
} from './median-options.ts';
import { createScratch, splitChannel } from './median-split.ts';
import { checkOptionNames, type OptionDescription } from './option.ts';

/** Options of {@link createHpss}. */
export type HpssOptions = MedianOptions;

/** The stems of `hpss`. */
export const hpssStems: readonly string[] = ['harmonic', 'percussive'];

/** The options of `hpss` as data. */
export const hpssOptions: readonly OptionDescription[] = describeMedianOptions({
  mask: 'soft',
  margin: '1',
  kernel: '31',
  harmonicSeconds: 'none',
  percussiveHertz: 'none',
});

const defaults: MedianDefaults = {
  mask: 'soft',
  margin: 1,
  harmonic: { frames: 31 },
  percussive: { bins: 31 },
};

/**
 * A separator into `harmonic` (what lasts: chords, voices, bass) and `percussive` (what strikes: drums,
 * attacks), channel by channel at any rate and with any number of channels. Defaults as librosa: frames of
 * 2048 samples every 512, medians of 31 frames and 31 bins, soft masks of power 2, margin 1, zeros beyond the
 * ends of the song. With margin 1 the two stems add up to the mixture; above 1 something is left over, which
 * `hrps` gives as a stem.
 *
 * Throws `ArgumentError` for an option that is unknown or out of range, and, when separating, for a sample
 * that is not finite.
 */
export function createHpss(options: HpssOptions = {}): Separator {
  checkOptionNames('hpss', options, hpssOptions);
  const settingsAt = resolveMedianOptions('hpss', options, defaults);
  const scratch = createScratch();
  return {
    name: 'hpss',
    stems: hpssStems,
    sumsToMixture: isPartition(settingsAt(44100).rule),
    sampleRate: undefined,
    channelCounts: undefined,
    chunking: (sampleRate) =>
      splitChunking(settingsAt(sampleRate), { sampleRate, stemCount: hpssStems.length }),
    async separate(chunk, separateOptions) {
      const settings = settingsAt(checkFiniteChunk('hpss', chunk).sampleRate);
      return separateChannels(chunk, {
        stems: hpssStems,
        options: separateOptions,
        split: (channel, wanted) => splitChannel(channel, settings, { wanted, scratch }),
      });
    },
  };
}
