/**
 * Histograms as TensorFlow counts them (`core/lib/histogram/histogram.cc`): buckets whose limits grow by a tenth, from 10⁻¹² to 10²⁰, on both sides of zero.
 * Weights near 1 and gradients near 10⁻⁷ are told apart equally well.
 */

/** What a histogram says of values. */
export interface HistogramCounts {
  readonly min: number;
  readonly max: number;
  /** How many finite values there are. */
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** Upper limits of the buckets, ascending; the first bucket reaches from minus infinity. */
  readonly limits: readonly number[];
  /** Values in each bucket: above the limit before, up to its own. */
  readonly counts: readonly number[];
}

const positiveLimits: readonly number[] = (() => {
  const limits: number[] = [];
  for (let limit = 1e-12; limit < 1e20; limit *= 1.1) limits.push(limit);
  return limits;
})();

/** Ascending; the last catches everything. */
const limits = Float64Array.from([
  -Number.MAX_VALUE,
  ...positiveLimits.map((limit) => -limit).reverse(),
  0,
  ...positiveLimits,
  Number.MAX_VALUE,
]);
const zeroAt = positiveLimits.length + 1;
const stepsPerUnit = 1 / Math.log(1.1);

/** Counts `values`. NaN and infinite ones are left out: their buckets would be those of the largest. */
export function countHistogram(values: ArrayLike<number>): HistogramCounts {
  const counts = new Float64Array(limits.length);
  let [min, max, count, sum, sumOfSquares] = [Infinity, -Infinity, 0, 0, 0];
  for (let n = 0; n < values.length; n++) {
    const value = values[n]!;
    if (!Number.isFinite(value)) continue;
    counts[bucketOf(value)]!++;
    if (value < min) min = value;
    if (value > max) max = value;
    count++;
    sum += value;
    sumOfSquares += value * value;
  }
  if (count === 0)
    return { min: 0, max: 0, count, sum, sumOfSquares, limits: [Number.MAX_VALUE], counts: [0] };
  const first = counts.findIndex((some) => some > 0);
  const last = counts.findLastIndex((some) => some > 0);
  // The empty bucket before the first tells where that begins.
  const from = Math.max(0, first - 1);
  return {
    min,
    max,
    count,
    sum,
    sumOfSquares,
    limits: [...limits.subarray(from, last + 1)],
    counts: [...counts.subarray(from, last + 1)],
  };
}

/** The first bucket whose limit is not below `value`. The logarithm leads to it or beside it. */
function bucketOf(value: number): number {
  if (value === 0) return zeroAt;
  const steps = Math.log(Math.abs(value) * 1e12) * stepsPerUnit;
  const away = Math.max(0, Math.min(positiveLimits.length, Math.ceil(steps)));
  let bucket = value > 0 ? zeroAt + 1 + away : zeroAt - 1 - away;
  bucket = Math.max(0, Math.min(limits.length - 1, bucket));
  while (bucket > 0 && limits[bucket - 1]! >= value) bucket--;
  while (limits[bucket]! < value) bucket++;
  return bucket;
}
