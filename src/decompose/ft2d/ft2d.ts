/**
 * `ft2d`: the voice as what has no peak in the two-dimensional Fourier transform of the spectrogram: FT2D by P. Seetharaman, F. Pishdadian
 * and B. Pardo, "Music/voice separation using the 2D Fourier transform", WASPAA 2017. Each channel is treated by itself.
 */

import type { Separator } from '../../audio/index.ts';
import { checkNumber } from '../../util/index.ts';
import { checkOptionNames, frameSecondsOption, lowHertzOption, type OptionDescription } from '../option.ts';
import type { MatrixShape } from '../repetition/matrix-shape.ts';
import { createRepeatingSeparator } from '../repetition/repeating-separator.ts';
import { firstBinAt } from '../spectrogram-grid.ts';
import { checkPeaks, createFt2dMask } from './ft2d-mask.ts';

/** Options of {@link createFt2d}. */
export interface Ft2dOptions {
  /** Modulation rates that a peak is compared with, odd. Default 25. */
  readonly frames?: number;
  /** Modulation scales that a peak is compared with, odd. Default 1. */
  readonly bins?: number;
  /** Whether a peak stands out of its neighbourhood, in degrees (default), or of the whole spectrum. */
  readonly peaks?: 'local' | 'global';
  /** Frequency in hertz below which nothing is voice. Default 100; 0 turns it off. */
  readonly lowHertz?: number;
  /** Seconds that are transformed at a time; songs are cut in such segments. Default 20. */
  readonly segmentSeconds?: number;
  /** Length of a frame in seconds; the nearest power of two of samples is taken. Default 0.064. */
  readonly frameSeconds?: number;
}

/** The options of `ft2d` as data. */
export const ft2dOptions: readonly OptionDescription[] = [
  {
    name: 'frames',
    kind: 'integer',
    default: '25',
    summary: 'modulation rates that a peak is compared with, odd',
  },
  {
    name: 'bins',
    kind: 'integer',
    default: '1',
    summary: 'modulation scales that a peak is compared with, odd',
  },
  {
    name: 'peaks',
    kind: 'choice',
    choices: ['local', 'global'],
    default: 'local',
    summary: 'what a peak stands out of: its neighbourhood, or the whole spectrum',
  },
  lowHertzOption(100),
  {
    name: 'segmentSeconds',
    kind: 'number',
    default: '20',
    summary: 'how much is transformed at a time, in seconds',
  },
  frameSecondsOption(0.064),
];

/**
 * A separator into `vocals` (what does not repeat) and `other` (what does), channel by channel at any rate and with any number of channels.
 * The two add up to the mixture. No period is looked for: all that repeats within a segment has its peaks.
 *
 * Throws `ArgumentError` for an option that is unknown or out of range, and, when separating, for a sample that is not finite.
 */
export function createFt2d(options: Ft2dOptions = {}): Separator {
  checkOptionNames('ft2d', options, ft2dOptions);
  const { lowHertz = 100, segmentSeconds = 20, frameSeconds = 0.064 } = options;
  const peaks = checkPeaks('ft2d', options);
  checkNumber('ft2d.lowHertz', lowHertz, { min: 0 });
  checkNumber('ft2d.segmentSeconds', segmentSeconds, { above: 0 });
  checkNumber('ft2d.frameSeconds', frameSeconds, { above: 0 });
  return createRepeatingSeparator({
    name: 'ft2d',
    frameSeconds,
    powerOfTwo: true,
    // Spectrum, its magnitudes, their greatest neighbours, sums and squares, in double precision.
    analysisBytesPerBin: 8 * 7,
    cut: ({ sampleRate }) => ({
      beforeSamples: 0,
      afterSamples: 0,
      segmentSamples: segmentSeconds * sampleRate,
      overlap: 0.1,
      exact: false,
    }),
    analyse({ frameCount, binCount, ...grid }) {
      const inner = {
        frameCount: quickSize(frameCount),
        binCount: Math.max(1, binCount - 1),
      };
      const maskOf = createFt2dMask(inner, peaks);
      const firstBin = Math.max(binCount > 1 ? 1 : 0, firstBinAt(lowHertz, grid));
      return (magnitudes) => {
        const shape = { frameCount, binCount };
        return placeMask(maskOf(takeInner(magnitudes, shape, inner)), shape, { inner, firstBin });
      };
    },
  });
}

/** The size from `length` on, 2ᵃ, 3·2ᵃ or 5·2ᵃ, whose transform costs least: about the sum of its prime factors a point. */
function quickSize(length: number): number {
  let [best, least] = [1, Number.POSITIVE_INFINITY];
  for (const odd of [1, 3, 5]) {
    const twos = Math.max(0, Math.ceil(Math.log2(length / odd)));
    const size = odd * 2 ** twos;
    const cost = size * (2 * twos + (odd === 1 ? 0 : 2 * odd));
    if (cost < least) [best, least] = [size, cost];
  }
  return best;
}

/** The bins from 1 on, whose count transforms fast, and as many mirrored frames at the end as make theirs a fast one. */
function takeInner(magnitudes: Float32Array, shape: MatrixShape, inner: MatrixShape): Float32Array {
  const matrix = new Float32Array(inner.frameCount * inner.binCount);
  const skipped = shape.binCount - inner.binCount;
  for (let t = 0; t < inner.frameCount; t++) {
    const from = (t < shape.frameCount ? t : Math.max(0, 2 * shape.frameCount - 1 - t)) * shape.binCount;
    matrix.set(magnitudes.subarray(from + skipped, from + shape.binCount), t * inner.binCount);
  }
  return matrix;
}

/** The mask in the shape of the spectrogram, 1 below `firstBin`. */
function placeMask(
  mask: Float32Array,
  { frameCount, binCount }: MatrixShape,
  { inner, firstBin }: { readonly inner: MatrixShape; readonly firstBin: number },
): Float32Array {
  const placed = new Float32Array(frameCount * binCount);
  const skipped = binCount - inner.binCount;
  for (let t = 0; t < frameCount; t++) {
    const row = t * binCount;
    placed.set(mask.subarray(t * inner.binCount, (t + 1) * inner.binCount), row + skipped);
    placed.fill(1, row, row + Math.min(firstBin, binCount));
  }
  return placed;
}
