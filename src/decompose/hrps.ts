/**
 * `hrps`: harmonic, residual and percussive sound (J. Driedger, M. Müller, S. Disch, "Extending
 * harmonic-percussive separation of audio signals", ISMIR 2014): only what is clearly tonal or clearly a
 * stroke goes to those stems, the rest (voices, noise, textures) to a third.
 */

import type { Separator } from '../audio/index.ts';
import { checkFiniteChunk, separateChannels, subtract } from './chunk.ts';
import {
  describeMedianOptions,
  type MedianDefaults,
  type MedianOptions,
  resolveMedianOptions,
  splitChunking,
} from './median-options.ts';
import { createScratch, splitChannel } from './median-split.ts';
import { checkOptionNames, type OptionDescription } from './option.ts';

/** Options of {@link createHrps}. `margin` is the paper's separation factor β. */
export type HrpsOptions = MedianOptions;

/** The stems of `hrps`. */
export const hrpsStems: readonly string[] = ['harmonic', 'percussive', 'residual'];

/** The options of `hrps` as data. */
export const hrpsOptions: readonly OptionDescription[] = describeMedianOptions({
  mask: 'binary',
  margin: '2',
  kernel: 'none',
  harmonicSeconds: '0.2',
  percussiveHertz: '500',
});

// The lengths that the paper's authors publish for it: they mean the same at every rate and frame size.
const defaults: MedianDefaults = {
  mask: 'binary',
  margin: 2,
  harmonic: { seconds: 0.2 },
  percussive: { hertz: 500 },
};

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
  checkOptionNames('hrps', options, hrpsOptions);
  const settingsAt = resolveMedianOptions('hrps', options, defaults);
  const scratch = createScratch();
  return {
    name: 'hrps',
    stems: hrpsStems,
    sumsToMixture: true,
    sampleRate: undefined,
    channelCounts: undefined,
    chunking: (sampleRate) =>
      splitChunking(settingsAt(sampleRate), { sampleRate, stemCount: hrpsStems.length }),
    async separate(chunk, separateOptions) {
      const settings = settingsAt(checkFiniteChunk('hrps', chunk).sampleRate);
      return separateChannels(chunk, {
        stems: hrpsStems,
        options: separateOptions,
        split: (channel, wanted) => {
          const rest = wanted.has('residual');
          const parts = splitChannel(channel, settings, { wanted: rest ? bothParts : wanted, scratch });
          if (!rest) return parts;
          return { ...parts, residual: subtract(channel, parts.harmonic!, parts.percussive!) };
        },
      });
    },
  };
}

/** What the residual is made from. */
const bothParts: ReadonlySet<string> = new Set(['harmonic', 'percussive']);
