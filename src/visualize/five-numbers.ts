/** The five numbers of a box plot, with what lies beyond them (Tukey, Exploratory Data Analysis, 1977). */

/** A distribution in short. */
export interface FiveNumbers {
  /** How many finite values there are. */
  readonly count: number;
  /** The smallest value within 1.5 interquartile ranges of the box. */
  readonly low: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  /** The largest value within 1.5 interquartile ranges of the box. */
  readonly high: number;
  /** Values beyond both, in ascending order. */
  readonly outliers: readonly number[];
}

/** Tukey's reach of the whiskers, in interquartile ranges. */
const reach = 1.5;

/**
 * The five numbers of `values`, quantiles by linear interpolation (NumPy's default). `null`, NaN and infinite values are left out;
 * `undefined` where nothing remains.
 */
export function fiveNumbers(values: Iterable<number | null>): FiveNumbers | undefined {
  const sorted = [...values]
    .filter((value): value is number => value !== null && Number.isFinite(value))
    .sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  const [lowerQuartile, median, upperQuartile] = [0.25, 0.5, 0.75].map((share) =>
    quantile(sorted, share),
  ) as [number, number, number];
  const distance = reach * (upperQuartile - lowerQuartile);
  const inside = sorted.filter(
    (value) => value >= lowerQuartile - distance && value <= upperQuartile + distance,
  );
  return {
    count: sorted.length,
    low: inside[0]!,
    lowerQuartile,
    median,
    upperQuartile,
    high: inside.at(-1)!,
    outliers: sorted.filter((value) => value < inside[0]! || value > inside.at(-1)!),
  };
}

function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const left = Math.floor(place);
  const right = Math.min(sorted.length - 1, left + 1);
  return sorted[left]! + (place - left) * (sorted[right]! - sorted[left]!);
}
