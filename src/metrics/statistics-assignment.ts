/**
 * The best pairing of estimates with references: the assignment problem, by shortest augmenting paths (R. Jonker, A. Volgenant, "A shortest
 * augmenting path algorithm for dense and sparse linear assignment problems", Computing 1987). n³ steps instead of n! tries.
 */

import { ArgumentError } from '../util/index.ts';

/**
 * The permutation of estimates that makes the sum of scores largest: `result[reference]` is the estimate to pair it with. `scores[reference]`
 * holds its score against each estimate, in dB for instance, higher being better; there are at least as many estimates as references.
 *
 * As few NaN and `-Infinity` as possible are chosen, and as many `Infinity` as possible. Among equals the result is fixed, but nothing else.
 * Throws `ArgumentError` for rows of unequal length or more references than estimates.
 *
 * @example
 * bestPermutation([[1, 9], [2, 12]]); // [0, 1]: 1 + 12 is more than 9 + 2
 */
export function bestPermutation(scores: readonly (readonly number[])[]): number[] {
  const columns = scores[0]?.length ?? 0;
  if (scores.some((row) => row.length !== columns) || columns < scores.length) {
    throw new ArgumentError({
      place: 'scores',
      expected:
        'a row per reference with a score for every estimate, at least as many estimates as references',
      got: `rows of ${scores.map((row) => row.length).join(', ')}`,
      remedy: 'Leave references out, or add silent estimates',
    });
  }
  return cheapestAssignment(finiteCosts(scores));
}

/** Costs to make small: the scores negated, infinite ones replaced by numbers that outweigh any sum of the others. */
function finiteCosts(scores: readonly (readonly number[])[]): number[][] {
  const finite = scores.flat().filter(Number.isFinite);
  const largest = finite.reduce((most, score) => Math.max(most, Math.abs(score)), 1);
  const beyond = 4 * largest * (scores.length + 1);
  return scores.map((row) =>
    row.map((score) => {
      if (Number.isFinite(score)) return -score;
      return score === Number.POSITIVE_INFINITY ? -beyond : beyond;
    }),
  );
}

/** `result[row]` = column, rows ≤ columns. Potentials u, v keep cost − u − v ≥ 0, with equality on the chosen pairs. */
function cheapestAssignment(costs: readonly (readonly number[])[]): number[] {
  const columns = costs[0]?.length ?? 0;
  const rowPotential = new Float64Array(costs.length);
  const columnPotential = new Float64Array(columns);
  const rowOf = new Int32Array(columns).fill(-1);
  for (let start = 0; start < costs.length; start++) {
    const distance = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
    const previous = new Int32Array(columns).fill(-1);
    const done = new Uint8Array(columns);
    let row = start;
    let column = -1;
    let reached = 0;
    // Dijkstra over columns until a free one is nearest.
    do {
      let nearest = -1;
      for (let j = 0; j < columns; j++) {
        if (done[j] === 1) continue;
        const through = reached + costs[row]![j]! - rowPotential[row]! - columnPotential[j]!;
        if (through < distance[j]!) {
          distance[j] = through;
          previous[j] = column;
        }
        if (nearest === -1 || distance[j]! < distance[nearest]!) nearest = j;
      }
      column = nearest;
      reached = distance[column]!;
      done[column] = 1;
      row = rowOf[column]!;
    } while (row !== -1);
    rowPotential[start]! += reached;
    for (let j = 0; j < columns; j++) {
      if (done[j] !== 1 || j === column) continue;
      rowPotential[rowOf[j]!]! += reached - distance[j]!;
      columnPotential[j]! -= reached - distance[j]!;
    }
    // Each column on the path takes the row of the one before it.
    for (; column !== -1; column = previous[column]!) {
      rowOf[column] = previous[column] === -1 ? start : rowOf[previous[column]!]!;
    }
  }
  const result = new Array<number>(costs.length).fill(-1);
  rowOf.forEach((row, j) => {
    if (row !== -1) result[row] = j;
  });
  return result;
}
