/**
 * Singular value thresholding, the step of RPCA that makes a matrix low in rank: D_τ(X) = U·max(Σ − τ, 0)·Vᵀ takes τ off every singular
 * value and drops those that it would turn negative (J. Cai, E. Candès, Z. Shen, "A singular value thresholding algorithm for matrix
 * completion", SIAM J. Optimization 20(4), 2010). Two ways: exact, by all eigenvectors of XᵀX, or within a subspace that is carried from
 * call to call, whose cost grows with the rank instead of the size.
 */

import { eigenSymmetric } from '../matrix/eigen-symmetric.ts';
import { gramOfColumns } from '../matrix/gram.ts';
import { multiply } from '../matrix/multiply.ts';
import {
  extendSubspace,
  type MatrixShape,
  type RitzPairs,
  ritzPairs,
  type Subspace,
  turnSubspace,
} from '../matrix/subspace.ts';

/** Thresholds singular values: writes D_τ(X) into `out`, returns its rank. */
export type SingularThreshold = (matrix: Float32Array, threshold: number, out: Float32Array) => number;

/** All singular values by the eigenvectors of XᵀX in double precision. Costs columns³: for some hundred columns. */
export function exactThreshold({ rows, columns }: MatrixShape): SingularThreshold {
  return (matrix, threshold, out) => {
    const { values, vectors } = eigenSymmetric(gramOfColumns(matrix, { rows, columns }), columns);
    const singular = values.map((value) => Math.sqrt(Math.max(0, value)));
    const rank = countAbove(singular, threshold);
    const right = Float32Array.from(vectors.subarray(0, rank * columns));
    // D_τ(X) = X·V·max(1 − τ/Σ, 0)·Vᵀ: the left vectors need never be known.
    const scaled = right.map((value, i) => value * (1 - threshold / singular[Math.floor(i / columns)]!));
    if (rank * (rows + columns) < rows * columns) {
      const products = multiply(matrix, scaled, { rows, inner: columns, columns: rank, transposeB: true });
      multiply(products, right, { rows, inner: rank, columns, out });
    } else {
      const shrink = multiply(scaled, right, { rows: columns, inner: rank, columns, transposeA: true });
      multiply(matrix, shrink, { rows, inner: columns, columns, out });
    }
    return rank;
  };
}

/**
 * Vectors beyond the rank that are turned with the others. A falling threshold finds the next singular vectors among them, already half
 * turned: between two steps of RPCA on music the rank grows by a third.
 */
const growth = 1.4;
const spare = 10;

/**
 * Within a subspace that each call takes over from the one before and turns once, more often while every value in it lies above the
 * threshold. Values near the threshold, where the subspace is least accurate, hardly count in the result. `seed` makes the random vectors.
 */
export function subspaceThreshold(
  shape: MatrixShape,
  { seed = 0 }: { readonly seed?: number } = {},
): SingularThreshold {
  const { rows, columns } = shape;
  let subspace: Subspace | undefined;
  let size = Math.min(columns, spare);
  return (matrix, threshold, out) => {
    for (let turn = 0; ; turn++) {
      const start = extendSubspace(subspace, { size, columns, seed: seed + turn });
      const pairs = ritzPairs(matrix, shape, turnSubspace(matrix, shape, start));
      subspace = pairs;
      const rank = countAbove(pairs.values, threshold);
      // Vectors that fell away in turning: the matrix has no further singular values.
      const complete = rank < pairs.size || pairs.size === columns || pairs.size < start.size;
      size = Math.min(columns, Math.ceil(growth * rank) + spare);
      if (!complete) continue;
      multiply(shrunk(pairs, { rows, rank, threshold }), pairs.vectors.subarray(0, rank * columns), {
        ...{ rows, inner: rank, columns, out },
      });
      return rank;
    }
  };
}

/** U·max(Σ − τ, 0) of the values above the threshold, `[row, vector]`. */
function shrunk(
  { size, values, products }: RitzPairs,
  { rows, rank, threshold }: { readonly rows: number; readonly rank: number; readonly threshold: number },
): Float32Array {
  const scale = Float64Array.from({ length: rank }, (_, i) => 1 - threshold / values[i]!);
  const out = new Float32Array(rows * rank);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < rank; i++) out[row * rank + i] = products[row * size + i]! * scale[i]!;
  }
  return out;
}

/** How many of the falling values exceed the threshold. */
function countAbove(values: Float64Array, threshold: number): number {
  let count = 0;
  while (count < values.length && values[count]! > threshold) count++;
  return count;
}
