/** The order of estimates that fits the references best in the mean of a score. */

import { bestPermutation } from '../statistics-assignment.ts';

/** Up to so many sources equal sums are told apart as the reference implementations do; for more they could not finish anyway. */
const mostByOrder = 14;

/**
 * `permutation[reference]` = estimate, of the largest sum of `scores[estimate][reference]`: what trying all n! orders finds, by dynamic
 * programming over sets of used estimates in 2ⁿ·n steps. Among equal sums the first in lexicographic order, as in museval and mir_eval.
 * NaN counts as the least. Above 14 sources by assignment, where only the choice among equal sums differs.
 */
export function bestOrder(scores: readonly (readonly number[])[]): Int32Array {
  const n = scores.length;
  if (n > mostByOrder) {
    return Int32Array.from(bestPermutation(scores.map((_, j) => scores.map((row) => row[j]!))));
  }
  const full = 2 ** n - 1;
  // best[used]: the largest sum that references from popcount(used) on can still get from the estimates not used.
  const best = new Float64Array(full + 1);
  for (let used = full - 1; used >= 0; used--) {
    const reference = countBits(used);
    let largest = Number.NEGATIVE_INFINITY;
    for (let estimate = 0; estimate < n; estimate++) {
      if ((used >> estimate) & 1) continue;
      largest = Math.max(largest, bounded(scores[estimate]![reference]!) + best[used | (1 << estimate)]!);
    }
    best[used] = largest;
  }
  const order = new Int32Array(n);
  let used = 0;
  for (let reference = 0; reference < n; reference++) {
    for (let estimate = 0; estimate < n; estimate++) {
      if ((used >> estimate) & 1) continue;
      if (bounded(scores[estimate]![reference]!) + best[used | (1 << estimate)]! !== best[used]) continue;
      order[reference] = estimate;
      used |= 1 << estimate;
      break;
    }
  }
  return order;
}

/** Infinite scores stay comparable: ±1e9 dB. */
function bounded(score: number): number {
  return Number.isNaN(score) ? -1e9 : Math.min(1e9, Math.max(-1e9, score));
}

function countBits(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}
