/**
 * The leading singular values and vectors of a large matrix by subspace iteration: a block of vectors is multiplied by A and Aᵀ, which
 * turns it towards the leading singular vectors, made orthonormal, and the small problem within it is solved exactly (Rayleigh-Ritz).
 * Started at random, one or two steps give what N. Halko, P. Martinsson and J. Tropp call the randomised SVD ("Finding structure with
 * randomness", SIAM Review 53(2), 2011); started from the vectors of a matrix that was nearly the same, one step is enough.
 */

import { createRandom } from '../../util/index.ts';
import { eigenSymmetric } from './eigen-symmetric.ts';
import { gramOfColumns } from './gram.ts';
import { multiply } from './multiply.ts';
import { orthonormalizeRows } from './orthonormal.ts';

/** An orthonormal block of vectors as long as the matrix has columns. */
export interface Subspace {
  readonly size: number;
  /** `[vector, column]`. */
  readonly vectors: Float32Array;
}

/** Approximate singular values and vectors within a subspace. */
export interface RitzPairs extends Subspace {
  /** Falling singular values, one per vector. */
  readonly values: Float64Array;
  /** A times each vector, `[row, vector]`: left singular vectors, scaled by their values. */
  readonly products: Float32Array;
}

/** The shape of a row-major matrix. */
export interface MatrixShape {
  readonly rows: number;
  readonly columns: number;
}

/**
 * `subspace` with random vectors added up to `size` (at most the number of columns): orthonormal. Without a subspace all are random. The
 * same seed gives the same vectors.
 */
export function extendSubspace(
  subspace: Subspace | undefined,
  { size, columns, seed }: { readonly size: number; readonly columns: number; readonly seed: number },
): Subspace {
  const count = Math.min(size, columns);
  const before = Math.min(subspace?.size ?? 0, count);
  const vectors = new Float32Array(count * columns);
  if (subspace !== undefined) vectors.set(subspace.vectors.subarray(0, before * columns));
  const random = createRandom(seed);
  for (let i = before * columns; i < vectors.length; i++) vectors[i] = random.normal();
  return kept(vectors, orthonormalizeRows(vectors, { count, length: columns }), columns);
}

/** The subspace turned towards the leading singular vectors of `matrix`: the rows of V·AᵀA, orthonormal. */
export function turnSubspace(
  matrix: Float32Array,
  { rows, columns }: MatrixShape,
  { size, vectors }: Subspace,
): Subspace {
  const products = multiply(matrix, vectors, { rows, inner: columns, columns: size, transposeB: true });
  const turned = multiply(products, matrix, { rows: size, inner: rows, columns, transposeA: true });
  return kept(turned, orthonormalizeRows(turned, { count: size, length: columns }), columns);
}

/**
 * The singular values and vectors of `matrix` restricted to the subspace: the best approximations within it.
 */
export function ritzPairs(
  matrix: Float32Array,
  { rows, columns }: MatrixShape,
  { size, vectors }: Subspace,
): RitzPairs {
  const products = multiply(matrix, vectors, { rows, inner: columns, columns: size, transposeB: true });
  const eigen = eigenSymmetric(gramOfColumns(products, { rows, columns: size }), size);
  const turn = Float32Array.from(eigen.vectors);
  return {
    size,
    values: eigen.values.map((value) => Math.sqrt(Math.max(0, value))),
    vectors: multiply(turn, vectors, { rows: size, inner: size, columns }),
    products: multiply(products, turn, { rows, inner: size, columns: size, transposeB: true }),
  };
}

function kept(vectors: Float32Array, size: number, columns: number): Subspace {
  return { size, vectors: size * columns === vectors.length ? vectors : vectors.slice(0, size * columns) };
}
