/**
 * `repet-sim`: the voice as what does not come again. Each frame's background is the median of the frames that are most similar to it,
 * wherever they are: no period is needed. Z. Rafii and B. Pardo, "Music/voice separation using the similarity matrix", ISMIR 2012.
 */

import type { Separator } from '../../audio/index.ts';
import { checkInteger, checkNumber } from '../../util/index.ts';
import { checkOptionNames, frameSecondsOption, lowHertzOption, type OptionDescription } from '../option.ts';
import { firstBinAt } from '../spectrogram-grid.ts';
import { repeatingMask } from './repeating-mask.ts';
import { createRepeatingSeparator, meanOfChannels } from './repeating-separator.ts';
import { similarFrames, similarityModel } from './similar-frames.ts';

/** Options of {@link createRepetSim}. */
export interface RepetSimOptions {
  /** The most frames that a median is taken over, the frame itself included. Default 50. */
  readonly frames?: number;
  /** The least distance of two of them, in seconds. Default 0.1. */
  readonly distanceSeconds?: number;
  /** The least similarity, 0 to 1. Default 0. */
  readonly threshold?: number;
  /** Frequency in hertz below which nothing is voice. Default 100; 0 turns it off. */
  readonly lowHertz?: number;
  /** Seconds in which similar frames are looked for; songs are cut in such segments. Default 60. */
  readonly segmentSeconds?: number;
  /** Length of a frame in seconds. Default 0.064. */
  readonly frameSeconds?: number;
}

/** The options of `repet-sim` as data. */
export const repetSimOptions: readonly OptionDescription[] = [
  {
    name: 'frames',
    kind: 'integer',
    default: '50',
    summary: 'the most similar frames that a median is taken over',
  },
  { name: 'distanceSeconds', kind: 'number', default: '0.1', summary: 'the least distance of two of them' },
  { name: 'threshold', kind: 'number', default: '0', summary: 'the least similarity, 0 to 1' },
  lowHertzOption(100),
  { name: 'segmentSeconds', kind: 'number', default: '60', summary: 'where similar frames are looked for' },
  frameSecondsOption(0.064),
];

/**
 * A separator into `vocals` (what does not come again) and `other` (what does), at any rate and with any number of channels, whose similar
 * frames are the same. The two add up to the mixture.
 *
 * Throws `ArgumentError` for an option that is unknown or out of range, and, when separating, for a sample that is not finite.
 */
export function createRepetSim(options: RepetSimOptions = {}): Separator {
  const place = 'repet-sim';
  checkOptionNames(place, options, repetSimOptions);
  const { frames: count = 50, distanceSeconds = 0.1, threshold = 0 } = options;
  const { lowHertz = 100, segmentSeconds = 60, frameSeconds = 0.064 } = options;
  checkInteger(`${place}.frames`, count, { min: 1 });
  checkNumber(`${place}.distanceSeconds`, distanceSeconds, { min: 0 });
  checkNumber(`${place}.threshold`, threshold, { min: 0, max: 1 });
  checkNumber(`${place}.lowHertz`, lowHertz, { min: 0 });
  checkNumber(`${place}.segmentSeconds`, segmentSeconds, { above: 0 });
  checkNumber(`${place}.frameSeconds`, frameSeconds, { above: 0 });
  return createRepeatingSeparator({
    name: place,
    frameSeconds,
    cut: ({ sampleRate }) => ({
      beforeSamples: 0,
      afterSamples: 0,
      segmentSamples: segmentSeconds * sampleRate,
      overlap: 0.1,
      exact: false,
    }),
    analyse({ channels, frameCount, binCount, frameRate, ...frames }) {
      const shape = { frameCount, binCount };
      const lists = similarFrames(meanOfChannels(channels, 1), {
        ...shape,
        count,
        distanceFrames: Math.round(distanceSeconds * frameRate),
        threshold,
      });
      const firstBin = firstBinAt(lowHertz, frames);
      return (magnitudes) =>
        repeatingMask(similarityModel(magnitudes, { ...shape, ...lists }), magnitudes, {
          ...shape,
          firstBin,
        });
    },
  });
}
