/** Two separators on the same tracks: which is better, by how much, and whether that may be chance. */

import { type BootstrapOptions, bootstrapInterval, type ConfidenceInterval } from './statistics-bootstrap.ts';
import { pairDifferences, type WilcoxonResult, wilcoxonSignedRank } from './statistics-wilcoxon.ts';

/** What {@link comparePaired} finds. */
export interface PairedComparison {
  /** Tracks on which both scores are defined. */
  readonly count: number;
  /** Of those: the first higher, both equal, the second higher. */
  readonly higher: number;
  readonly equal: number;
  readonly lower: number;
  /** The median difference, first minus second, and its confidence interval by resampling the tracks (a paired bootstrap). */
  readonly difference: ConfidenceInterval;
  /** The two-sided signed-rank test: uses how large differences are, and assumes them symmetric. */
  readonly wilcoxon: WilcoxonResult;
  /** The two-sided sign test's p: counts who wins and assumes nothing else. 1 where no pair differs. */
  readonly signTestP: number;
}

/**
 * Compares `a[i]` with `b[i]`, the scores of two separators on track i; tracks with a NaN on either side are left out. `options` are those of
 * the interval (median of differences, BCa, 95 % by default). Throws `ArgumentError` where lengths differ.
 *
 * @example
 * comparePaired([5.1, 6.2, 7.0], [4.9, 6.0, 6.1]).difference.value; // 0.2
 */
export function comparePaired(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: BootstrapOptions = {},
): PairedComparison {
  const differences = pairDifferences(a, b);
  const higher = differences.filter((value) => value > 0).length;
  const lower = differences.filter((value) => value < 0).length;
  return {
    count: differences.length,
    higher,
    equal: differences.length - higher - lower,
    lower,
    difference: bootstrapInterval(differences, options),
    wilcoxon: wilcoxonSignedRank(a, b),
    signTestP: signTest(higher, lower),
  };
}

/** P of at most the smaller count of heads in as many fair tosses, doubled. */
function signTest(higher: number, lower: number): number {
  const count = higher + lower;
  // Binomial probabilities through logarithms: 2⁻ⁿ underflows from 1075 tosses on.
  let logChoose = 0;
  let sum = 0;
  for (let k = 0; k <= Math.min(higher, lower); k++) {
    if (k > 0) logChoose += Math.log((count - k + 1) / k);
    sum += Math.exp(logChoose - count * Math.LN2);
  }
  return Math.min(1, 2 * sum);
}
