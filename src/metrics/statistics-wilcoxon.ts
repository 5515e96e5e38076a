/**
 * The Wilcoxon signed-rank test (F. Wilcoxon, "Individual comparisons by ranking methods", 1945): are the differences of pairs symmetric
 * around 0? With SciPy's numbers.
 */

import { ArgumentError, checkChoice } from '../util/index.ts';
import { normalCumulative, normalSurvival } from './statistics-normal.ts';

/** What a test is asked: is the first different from the second, less, or greater? */
export type Alternative = 'two-sided' | 'less' | 'greater';

/** The result of {@link wilcoxonSignedRank}. */
export interface WilcoxonResult {
  /** Pairs with a difference that is neither 0 nor NaN. */
  readonly count: number;
  /** The smaller rank sum when two-sided, else that of the positive differences. */
  readonly statistic: number;
  /** The probability of a statistic at least as far out if there were no difference. NaN of no pair. */
  readonly p: number;
  /** Whether p is exact or from the normal approximation, corrected for ties but not for continuity (SciPy's default). */
  readonly method: 'exact' | 'normal';
}

/** Up to this many pairs the exact distribution is used where there are no ties and no zeros. */
const largestExact = 50;
/** Up to this many pairs with ties or zeros all signs are tried. */
const largestSigned = 13;

/**
 * Compares `a[i]` with `b[i]`, the scores of two separators on the same tracks. Pairs with a NaN are left out, pairs without a difference
 * too (Wilcoxon's own rule). Exact for up to 50 pairs without ties and for up to 13 with them, like `scipy.stats.wilcoxon` (which counts
 * the zeros to those 50 and 13, and so do we). Throws `ArgumentError` where lengths differ.
 */
export function wilcoxonSignedRank(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: { readonly alternative?: Alternative } = {},
): WilcoxonResult {
  const alternative = checkChoice('alternative', options.alternative ?? 'two-sided', [
    'two-sided',
    'less',
    'greater',
  ] as const);
  const all = pairDifferences(a, b);
  const differences = all.filter((difference) => difference !== 0);
  const count = differences.length;
  if (count === 0) {
    // SciPy tries the signs of nothing, or has no variance: no evidence either way.
    return { count, statistic: 0, p: all.length === 0 ? Number.NaN : 1, method: 'exact' };
  }
  const { ranks, tieSum } = rankSizes(differences);
  const positive = differences.reduce((sum, value, i) => (value > 0 ? sum + ranks[i]! : sum), 0);
  const total = (count * (count + 1)) / 2;
  const statistic = alternative === 'two-sided' ? Math.min(positive, total - positive) : positive;
  const regular = tieSum === 0 && count === all.length;
  if (all.length <= (regular ? largestExact : largestSigned)) {
    const p = exactP(ranks, { positive, alternative });
    return { count, statistic, p, method: 'exact' };
  }
  return { count, statistic, p: normalP(positive, { count, tieSum, alternative }), method: 'normal' };
}

/** aᵢ − bᵢ where both are numbers. Equal infinities differ by 0. */
export function pairDifferences(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  if (a.length !== b.length) {
    throw new ArgumentError({
      place: 'paired comparison',
      expected: 'as many scores on both sides',
      got: `${a.length} and ${b.length}`,
      remedy: 'Compare the tracks that both separators have, in one order',
    });
  }
  return Array.from(a, (value, i) => (value === b[i] ? 0 : value - b[i]!)).filter(
    (difference) => !Number.isNaN(difference),
  );
}

/** The ranks of the sizes, equal ones sharing their mean, and Σ(t³ − t) over groups of t equal ones. */
function rankSizes(differences: readonly number[]): { ranks: number[]; tieSum: number } {
  const order = differences.map((_, i) => i);
  const sizes = differences.map(Math.abs);
  order.sort((i, j) => (sizes[i]! === sizes[j]! ? 0 : sizes[i]! - sizes[j]!));
  const ranks = new Array<number>(order.length);
  let tieSum = 0;
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && sizes[order[end]!] === sizes[order[start]!]) end++;
    for (let i = start; i < end; i++) ranks[order[i]!] = (start + end + 1) / 2;
    tieSum += (end - start) ** 3 - (end - start);
    start = end;
  }
  return { ranks, tieSum };
}

/** Over all 2ⁿ signs: the share of rank sums as far out as this one. Ranks are multiples of ½, so their doubles index the sums. */
function exactP(
  ranks: readonly number[],
  { positive, alternative }: { positive: number; alternative: Alternative },
): number {
  const doubled = ranks.map((rank) => Math.round(2 * rank));
  const total = doubled.reduce((sum, rank) => sum + rank, 0);
  const share = new Float64Array(total + 1);
  share[0] = 1;
  for (const rank of doubled) {
    for (let sum = total; sum >= 0; sum--) {
      share[sum] = (share[sum]! + (sum >= rank ? share[sum - rank]! : 0)) / 2;
    }
  }
  const at = Math.round(2 * positive);
  let [below, above] = [0, 0];
  for (let sum = 0; sum <= at; sum++) below += share[sum]!;
  for (let sum = at; sum <= total; sum++) above += share[sum]!;
  if (alternative === 'less') return below;
  return alternative === 'greater' ? above : Math.min(1, 2 * Math.min(below, above));
}

function normalP(
  positive: number,
  { count, tieSum, alternative }: { count: number; tieSum: number; alternative: Alternative },
): number {
  const expected = (count * (count + 1)) / 4;
  const deviation = Math.sqrt((count * (count + 1) * (2 * count + 1) - tieSum / 2) / 24);
  const z = (positive - expected) / deviation;
  if (alternative === 'less') return normalCumulative(z);
  return alternative === 'greater' ? normalSurvival(z) : Math.min(1, 2 * normalSurvival(Math.abs(z)));
}
