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
  readonly taps: Float64Array;
  /** The offset in `taps` of the row for position `phase / phases` after an input sample; may fill a scratch row. */
  rowAt(phase: number): number;
}

/** Stopband and ripple. 150 dB is what float32 samples themselves resolve: their rounding noise against a full-scale tone. */
const attenuationDb = 150;

/**
 * Zero crossings of the sinc on either side. 96 make the filter flat up to 0.9 of the lower Nyquist frequency (19.8 kHz at
 * 44.1 kHz) and stop everything from that Nyquist frequency on; half as many would give up 2 kHz.
 */
const zeroCrossings = 96;

/** The most taps a table may have (2 MB): beyond, rows are interpolated. */
const tableLimit = 2 ** 18;

/** Rows per zero crossing of an interpolated table; the cubic's error is then below −170 dB. */
const rowsPerCrossing = 128;

/** The filter for a ratio of rates. Its gain at 0 Hz is 1 for every position, to double precision. */
export function designResamplingFilter(ratio: RateRatio): ResamplingFilter {
  // Downwards the sinc is stretched: the output's Nyquist frequency is the lower one.
  const scale = Math.min(1, ratio.phases / ratio.step);
  const halfTaps = 2 * Math.ceil(zeroCrossings / scale / 2);
  const { beta, transitionRadians } = designKaiser(attenuationDb, 2 * zeroCrossings);
  // The transition ends at Nyquist (π), so the cutoff in its middle lies half a transition below.
  const cutoff = (1 - transitionRadians / Math.PI / 2) * scale;
  const prototype = { halfTaps, cutoff, beta };
  const tapCount = 2 * halfTaps;
  return ratio.phases * tapCount <= tableLimit
    ? exactTable(prototype, ratio.phases)
    : interpolatedTable(prototype, ratio.phases, Math.ceil(rowsPerCrossing * scale));
}

interface Prototype {
  readonly halfTaps: number;
  readonly cutoff: number;
  readonly beta: number;
}

function exactTable(prototype: Prototype, phases: number): ResamplingFilter {
  const tapCount = 2 * prototype.halfTaps;
  const taps = new Float64Array(phases * tapCount);
  for (let phase = 0; phase < phases; phase++) {
    fillRow(taps.subarray(phase * tapCount, (phase + 1) * tapCount), prototype, phase / phases);
  }
  return { tapCount, taps, rowAt: (phase) => phase * tapCount };
}

/** Rows at −1/rows, 0, 1/rows, …, 1 + 1/rows, then one scratch row that {@link ResamplingFilter.rowAt} fills. */
function interpolatedTable(prototype: Prototype, phases: number, rows: number): ResamplingFilter {
  const tapCount = 2 * prototype.halfTaps;
  const taps = new Float64Array((rows + 4) * tapCount);
  for (let row = 0; row < rows + 3; row++) {
    fillRow(taps.subarray(row * tapCount, (row + 1) * tapCount), prototype, (row - 1) / rows);
  }
  const scratch = (rows + 3) * tapCount;
  function rowAt(phase: number): number {
    const place = (phase / phases) * rows;
    const row = Math.min(Math.floor(place), rows - 1);
    const t = place - row;
    // The cubic through four rows at −1, 0, 1, 2 (Lagrange); the weights add up to 1.
    const a = (-t * (t - 1) * (t - 2)) / 6;
    const b = ((t + 1) * (t - 1) * (t - 2)) / 2;
    const c = (-(t + 1) * t * (t - 2)) / 2;
    const d = ((t + 1) * t * (t - 1)) / 6;
    const first = row * tapCount;
    for (let k = 0; k < tapCount; k++) {
      const at = first + k;
      taps[scratch + k] =
        a * taps[at]! +
        b * taps[at + tapCount]! +
        c * taps[at + 2 * tapCount]! +
        d * taps[at + 3 * tapCount]!;
    }
    return scratch;
  }
  return { tapCount, taps, rowAt };
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
