/**
 * Confidence intervals by resampling (B. Efron, R. J. Tibshirani, "An Introduction to the Bootstrap", 1993): how far a median over tracks
 * would move if the data set had other tracks of the same kind.
 */

import { checkChoice, checkInteger, checkNumber, createRandom } from '../util/index.ts';
import { normalCumulative, normalQuantile } from './statistics-normal.ts';
import { mean, sortedDefined, sortedQuantile } from './statistics-quantiles.ts';

/** Options of {@link bootstrapInterval}. */
export interface BootstrapOptions {
  /** Default `'median'`, what the field reports. */
  readonly statistic?: 'median' | 'mean';
  /**
   * `'bca'` (default): bias-corrected and accelerated, which sits right for skewed scores too. `'percentile'`: the quantiles of the resampled
   * statistic as they are.
   */
  readonly method?: 'bca' | 'percentile';
  /** The share of intervals that hold the true value, between 0 and 1. Default 0.95. */
  readonly level?: number;
  /** Default 9999, as in SciPy: the ends are then known to about a hundredth of the interval. */
  readonly resamples?: number;
  /** Any integer. The same seed gives the same interval. Default 0. */
  readonly seed?: number;
}

/** An interval around a statistic. */
export interface ConfidenceInterval {
  /** The statistic of the values themselves. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The confidence interval of the median or mean of `values`; NaN are left out. All three numbers are NaN of no value, and equal to it of
 * one. Where BCa is not defined (nearly all resamples give the same number), the percentile interval is given. Throws `ArgumentError` for
 * options out of range.
 */
export function bootstrapInterval(
  values: ArrayLike<number>,
  options: BootstrapOptions = {},
): ConfidenceInterval {
  const statistic = checkChoice('statistic', options.statistic ?? 'median', ['median', 'mean'] as const);
  const method = checkChoice('method', options.method ?? 'bca', ['bca', 'percentile'] as const);
  const level = checkNumber('level', options.level ?? 0.95, { above: 0, below: 1 });
  const resamples = checkInteger('resamples', options.resamples ?? 9999, { min: 1, max: 1e7 });
  const seed = checkInteger('seed', options.seed ?? 0);
  const sample = sortedDefined(values);
  const of = statistic === 'mean' ? mean : (sorted: Float64Array) => sortedQuantile(sorted, 0.5);
  const value = of(sample);
  if (sample.length < 2) return { value, low: value, high: value };
  const replicates = resample(sample, { statistic, resamples, seed });
  const tail = (1 - level) / 2;
  let [from, to] = [tail, 1 - tail];
  if (method === 'bca') {
    const moved = acceleratedTails(replicates, { value, jackknife: leaveOneOut(sample, of), tail });
    if (moved.every(Number.isFinite)) [from, to] = moved;
  }
  return { value, low: sortedQuantile(replicates, from), high: sortedQuantile(replicates, to) };
}

/** The statistic of `resamples` samples drawn with replacement, ascending. */
function resample(
  sorted: Float64Array,
  { statistic, resamples, seed }: { statistic: 'median' | 'mean'; resamples: number; seed: number },
): Float64Array {
  const random = createRandom(seed);
  const size = sorted.length;
  const counts = new Uint32Array(size);
  return Float64Array.from({ length: resamples }, () => {
    if (statistic === 'mean') {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += sorted[Math.floor(random.uniform() * size)]!;
      return sum / size;
    }
    // Counting how often each rank was drawn orders the sample without sorting it.
    counts.fill(0);
    for (let i = 0; i < size; i++) counts[Math.floor(random.uniform() * size)]!++;
    const low = ranked(sorted, counts, (size - 1) >> 1);
    return size % 2 === 1 ? low : (low + ranked(sorted, counts, size >> 1)) / 2;
  }).sort();
}

/** The value at place `rank` of the sample in which `sorted[i]` occurs `counts[i]` times. */
function ranked(sorted: Float64Array, counts: Uint32Array, rank: number): number {
  let i = 0;
  for (let seen = counts[0]!; seen <= rank; seen += counts[i]!) i++;
  return sorted[i]!;
}

/** The statistic without each of the values in turn. */
function leaveOneOut(sorted: Float64Array, of: (values: Float64Array) => number): number[] {
  return Array.from(sorted, (_, left) => of(sorted.filter((__, i) => i !== left)));
}

/**
 * The quantiles that BCa takes instead of `tail` and 1 − `tail`: Φ(z₀ + (z₀ + z)/(1 − a(z₀ + z))), with the bias z₀ from the share of
 * replicates below the value (half of those equal to it) and the acceleration a from the jackknife's skewness.
 */
function acceleratedTails(
  replicates: Float64Array,
  { value, jackknife, tail }: { value: number; jackknife: readonly number[]; tail: number },
): [number, number] {
  let [below, equal] = [0, 0];
  for (const replicate of replicates) {
    if (replicate < value) below++;
    else if (replicate === value) equal++;
  }
  const bias = normalQuantile((below + equal / 2) / replicates.length);
  const centre = mean(jackknife);
  let [cubes, squares] = [0, 0];
  for (const one of jackknife) {
    cubes += (centre - one) ** 3;
    squares += (centre - one) ** 2;
  }
  const acceleration = cubes / (6 * squares ** 1.5);
  const moved = (z: number) => normalCumulative(bias + (bias + z) / (1 - acceleration * (bias + z)));
  const z = normalQuantile(tail);
  return [moved(z), moved(-z)];
}
