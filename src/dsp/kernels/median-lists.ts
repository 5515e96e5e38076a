/** Medians of lists of rows in the kernel memory: all rows at once, a few columns at a time, so that it stays at a few megabytes. */

import { ArgumentError } from '../../util/index.ts';
import { MemoryLayout } from './module.ts';

/** A row-major matrix, its lists and where the medians go; see `medianOfLists`. */
export interface RowLists {
  readonly rows: number;
  readonly columns: number;
  readonly starts: Int32Array;
  readonly members: Int32Array;
  readonly shifts: Int32Array | undefined;
  readonly out: Float32Array;
}

/** Values of the matrix in a tile: about what the second-level cache holds. */
const tileValues = 1 << 18;
/** Columns of a tile at least: below, copying costs more than sorting. */
const fewestColumns = 16;
/** Lists and entries that are handed over at once. */
const batchLists = 1 << 12;
const batchEntries = 1 << 18;

/** The medians of all lists; the arguments are known to fit. */
export function medianOfRowLists(matrix: Float32Array, lists: RowLists): void {
  const { rows, columns, starts, members, shifts, out } = lists;
  const margin =
    shifts === undefined ? 0 : shifts.reduce((most, shift) => Math.max(most, Math.abs(shift)), 0);
  const widest = Math.min(columns, Math.max(fewestColumns, Math.floor(tileValues / rows / 4) * 4));
  const width = Math.ceil(widest / 4) * 4;
  const stride = width + 2 * margin;
  const batches = batchesOf(starts);
  const mostLists = Math.max(...batches.map(({ first, end }) => end - first));
  const mostEntries = Math.max(...batches.map(({ first, end }) => starts[end]! - starts[first]!));
  const layout = new MemoryLayout();
  const from = layout.take(rows * stride + 4);
  const to = layout.take(mostLists * width);
  const startsAt = layout.take(mostLists + 1);
  const placesAt = layout.take(Math.max(1, mostEntries));
  const scratch = layout.take((longestList(starts) + 8) * 4);
  const { medianOfLists, holdsNaN } = layout.open();
  const tile = layout.floats(from, rows * stride);
  const result = layout.floats(to, mostLists * width);
  const startWords = layout.words(startsAt, mostLists + 1);
  const places = layout.words(placesAt, Math.max(1, mostEntries));
  for (let column = 0; column < columns; column += widest) {
    const count = Math.min(widest, columns - column);
    for (let row = 0; row < rows; row++) {
      fillRow(tile.subarray(row * stride, (row + 1) * stride), matrix, {
        start: row * columns,
        columns,
        first: column - margin,
        count: count + 2 * margin,
      });
    }
    if (holdsNaN(from, rows * stride) !== 0) throw notANumber();
    for (const { first, end } of batches) {
      const offset = starts[first]!;
      for (let i = first; i <= end; i++) startWords[i - first] = starts[i]! - offset;
      for (let e = offset; e < starts[end]!; e++) {
        places[e - offset] = 4 * (members[e]! * stride + margin + (shifts?.[e] ?? 0));
      }
      medianOfLists(from, to, width * 4, end - first, count, startsAt, placesAt, scratch);
      for (let i = first; i < end; i++) {
        const at = (i - first) * width;
        out.set(result.subarray(at, at + count), i * columns + column);
      }
    }
  }
}

/** `count` values of a row of the matrix from column `first` on, mirrored beyond its ends; the rest of the tile's row is 0. */
function fillRow(
  to: Float32Array,
  matrix: Float32Array,
  { start, columns, first, count }: { start: number; columns: number; first: number; count: number },
): void {
  const last = Math.min(columns, first + count);
  const begin = Math.max(0, first);
  to.set(matrix.subarray(start + begin, start + last), begin - first);
  for (let c = first; c < 0; c++) to[c - first] = matrix[start + mirror(c, columns)]!;
  for (let c = last; c < first + count; c++) to[c - first] = matrix[start + mirror(c, columns)]!;
  to.fill(0, count);
}

/** Index into a line continued as d c b a | a b c d | d c b a, without end. */
function mirror(index: number, length: number): number {
  const period = 2 * length;
  const folded = ((index % period) + period) % period;
  return folded < length ? folded : period - 1 - folded;
}

/** Lists in batches of bounded size: at least one list each. */
function batchesOf(starts: Int32Array): { first: number; end: number }[] {
  const batches: { first: number; end: number }[] = [];
  const count = starts.length - 1;
  for (let first = 0; first < count; ) {
    let end = first + 1;
    while (end < count && end - first < batchLists && starts[end + 1]! - starts[first]! <= batchEntries)
      end++;
    batches.push({ first, end });
    first = end;
  }
  return batches;
}

function longestList(starts: Int32Array): number {
  let most = 0;
  for (let i = 1; i < starts.length; i++) most = Math.max(most, starts[i]! - starts[i - 1]!);
  return most;
}

function notANumber(): ArgumentError {
  return new ArgumentError({
    place: 'medianOfLists',
    expected: 'a matrix of numbers',
    got: 'NaN in it',
    remedy: 'Replace NaN before filtering',
  });
}
