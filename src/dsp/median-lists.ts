/**
 * Medians over chosen neighbours: each row of a matrix names the rows (and the shifts along them) whose values it is to be the median
 * of. The general form of {@link medianFilter}, for what repeats (the same beat of other bars), what resembles (the most similar
 * frames) and proximity kernels of any shape; after D. FitzGerald, "Vocal separation using nearest neighbours and median filtering",
 * ISSC 2012, and A. Liutkus et al., "Kernel additive models for source separation", IEEE TSP 62(16), 2014.
 */

import { ArgumentError, checkInteger } from '../util/index.ts';
import { medianOfRowLists } from './kernels/median-lists.ts';

/** Options of {@link medianOfLists}. */
export interface MedianOfListsOptions {
  /** Rows of the matrix (frames of a spectrogram). */
  readonly rows: number;
  /** Columns of the matrix (bins): neighbours in memory. */
  readonly columns: number;
  /** One more than the lists there are: list i holds the entries `starts[i]` … `starts[i + 1] − 1`, any number of them. */
  readonly starts: Int32Array;
  /** The rows that the lists name, 0 … rows − 1, list after list. A row named twice counts twice. */
  readonly members: Int32Array;
  /**
   * How many columns to the right of its own a median looks in the row of the same entry of `members`; the row is mirrored with its edge
   * repeated (c b a | a b c | c b a), as often as needed. Default: 0 everywhere.
   */
  readonly shifts?: Int32Array;
  /** Where the result goes: a row per list, not the matrix itself. Default: a new array. */
  readonly out?: Float32Array;
}

/**
 * Row i of the result, column c, is the median of `matrix[members[e]][c + shifts[e]]` over the entries e of list i: the middle value, or
 * the mean of the two in the middle of an even count, as `numpy.median`. An empty list gives 0. Works by selection in sorting networks,
 * four columns at once; the time is that of about n·log²n/8 comparisons per value for lists of n.
 *
 * Throws `ArgumentError` for sizes that do not fit, a member that is no row, and NaN, which has no rank; `out` is then partly written.
 *
 * @example
 * // The mean of rows 0 and 2, then row 1 itself.
 * medianOfLists(matrix, { rows: 3, columns, starts: Int32Array.of(0, 2, 3), members: Int32Array.of(0, 2, 1) });
 */
export function medianOfLists(matrix: Float32Array, options: MedianOfListsOptions): Float32Array {
  const rows = checkInteger('rows', options.rows, { min: 0 });
  const columns = checkInteger('columns', options.columns, { min: 0 });
  const { starts, members, shifts } = options;
  const count = checkLists(starts, members, { rows, shifts });
  const out = options.out ?? new Float32Array(count * columns);
  if (matrix.length !== rows * columns || out.length !== count * columns || out.buffer === matrix.buffer) {
    throw new ArgumentError({
      place: 'medianOfLists',
      expected: `a matrix of ${rows} x ${columns} values and a separate out of ${count} x ${columns}`,
      got: `${matrix.length} and ${out.length}${out.buffer === matrix.buffer ? ' in the same memory' : ''}`,
      remedy: 'Give rows and columns as the matrix has them',
    });
  }
  if (out.length > 0) medianOfRowLists(matrix, { rows, columns, starts, members, shifts, out });
  return out;
}

/** The number of lists. */
function checkLists(
  starts: Int32Array,
  members: Int32Array,
  { rows, shifts }: { rows: number; shifts: Int32Array | undefined },
): number {
  const rising = starts.every((start, i) => start >= (i === 0 ? 0 : starts[i - 1]!));
  const fits = starts.length > 0 && rising && starts.at(-1)! <= members.length;
  if (!fits || (shifts !== undefined && shifts.length !== members.length)) {
    throw new ArgumentError({
      place: 'medianOfLists.starts',
      expected: 'rising starts within members, one more than lists, and as many shifts as members',
      got: `${starts.length} starts, ${members.length} members${shifts === undefined ? '' : `, ${shifts.length} shifts`}`,
      remedy: 'End starts with the number of members',
    });
  }
  const stranger = members.findIndex((row) => row < 0 || row >= rows);
  if (stranger !== -1) {
    throw new ArgumentError({
      place: `medianOfLists.members[${stranger}]`,
      expected: `a row from 0 to ${rows - 1}`,
      got: String(members[stranger]),
      remedy: 'Leave out of a list what lies outside the matrix',
    });
  }
  return starts.length - 1;
}
