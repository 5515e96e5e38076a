/**
 * The peaks of the two-dimensional spectrum of a spectrogram: what repeats in time (a beat, a bar) gathers in a few modulation rates, what
 * does not is spread over all. P. Seetharaman, F. Pishdadian, B. Pardo, "Music/voice separation using the 2D Fourier transform", WASPAA
 * 2017; peaks weighed by the deviation of their neighbourhood: P. Seetharaman, "Bootstrapping the learning process for computer audition",
 * thesis, Northwestern University, 2019, chapter 2.
 */

import { filterBox } from './box-filter.ts';
import type { HalfSpectrum } from './real-fft-2d.ts';

/** How peaks are found. */
export interface PeakOptions {
  /** Modulation rates that a peak is compared with, its own in the middle; odd. */
  readonly frames: number;
  /** Modulation scales (along frequency) that a peak is compared with; odd. */
  readonly bins: number;
  /**
   * `'local'`: how many standard deviations of its neighbourhood a peak is above its mean, the largest being 1. `'global'`: 1 where
   * the neighbourhood spans more than the standard deviation of the whole spectrum.
   */
  readonly peaks: 'local' | 'global';
}

/** Keeps ratios finite; of the largest magnitude, which is 1. */
const floor = 1e-7;

/** Magnitudes with the zero frequency in the middle: row s stands for frequency s − floor(rows/2). The largest is 1, but for `floor`. */
export function centredMagnitudes({ rows, columns, real, imaginary }: HalfSpectrum): Float64Array {
  const halfRows = Math.floor(rows / 2) + 1;
  const centred = new Float64Array(rows * columns);
  const [downHalf, acrossHalf] = [Math.floor(rows / 2), Math.floor(columns / 2)];
  let largest = 0;
  for (let u = 0; u < halfRows; u++) {
    const row = ((u + downHalf) % rows) * columns;
    const mirrored = ((((rows - u) % rows) + downHalf) % rows) * columns;
    for (let v = 0; v < columns; v++) {
      const i = u * columns + v;
      const size = Math.sqrt(real[i]! * real[i]! + imaginary[i]! * imaginary[i]!);
      centred[row + ((v + acrossHalf) % columns)] = size;
      // |F[−u, −v]| = |F[u, v]|
      centred[mirrored + ((((columns - v) % columns) + acrossHalf) % columns)] = size;
      if (size > largest) largest = size;
    }
  }
  for (let i = 0; i < centred.length; i++) centred[i]! /= largest + floor;
  return centred;
}

/**
 * How much of each point of the spectrum belongs to a peak, 0 to 1, `[row frequency, column frequency]` for the rows of the half spectrum.
 * A peak counts in all four quadrants, so that patterns that fall in frequency are kept as those that rise.
 */
export function peakWeights(
  centred: Float64Array,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  options: PeakOptions,
): Float64Array {
  const shape = { rows, columns };
  const highest = filterBox(centred, shape, { ...options, kind: 'max' });
  const kept =
    options.peaks === 'local'
      ? localPeaks(centred, highest, shape, options)
      : globalPeaks(centred, highest, shape, options);
  return inAllQuadrants(kept, shape);
}

function localPeaks(
  centred: Float64Array,
  highest: Float64Array,
  shape: { rows: number; columns: number },
  options: PeakOptions,
): Float64Array {
  const sums = filterBox(centred, shape, { ...options, kind: 'sum' });
  const squares = filterBox(
    centred.map((x) => x * x),
    shape,
    { ...options, kind: 'sum' },
  );
  const count = options.frames * options.bins;
  let largest = 0;
  for (let i = 0; i < centred.length; i++) {
    const mean = sums[i]! / count;
    const deviation = Math.sqrt(Math.max(0, squares[i]! / count - mean * mean)) + floor;
    const weight = centred[i] === highest[i] ? (highest[i]! - mean) / deviation : 0;
    if (weight > largest) largest = weight;
    highest[i] = weight;
  }
  for (let i = 0; i < highest.length; i++) highest[i]! /= largest + floor;
  return highest;
}

function globalPeaks(
  centred: Float64Array,
  highest: Float64Array,
  shape: { rows: number; columns: number },
  options: PeakOptions,
): Float64Array {
  const lowest = filterBox(centred, shape, { ...options, kind: 'min' });
  let [sum, squares] = [0, 0];
  for (let i = 0; i < centred.length; i++) {
    sum += centred[i]!;
    squares += centred[i]! * centred[i]!;
  }
  const mean = sum / centred.length;
  const threshold = Math.sqrt(Math.max(0, squares / centred.length - mean * mean));
  for (let i = 0; i < highest.length; i++) {
    highest[i] = centred[i] === highest[i] && highest[i]! - lowest[i]! > threshold ? 1 : 0;
  }
  return highest;
}

/** The greatest of the four mirror images, in the order of the half spectrum. */
function inAllQuadrants(
  kept: Float64Array,
  { rows, columns }: { rows: number; columns: number },
): Float64Array {
  const halfRows = Math.floor(rows / 2) + 1;
  const weights = new Float64Array(halfRows * columns);
  const [downHalf, acrossHalf] = [Math.floor(rows / 2), Math.floor(columns / 2)];
  for (let u = 0; u < halfRows; u++) {
    const row = ((u + downHalf) % rows) * columns;
    const mirrored = ((((rows - u) % rows) + downHalf) % rows) * columns;
    for (let v = 0; v < columns; v++) {
      const column = (v + acrossHalf) % columns;
      const across = (((columns - v) % columns) + acrossHalf) % columns;
      weights[u * columns + v] = Math.max(
        kept[row + column]!,
        kept[row + across]!,
        kept[mirrored + column]!,
        kept[mirrored + across]!,
      );
    }
  }
  return weights;
}
