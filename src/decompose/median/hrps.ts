/**
 * `hrps`: harmonic, residual and percussive sound (J. Driedger, M. Müller, S. Disch, "Extending
 * harmonic-percussive separation of audio signals", ISMIR 2014): only what is clearly tonal or clearly a
 * stroke goes to those stems, the rest (voices, noise, textures) to a third.
 */

import type { Separator } from '../../audio/index.ts';
import type { OptionDescription } from '../option.ts';
import { describeMedianOptions, type MedianOptions } from './options.ts';
import { createMedianSeparator, type MedianMethod } from './separator.ts';
import type { Part } from './split.ts';

/** Options of {@link createHrps}. `margin` is the paper's separation factor β. */
export type HrpsOptions = MedianOptions;

/** The stems of `hrps`. */
export const hrpsStems: readonly Part[] = ['harmonic', 'percussive', 'residual'];

/** The options of `hrps` as data. */
export const hrpsOptions: readonly OptionDescription[] = describeMedianOptions({
  mask: 'binary',
  margin: '2',
  kernel: 'none',
  harmonicSeconds: '0.2',
  percussiveHertz: '500',
});

/**
 * A separator into `harmonic`, `percussive` and `residual`, channel by channel at any rate and with any
 * number of channels. Defaults as in the paper: binary masks with β = 2 (`margin`), medians of 0.2 s and 500
 * Hz; frames of 2048 samples every 512. With `mask: 'soft'` the masks are librosa's. The residual is the
 * mixture minus the other two, so that the three add up to it; with margin 1 it holds rounding errors only.
 *
 * Throws `ArgumentError` for an option that is unknown or out of range, and, when separating, for a sample
 * that is not finite.
 */
export function createHrps(options: HrpsOptions = {}): Separator {
  return createMedianSeparator(hrps, options);
}

const hrps: MedianMethod = {
  name: 'hrps',
  stems: hrpsStems,
  options: hrpsOptions,
  // The lengths that the paper's authors publish for it: they mean the same at every rate and frame size.
  defaults: {
    mask: 'binary',
    margin: 2,
    harmonic: { seconds: 0.2 },
    percussive: { hertz: 500 },
  },
  sumsToMixture: () => true,
};
