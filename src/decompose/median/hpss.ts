/**
 * `hpss`: harmonic and percussive sound by median filtering of the spectrogram (D. FitzGerald, DAFx 2010;
 * margins: J. Driedger, M. Müller, S. Disch, ISMIR 2014), with the defaults and results of
 * `librosa.effects.hpss`.
 */

import type { Separator } from '../../audio/index.ts';
import type { OptionDescription } from '../option.ts';
import { isPartition } from './hpss-masks.ts';
import { describeMedianOptions, type MedianOptions } from './options.ts';
import { createMedianSeparator, type MedianMethod } from './separator.ts';
import type { Part } from './split.ts';

/** Options of {@link createHpss}. */
export type HpssOptions = MedianOptions;

/** The stems of `hpss`. */
export const hpssStems: readonly Part[] = ['harmonic', 'percussive'];

/** The options of `hpss` as data. */
export const hpssOptions: readonly OptionDescription[] = describeMedianOptions({
  mask: 'soft',
  margin: '1',
  kernel: '31',
  harmonicSeconds: 'none',
  percussiveHertz: 'none',
});

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
  return createMedianSeparator(hpss, options);
}

const hpss: MedianMethod = {
  name: 'hpss',
  stems: hpssStems,
  options: hpssOptions,
  defaults: {
    mask: 'soft',
    margin: 1,
    harmonic: { frames: 31 },
    percussive: { bins: 31 },
  },
  sumsToMixture: ({ rule }) => isPartition(rule),
};
