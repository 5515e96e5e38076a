/**
 * The running median along one axis of a matrix: what splits harmonic (steady over frames) from percussive (spread over
 * bins) in D. FitzGerald, "Harmonic/percussive separation using median filtering", DAFx 2010.
 */

import { ArgumentError, checkChoice, checkInteger } from '../util/index.ts';
import { medianAlongRows, medianDownColumns } from './kernels/median.ts';

/** Options of {@link medianFilter}. */
export interface MedianFilterOptions {
  /** Rows of the matrix (frames of a spectrogram). */
  readonly rows: number;
  /** Columns of the matrix (bins): neighbours in memory. */
  readonly columns: number;
  /** The axis along which the window runs: `rows` compares a value with those above and below it in its column (over
   * frames), `columns` with its neighbours in the row (over bins). */
  readonly axis: 'rows' | 'columns';
  /** Values in the window, from 1. Odd sizes are centred; even ones reach one further to the front and take the upper median. */
  readonly size: number;
  /** Where the result goes: `rows · columns` values, not the matrix itself. Default: a new array. */
  readonly out?: Float32Array;
}

/**
 * The running median of a row-major `[row, column]` matrix along one axis, equal to
 * `scipy.ndimage.median_filter(matrix, (size, 1) or (1, size))`: output i is the value of rank `floor(size / 2)` among
 * the inputs i − floor(size/2) … i − floor(size/2) + size − 1, the matrix being mirrored with its edge repeated
 * (d c b a | a b c d | d c b a).
 *
 * Throws `ArgumentError` for sizes that do not fit and for NaN, which has no rank; `out` is then partly written.
 */
export function medianFilter(matrix: Float32Array, options: MedianFilterOptions): Float32Array {
  const rows = checkInteger('rows', options.rows, { min: 0 });
  const columns = checkInteger('columns', options.columns, { min: 0 });
  const axis = checkChoice('axis', options.axis, ['rows', 'columns'] as const);
  const size = checkInteger('size', options.size, { min: 1 });
  const out = options.out ?? new Float32Array(rows * columns);
  if (matrix.length !== rows * columns || out.length !== rows * columns || out.buffer === matrix.buffer) {
    throw new ArgumentError({
      place: 'medianFilter',
      expected: `a matrix and a separate out of ${rows} x ${columns} values`,
      got: `${matrix.length} and ${out.length}${out.buffer === matrix.buffer ? ' in the same memory' : ''}`,
      remedy: 'Give rows and columns as the matrix has them',
    });
  }
  if (size === 1 || out.length === 0) out.set(matrix);
  else if (axis === 'rows') medianDownColumns(matrix, { rows, columns, size, out });
  else medianAlongRows(matrix, { rows, columns, size, out });
  return out;
}
