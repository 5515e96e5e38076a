/**
 * `repet-extended`: the voice as what does not repeat, in songs whose tempo and patterns change. Beat spectra of windows over time give each
 * frame a period of its own; the median of the few nearest repetitions is the background. A. Liutkus, Z. Rafii, R. Badeau, B. Pardo, G.
 * Richard, "Adaptive filtering for music/voice separation exploiting the repeating musical structure", ICASSP 2012.
 */

import type { Separator } from '../../audio/index.ts';
import { ArgumentError, checkInteger, checkNumber } from '../../util/index.ts';
import { checkOptionNames, frameSecondsOption, lowHertzOption, type OptionDescription } from '../option.ts';
import { firstBinAt } from '../spectrogram-grid.ts';
import { beatSpectrogram } from './beat-spectrum.ts';
import { adaptiveModel, periodsOverTime } from './periodic-model.ts';
import { repeatingMask } from './repeating-mask.ts';
import { createRepeatingSeparator, meanOfChannels } from './repeating-separator.ts';
import { checkPeriods, periodOptions } from './repet.ts';

/** Options of {@link createRepetExtended}. */
export interface RepetExtendedOptions {
  /** The shortest period looked for, in seconds. Default 0.8. */
  readonly minPeriodSeconds?: number;
  /** The longest period looked for, in seconds; a third of the window at most. Default 8. */
  readonly maxPeriodSeconds?: number;
  /** Length of the windows whose beat spectra are taken, in seconds. Default 10. */
  readonly windowSeconds?: number;
  /** From the middle of one window to that of the next, in seconds. Default 2.5. */
  readonly stepSeconds?: number;
  /** Repetitions that a median is taken over, odd. Default 7. */
  readonly order?: number;
  /** Frequency in hertz below which nothing is voice. Default 100; 0 turns it off. */
  readonly lowHertz?: number;
  /** Length of a frame in seconds. Default 0.064. */
  readonly frameSeconds?: number;
}

/** The options of `repet-extended` as data. */
export const repetExtendedOptions: readonly OptionDescription[] = [
  ...periodOptions,
  {
    name: 'windowSeconds',
    kind: 'number',
    default: '10',
    summary: 'length of the windows that a period is found in',
  },
  { name: 'stepSeconds', kind: 'number', default: '2.5', summary: 'from window to window' },
  { name: 'order', kind: 'integer', default: '7', summary: 'repetitions that a median is taken over, odd' },
  lowHertzOption(100),
  frameSecondsOption(0.064),
];

/**
 * A separator into `vocals` (what does not repeat) and `other` (what does), at any rate and with any number of channels, whose periods are
 * the same. The two add up to the mixture. A sample of the result depends on half a window and on (order − 1)/2 periods around it, so that
 * a song may be cut anywhere.
 *
 * Throws `ArgumentError` for an option that is unknown or out of range, and, when separating, for a sample that is not finite.
 */
export function createRepetExtended(options: RepetExtendedOptions = {}): Separator {
  const place = 'repet-extended';
  checkOptionNames(place, options, repetExtendedOptions);
  const { lowHertz = 100, frameSeconds = 0.064, windowSeconds = 10, stepSeconds = 2.5, order = 7 } = options;
  checkNumber(`${place}.lowHertz`, lowHertz, { min: 0 });
  checkNumber(`${place}.frameSeconds`, frameSeconds, { above: 0 });
  checkNumber(`${place}.windowSeconds`, windowSeconds, { above: 0 });
  checkNumber(`${place}.stepSeconds`, stepSeconds, { above: 0 });
  if (checkInteger(`${place}.order`, order, { min: 1 }) % 2 === 0) {
    throw new ArgumentError({
      place: `${place}.order`,
      expected: 'an odd number: a frame and as many repetitions before as after it',
      got: String(order),
      remedy: `Use ${order + 1}`,
    });
  }
  const range = checkPeriods(place, options, { min: 0.8, max: 8 });
  const windowsAt = (frameRate: number): { windowFrames: number; stepFrames: number } => ({
    windowFrames: Math.max(1, Math.round(windowSeconds * frameRate)),
    stepFrames: Math.max(1, Math.round(stepSeconds * frameRate)),
  });
  return createRepeatingSeparator({
    name: place,
    frameSeconds,
    cut({ sampleRate, fftSize, hopSize }) {
      const frameRate = sampleRate / hopSize;
      const { windowFrames, stepFrames } = windowsAt(frameRate);
      const longest = Math.min(range(frameRate).maxFrames, Math.floor(windowFrames / 3));
      // The window of a frame has its middle within half a step; or the last of the repetitions lies further away.
      const reach = Math.max(
        Math.ceil(windowFrames / 2) + Math.ceil(stepFrames / 2),
        ((order - 1) / 2) * Math.max(1, longest),
      );
      return {
        // A sample is made of frames within half a frame; their bins come from samples within half a frame of theirs.
        beforeSamples: reach * hopSize + fftSize,
        afterSamples: reach * hopSize + fftSize,
        alignSamples: stepFrames * hopSize,
        segmentSamples: 40 * sampleRate,
        overlap: 0,
        exact: true,
      };
    },
    analyse({ channels, frameCount, binCount, frameRate, ...frames }) {
      const shape = { frameCount, binCount };
      const beats = beatSpectrogram(meanOfChannels(channels, 2), { ...shape, ...windowsAt(frameRate) });
      const periods = periodsOverTime(beats, { frameCount, range: range(frameRate) });
      const firstBin = firstBinAt(lowHertz, frames);
      return (magnitudes) =>
        repeatingMask(adaptiveModel(magnitudes, { ...shape, periods, order }), magnitudes, {
          ...shape,
          firstBin,
        });
    },
  });
}
