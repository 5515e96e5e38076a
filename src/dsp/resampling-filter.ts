/**
 * The low-pass filter of the resampler: a sinc cut out by a Kaiser window, tabulated as one row of taps per position
 * between two input samples (the polyphase form; Crochiere and Rabiner, "Multirate digital signal processing", 1983).
 * Common pairs of rates get one row per position that occurs; pairs with thousands of positions a coarser table that is
 * interpolated between rows (J. O. Smith, "Digital audio resampling", 2002).
 */

import { designKaiser, unscaledKaiser } from './kaiser.ts';
import type { RateRatio } from './rate-ratio.ts';

/** The rows of taps. Row taps weigh the `tapCount` input samples around a position, oldest first. */
export interface ResamplingFilter {
  /** A multiple of 4: half of them before the position, half after. */
  readonly tapCount: number;
  /** 0: there is a row for every phase. Else there are `rows` + 3 rows, at −1/rows, 0, 1/rows, …, 1 + 1/rows of a sample. */
  readonly rows: number;
  readonly taps: Float64Array;
}

/** Stopband and ripple. 150 dB is what float32 samples themselves resolve: their rounding noise against a full-scale tone. */
const attenuationDb = 150;

/**
 * Zero crossings of the sinc on either side. 96 make the filter flat up to 0.9 of the lower Nyquist frequency (19.8 kHz at
 * 44.1 kHz) and stop everything from that Nyquist frequency on; half as many would give up 2 kHz.
 */
const zeroCrossings = 96;

/** The most taps a table may have (2 MB): beyond, rows are interpolated by a cubic. */
const tableLimit = 2 ** 18;

/** Rows per zero crossing of an interpolated table; the error is then below −170 dB. */
const rowsPerCrossing = 128;

/** Filters kept: a song goes to a separator's rate and its stems come back, over and over. */
const keptFilters = 4;

const filters = new Map<string, ResamplingFilter>();

/**
 * The filter for a ratio of rates, the same object again while it is in use. Its gain at 0 Hz is 1 for every position, to
 * double precision.
 */
export function resamplingFilter(ratio: RateRatio): ResamplingFilter {
  const key = `${ratio.step}/${ratio.phases}`;
  const filter = filters.get(key) ?? designFilter(ratio);
  filters.delete(key);
  filters.set(key, filter);
  if (filters.size > keptFilters) filters.delete(filters.keys().next().value!);
  return filter;
}

function designFilter(ratio: RateRatio): ResamplingFilter {
  // Downwards the sinc is stretched: the output's Nyquist frequency is the lower one.
  const scale = Math.min(1, ratio.phases / ratio.step);
  const halfTaps = 2 * Math.ceil(zeroCrossings / scale / 2);
  const { beta, transitionRadians } = designKaiser(attenuationDb, 2 * zeroCrossings);
  // The transition ends at Nyquist (π), so the cutoff in its middle lies half a transition below.
  const cutoff = (1 - transitionRadians / Math.PI / 2) * scale;
  const prototype = { halfTaps, cutoff, beta };
  if (ratio.phases * 2 * halfTaps <= tableLimit) {
    const positions = Array.from({ length: ratio.phases }, (_, phase) => phase / ratio.phases);
    return { tapCount: 2 * halfTaps, rows: 0, taps: tabulate(prototype, positions) };
  }
  const rows = Math.ceil(rowsPerCrossing * scale);
  const positions = Array.from({ length: rows + 3 }, (_, row) => (row - 1) / rows);
  return { tapCount: 2 * halfTaps, rows, taps: tabulate(prototype, positions) };
}

interface Prototype {
  readonly halfTaps: number;
  readonly cutoff: number;
  readonly beta: number;
}

/** One row per position. */
function tabulate(prototype: Prototype, positions: readonly number[]): Float64Array {
  const tapCount = 2 * prototype.halfTaps;
  const taps = new Float64Array(positions.length * tapCount);
  for (const [row, position] of positions.entries()) {
    fillRow(taps.subarray(row * tapCount, (row + 1) * tapCount), prototype, position);
  }
  return taps;
}

/** h(d) = c · sinc(c·d) · kaiser(d / halfTaps) at the distances d of the input samples from the position, scaled to sum 1. */
function fillRow(row: Float64Array, { halfTaps, cutoff, beta }: Prototype, position: number): void {
  let sum = 0;
  for (let k = 0; k < row.length; k++) {
    const distance = k - (halfTaps - 1) - position;
    const angle = Math.PI * cutoff * distance;
    const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
    row[k] = sinc * unscaledKaiser(distance / halfTaps, beta);
    sum += row[k]!;
  }
  for (let k = 0; k < row.length; k++) row[k]! /= sum;
}
