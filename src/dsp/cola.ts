/**
 * Whether shifted copies of a window add up as overlap-add needs it. NOLA (their squares never add up to 0) is what
 * inverting an STFT needs, for the inverse divides by that sum; COLA (they add up to a constant) is needed only where
 * nobody divides. Definitions and defaults of scipy.signal.check_COLA and check_NOLA.
 */

import { checkChoice, checkInteger, checkNumber } from '../util/index.ts';

/** Options of {@link checkCola}. */
export interface ColaOptions {
  /**
   * 1 (default): the window itself, as when frames are weighted once. 2: its square, as when they are weighted before the
   * transform and after the inverse; this is what `sqrt_hann` is for.
   */
  readonly power?: 1 | 2;
  /** The largest deviation that still counts as constant. Default 1e-10, rounding errors of long windows. */
  readonly tolerance?: number;
}

/** What {@link checkCola} found. */
export interface ColaReport {
  /** Whether the deviation lies below the tolerance. */
  readonly holds: boolean;
  /** The largest distance of the sum at any sample from `sum`. */
  readonly deviation: number;
  /** What the copies add up to: the median over the samples of a hop. */
  readonly sum: number;
}

/** What {@link checkNola} found. */
export interface NolaReport {
  /** Whether `smallest` lies above the tolerance. */
  readonly holds: boolean;
  /** The smallest Σ w² over the samples of a hop: 0 means samples that no frame sees. */
  readonly smallest: number;
}

/**
 * Constant overlap-add: whether Σₜ w[n − t·hopSize]ᵖ is the same at every sample n, away from the ends.
 * Throws `ArgumentError` for an empty window or a hop below 1 or above the window's length.
 *
 * @example
 * checkCola(makeWindow('hann', 2048), 512).holds; // true
 * checkCola(makeWindow('sqrt_hann', 2048), 1024).holds; // false
 * checkCola(makeWindow('sqrt_hann', 2048), 1024, { power: 2 }).holds; // true
 */
export function checkCola(window: ArrayLike<number>, hopSize: number, options: ColaOptions = {}): ColaReport {
  const power = Number(checkChoice('power', String(options.power ?? 1), ['1', '2']));
  const tolerance = checkNumber('tolerance', options.tolerance ?? 1e-10, { min: 0 });
  const sums = overlapSums(window, hopSize, power);
  const sum = median(sums);
  const deviation = sums.reduce((largest, value) => Math.max(largest, Math.abs(value - sum)), 0);
  return { holds: deviation < tolerance, deviation, sum };
}

/**
 * Nonzero overlap-add: whether Σₜ w[n − t·hopSize]² is above `tolerance` (default 1e-10) at every sample n, away from the ends.
 * Where it holds, a centred STFT can be inverted. Throws like {@link checkCola}.
 */
export function checkNola(
  window: ArrayLike<number>,
  hopSize: number,
  options: { readonly tolerance?: number } = {},
): NolaReport {
  const tolerance = checkNumber('tolerance', options.tolerance ?? 1e-10, { min: 0 });
  const smallest = overlapSums(window, hopSize, 2).reduce((least, value) => Math.min(least, value));
  return { holds: smallest > tolerance, smallest };
}

/** The sum of all copies at each of the samples 0 … hopSize − 1 of the steady part. */
function overlapSums(window: ArrayLike<number>, hopSize: number, power: number): Float64Array {
  checkInteger('window length', window.length, { min: 1 });
  checkInteger('hopSize', hopSize, { min: 1, max: window.length });
  const sums = new Float64Array(hopSize);
  for (let n = 0; n < window.length; n++) sums[n % hopSize]! += window[n]! ** power;
  return sums;
}

function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
