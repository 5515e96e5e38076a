/** Quantiles, medians and the numbers of a box plot. NaN means "not defined here" in scores and is left out everywhere. */

import { checkNumber } from '../util/index.ts';

/** What a box plot draws (J. W. Tukey, "Exploratory Data Analysis", 1977). */
export interface BoxPlot {
  /** Values that are not NaN. */
  readonly count: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  /** The least and greatest values within 1.5 times the box's height from the box. */
  readonly lowerWhisker: number;
  readonly upperWhisker: number;
  /** What lies beyond the whiskers, ascending. */
  readonly outliers: readonly number[];
}

/**
 * The value below which the share `q` (0 to 1) of the values lies, between two values on the straight line (NumPy's and R's default,
 * Hyndman and Fan's type 7). NaN of no value. Infinite values count as the ends of the order.
 */
export function quantile(values: ArrayLike<number>, q: number): number {
  checkNumber('q', q, { min: 0, max: 1 });
  return sortedQuantile(sortedDefined(values), q);
}

/** The middle value, or the mean of the two in the middle; NaN of no value. */
export function median(values: ArrayLike<number>): number {
  return sortedQuantile(sortedDefined(values), 0.5);
}

/** The arithmetic mean; NaN of no value. */
export function mean(values: ArrayLike<number>): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) continue;
    sum += values[i]!;
    count++;
  }
  return sum / count;
}

/** The five numbers and the outliers of a box plot; all NaN of no value. */
export function boxPlot(values: ArrayLike<number>): BoxPlot {
  const sorted = sortedDefined(values);
  const [lowerQuartile, middle, upperQuartile] = [0.25, 0.5, 0.75].map((q) => sortedQuantile(sorted, q));
  const reach = 1.5 * (upperQuartile! - lowerQuartile!);
  // Written so that an infinite quartile, whose reach is NaN, keeps the values beyond as outliers.
  const isWithin = (value: number) =>
    (value >= lowerQuartile! && value <= upperQuartile!) ||
    (value >= lowerQuartile! - reach && value <= upperQuartile! + reach);
  const within = sorted.filter(isWithin);
  return {
    count: sorted.length,
    lowerQuartile: lowerQuartile!,
    median: middle!,
    upperQuartile: upperQuartile!,
    lowerWhisker: within[0] ?? Number.NaN,
    upperWhisker: within.at(-1) ?? Number.NaN,
    outliers: [...sorted.filter((value) => !isWithin(value))],
  };
}

/** The values that are not NaN, ascending. */
export function sortedDefined(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
}

/** The quantile of values that are sorted already. */
export function sortedQuantile(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = q * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(position)]!, sorted[Math.ceil(position)]!];
  const fraction = position - Math.floor(position);
  // Equal neighbours first: infinity minus infinity is NaN.
  if (below === above) return below;
  // The middle to the last bit as the bootstrap computes it, which counts how many resamples have the same median.
  return fraction === 0.5 ? (below + above) / 2 : below + (above - below) * fraction;
}
