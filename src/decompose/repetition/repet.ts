/**
 * `repet`: the voice as what does not repeat. One period for the whole chunk, from its beat spectrum; the median of all repetitions is the
 * background. Z. Rafii and B. Pardo, "REpeating Pattern Extraction Technique (REPET): a simple method for music/voice separation", IEEE
 * TASLP 21(1), 2013. A song is taken in segments that are cross-faded, which is how the paper extends the method to songs.
 */

import type { Separator } from '../../audio/index.ts';
import { ArgumentError, checkNumber } from '../../util/index.ts';
import { checkOptionNames, frameSecondsOption, lowHertzOption, type OptionDescription } from '../option.ts';
import { firstBinAt } from '../spectrogram-grid.ts';
import { beatSpectrum } from './beat-spectrum.ts';
import { findPeriodWithin, periodicModel } from './periodic-model.ts';
import { repeatingMask } from './repeating-mask.ts';
import { createRepeatingSeparator, meanOfChannels } from './repeating-separator.ts';

/** Options of {@link createRepet}. */
export interface RepetOptions {
  /** The shortest period looked for, in seconds. Default 0.8. */
  readonly minPeriodSeconds?: number;
  /** The longest period looked for, in seconds; a third of the segment at most. Default 8. */
  readonly maxPeriodSeconds?: number;
  /** The period in seconds, where it is known; excludes the two above. */
  readonly periodSeconds?: number;
  /** Frequency in hertz below which nothing is voice. Default 100; 0 turns it off. */
  readonly lowHertz?: number;
  /** Seconds that one period holds for; songs are cut in such segments. Default 24. */
  readonly segmentSeconds?: number;
  /** Length of a frame in seconds. Default 0.064. */
  readonly frameSeconds?: number;
}

/** The options of a range to look for periods in. */
export const periodOptions: readonly OptionDescription[] = [
  {
    name: 'minPeriodSeconds',
    kind: 'number',
    default: '0.8',
    summary: 'the shortest period looked for, in seconds',
  },
  {
    name: 'maxPeriodSeconds',
    kind: 'number',
    default: '8',
    summary: 'the longest period looked for, in seconds',
  },
];

/** The options of `repet` as data. */
export const repetOptions: readonly OptionDescription[] = [
  ...periodOptions,
  { name: 'periodSeconds', kind: 'number', default: 'none', summary: 'the period, where it is known' },
  lowHertzOption(100),
  { name: 'segmentSeconds', kind: 'number', default: '24', summary: 'how long one period holds for' },
  frameSecondsOption(0.064),
];

/**
 * A separator into `vocals` (what does not repeat) and `other` (what does), at any rate and with any number of channels, whose period is
 * one. The two add up to the mixture. Chunks of fewer than three periods have little to take a median of.
 *
 * Throws `ArgumentError` for an option that is unknown or out of range, and, when separating, for a sample that is not finite.
 */
export function createRepet(options: RepetOptions = {}): Separator {
  checkOptionNames('repet', options, repetOptions);
  const { lowHertz = 100, segmentSeconds = 24, frameSeconds = 0.064, periodSeconds } = options;
  checkNumber('repet.lowHertz', lowHertz, { min: 0 });
  checkNumber('repet.segmentSeconds', segmentSeconds, { above: 0 });
  checkNumber('repet.frameSeconds', frameSeconds, { above: 0 });
  const range = checkPeriods('repet', options, { min: 0.8, max: 8 });
  if (periodSeconds !== undefined) {
    checkNumber('repet.periodSeconds', periodSeconds, { above: 0 });
    if (options.minPeriodSeconds !== undefined || options.maxPeriodSeconds !== undefined) {
      throw new ArgumentError({
        place: 'repet.periodSeconds',
        expected: 'a period, or the range to look for it in',
        got: 'both',
        remedy: 'Leave out minPeriodSeconds and maxPeriodSeconds',
      });
    }
  }
  return createRepeatingSeparator({
    name: 'repet',
    frameSeconds,
    cut: ({ sampleRate }) => ({
      beforeSamples: 0,
      afterSamples: 0,
      segmentSamples: segmentSeconds * sampleRate,
      overlap: 0.25,
      exact: false,
    }),
    analyse({ channels, frameCount, binCount, frameRate, ...frames }) {
      const shape = { frameCount, binCount };
      const period =
        periodSeconds === undefined
          ? findPeriodWithin(beatSpectrum(meanOfChannels(channels, 2), shape), range(frameRate))
          : Math.max(1, Math.round(periodSeconds * frameRate));
      const firstBin = firstBinAt(lowHertz, frames);
      return (magnitudes) =>
        repeatingMask(periodicModel(magnitudes, { ...shape, period }), magnitudes, { ...shape, firstBin });
    },
  });
}

/** Checks the range of periods; returns it in frames at a frame rate. */
export function checkPeriods(
  place: string,
  options: { readonly minPeriodSeconds?: number; readonly maxPeriodSeconds?: number },
  standard: { readonly min: number; readonly max: number },
): (frameRate: number) => { minFrames: number; maxFrames: number } {
  const { minPeriodSeconds = standard.min, maxPeriodSeconds = Math.max(standard.max, minPeriodSeconds) } =
    options;
  checkNumber(`${place}.minPeriodSeconds`, minPeriodSeconds, { above: 0 });
  checkNumber(`${place}.maxPeriodSeconds`, maxPeriodSeconds, { min: minPeriodSeconds });
  return (frameRate) => ({
    minFrames: Math.max(1, Math.round(minPeriodSeconds * frameRate)),
    maxFrames: Math.max(1, Math.round(maxPeriodSeconds * frameRate)),
  });
}
