/** The singular value decomposition of a matrix as far as its leading values: exact where it is small, else randomised. */

import { checkInteger } from '../../util/index.ts';
import { checkMatrix } from './gram.ts';
import { extendSubspace, type MatrixShape, ritzPairs, turnSubspace } from './subspace.ts';

/** Options of {@link truncatedSvd}. */
export interface TruncatedSvdOptions extends MatrixShape {
  /** How many singular values; at most the smaller side of the matrix. */
  readonly rank: number;
  /**
   * How often the random start is turned towards the leading vectors, from 0. Default 4: a gap of a tenth between the values kept and
   * the next is then enough for three digits.
   */
  readonly powerSteps?: number;
  /** Vectors beyond `rank` that are turned too and then dropped. Default 10, as Halko et al. recommend. */
  readonly oversampling?: number;
  /** Seed of the random start. Default 0. */
  readonly seed?: number;
}

/** A ≈ Σᵢ values[i]·leftᵢ·rightᵢᵀ. */
export interface TruncatedSvd {
  /** Falling. */
  readonly values: Float64Array;
  /** `[vector, row]`; zero where the value is. */
  readonly left: Float32Array;
  /** `[vector, column]`. */
  readonly right: Float32Array;
}

/**
 * The leading singular values and vectors of the row-major matrix. Deterministic for a seed. Throws `ArgumentError` for a rank above the
 * smaller side and for an array that does not hold exactly its matrix.
 *
 * @example
 * const { values } = truncatedSvd(magnitudes, { rows: frameCount, columns: binCount, rank: 20 });
 */
export function truncatedSvd(matrix: Float32Array, options: TruncatedSvdOptions): TruncatedSvd {
  const { rows, columns } = options;
  checkMatrix('truncatedSvd.matrix', matrix, options);
  const most = Math.min(rows, columns);
  const rank = checkInteger('truncatedSvd.rank', options.rank, { min: 0, max: most });
  const steps = checkInteger('truncatedSvd.powerSteps', options.powerSteps ?? 4, { min: 0 });
  const extra = checkInteger('truncatedSvd.oversampling', options.oversampling ?? 10, { min: 0 });
  const seed = options.seed ?? 0;
  let subspace = extendSubspace(undefined, { size: Math.min(rank + extra, columns), columns, seed });
  for (let step = 0; step < steps; step++) {
    subspace = turnSubspace(matrix, options, subspace);
    // A matrix of lower rank leaves fewer vectors; any others do for its zeros.
    subspace = extendSubspace(subspace, { size: Math.min(rank + extra, columns), columns, seed });
  }
  const { size, values, vectors, products } = ritzPairs(matrix, options, subspace);
  const left = new Float32Array(rank * rows);
  for (let i = 0; i < rank; i++) {
    const scale = values[i]! > 0 ? 1 / values[i]! : 0;
    for (let row = 0; row < rows; row++) left[i * rows + row] = products[row * size + i]! * scale;
  }
  return { values: values.slice(0, rank), left, right: vectors.slice(0, rank * columns) };
}
