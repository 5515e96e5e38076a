/**
 * Eigenvalues and eigenvectors of small dense symmetric matrices, in double precision: Householder tridiagonalisation and implicit QL
 * iterations of the library ml-matrix, on flat arrays. The cost grows with the cube of the size (0.1 s for 200); what is larger
 * is first projected onto a small subspace (subspace.ts).
 */

import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { ArgumentError, checkInteger } from '../../util/index.ts';

/** Eigenvalues in falling order, and an eigenvector of length 1 for each. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  /** `[eigenvector, component]`, row-major. */
  readonly vectors: Float64Array;
}

/**
 * The eigen-decomposition of the symmetric `size` × `size` matrix `matrix` (row-major): matrix = Σᵢ values[i]·vᵢ·vᵢᵀ. Only its symmetry is
 * taken on trust. Throws `ArgumentError` where the array holds another number of numbers or one that is not finite.
 */
export function eigenSymmetric(matrix: Float64Array, size: number): SymmetricEigen {
  checkInteger('eigenSymmetric.size', size, { min: 0 });
  checkSquare(matrix, size);
  const values = new Float64Array(size);
  const vectors = new Float64Array(size * size);
  if (size === 0) return { values, vectors };
  const dense = Matrix.from1DArray(size, size, matrix as unknown as number[]);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(dense, {
    assumeSymmetric: true,
  });
  // The library gives rising values and a vector per column.
  for (let i = 0; i < size; i++) {
    const column = size - 1 - i;
    values[i] = realEigenvalues[column]!;
    for (let k = 0; k < size; k++) vectors[i * size + k] = eigenvectorMatrix.get(k, column);
  }
  return { values, vectors };
}

function checkSquare(matrix: Float64Array, size: number): void {
  const wrong = matrix.length === size * size ? matrix.findIndex((value) => !Number.isFinite(value)) : -2;
  if (wrong === -1) return;
  throw new ArgumentError({
    place: wrong === -2 ? 'eigenSymmetric.matrix' : `eigenSymmetric.matrix[${wrong}]`,
    expected: wrong === -2 ? `${size} × ${size} numbers` : 'a finite number',
    got: wrong === -2 ? `${matrix.length}` : String(matrix[wrong]),
    remedy: 'Give the whole symmetric matrix, row by row',
  });
}
