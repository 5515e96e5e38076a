/**
 * The Gram matrix of a tall matrix, in double precision: its eigenvalues are the squares of the singular values, and single precision
 * would lose those below 3e-4 of the largest.
 */

import { ArgumentError } from '../../util/index.ts';

/**
 * AᵀA `[columns, columns]` of the row-major `[rows, columns]` matrix A, every sum in double precision. Throws `ArgumentError` where the
 * array does not hold exactly its matrix.
 */
export function gramOfColumns(
  matrix: Float32Array,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): Float64Array {
  checkMatrix('gramOfColumns.matrix', matrix, { rows, columns });
  const gram = new Float64Array(columns * columns);
  // Four rows at a time: each sum is read and written a quarter as often.
  const whole = rows - (rows % 4);
  for (let row = 0; row < whole; row += 4) addFourRows(gram, matrix, { at: row * columns, columns });
  for (let row = whole; row < rows; row++) addRow(gram, matrix, { at: row * columns, columns });
  for (let i = 0; i < columns; i++) {
    for (let k = 0; k < i; k++) gram[k * columns + i] = gram[i * columns + k]!;
  }
  return gram;
}

interface RowsAt {
  readonly at: number;
  readonly columns: number;
}

/** Adds the products of four rows to the lower triangle. */
function addFourRows(gram: Float64Array, matrix: Float32Array, { at, columns }: RowsAt): void {
  const [b, c, d] = [at + columns, at + 2 * columns, at + 3 * columns];
  for (let i = 0; i < columns; i++) {
    const [w, x, y, z] = [matrix[at + i]!, matrix[b + i]!, matrix[c + i]!, matrix[d + i]!];
    const start = i * columns;
    for (let k = 0; k <= i; k++) {
      gram[start + k]! += w * matrix[at + k]! + x * matrix[b + k]! + y * matrix[c + k]! + z * matrix[d + k]!;
    }
  }
}

function addRow(gram: Float64Array, matrix: Float32Array, { at, columns }: RowsAt): void {
  for (let i = 0; i < columns; i++) {
    const value = matrix[at + i]!;
    const start = i * columns;
    for (let k = 0; k <= i; k++) gram[start + k]! += value * matrix[at + k]!;
  }
}

/** Throws `ArgumentError` unless the array holds exactly a `rows` × `columns` matrix. */
export function checkMatrix(
  place: string,
  matrix: Float32Array,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): void {
  if (matrix.length === rows * columns) return;
  throw new ArgumentError({
    place,
    expected: `${rows * columns} numbers, ${rows} × ${columns}`,
    got: `${matrix.length}`,
    remedy: 'Give the whole matrix, row by row, with its rows and columns',
  });
}
