/**
 * AssemblyScript: the running median along the rows of a row-major matrix. Four rows are transposed into one line of vectors,
 * continued at both ends, filtered (median.ts) and transposed back.
 */

import { medianLines } from './median';

/**
 * `rows` rows (rounded up to fours) of `columns` values at `from`, filtered to `to`. `line` holds columns + size + block and
 * `result` columns + block vectors; both matrices are read up to three values beyond their end.
 */
export function medianRows(
  from: usize,
  to: usize,
  rows: i32,
  columns: i32,
  size: i32,
  block: i32,
  line: usize,
  result: usize,
  scratch: usize,
): void {
  const before = size >> 1;
  const blocks = (columns + block - 1) / block;
  const length = blocks * block + size - 1;
  const rowBytes = (<usize>columns) << 2;
  const first = line + ((<usize>before) << 4);
  for (let row = 0; row < rows; row += 4) {
    interleave(from, rowBytes, first, columns);
    // d c b a | a b c d | d c b a, as often as needed.
    for (let i = 0; i < before; i++) {
      v128.store(line + ((<usize>i) << 4), v128.load(first + ((<usize>mirror(i - before, columns)) << 4)));
    }
    for (let i = before + columns; i < length; i++) {
      v128.store(line + ((<usize>i) << 4), v128.load(first + ((<usize>mirror(i - before, columns)) << 4)));
    }
    medianLines(line, 16, result, 16, columns, size, block, scratch);
    separate(result, to, rowBytes, columns);
    from += 4 * rowBytes;
    to += 4 * rowBytes;
  }
}

/** The index in a line of `length` values that lies `index` from its start, mirrored with the edge repeated. */
function mirror(index: i32, length: i32): i32 {
  const period = 2 * length;
  let folded = index % period;
  if (folded < 0) folded += period;
  return folded < length ? folded : period - 1 - folded;
}

/** Four rows to vectors: lane r of vector i is row r's value i. */
function interleave(from: usize, row: usize, to: usize, columns: i32): void {
  for (let i = 0; i < columns; i += 4) {
    const a = v128.load(from);
    const b = v128.load(from + row);
    const c = v128.load(from + 2 * row);
    const d = v128.load(from + 3 * row);
    const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f64>(abLow, cdLow, 0, 2));
    v128.store(to, v128.shuffle<f64>(abLow, cdLow, 1, 3), 16);
    v128.store(to, v128.shuffle<f64>(abHigh, cdHigh, 0, 2), 32);
    v128.store(to, v128.shuffle<f64>(abHigh, cdHigh, 1, 3), 48);
    from += 16;
    to += 64;
  }
}

/** Vectors back to four rows. */
function separate(from: usize, to: usize, row: usize, columns: i32): void {
  let i = 0;
  for (; i + 4 <= columns; i += 4) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const d = v128.load(from, 48);
    const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f64>(abLow, cdLow, 0, 2));
    v128.store(to + row, v128.shuffle<f64>(abLow, cdLow, 1, 3));
    v128.store(to + 2 * row, v128.shuffle<f64>(abHigh, cdHigh, 0, 2));
    v128.store(to + 3 * row, v128.shuffle<f64>(abHigh, cdHigh, 1, 3));
    from += 64;
    to += 16;
  }
  for (; i < columns; i++) {
    store<f32>(to, load<f32>(from));
    store<f32>(to + row, load<f32>(from, 4));
    store<f32>(to + 2 * row, load<f32>(from, 8));
    store<f32>(to + 3 * row, load<f32>(from, 12));
    from += 16;
    to += 4;
  }
}

/** Whether any of `count` values is NaN. */
export function holdsNaN(from: usize, count: i32): bool {
  let found = i32x4.splat(0);
  for (; count >= 4; count -= 4, from += 16) {
    const values = v128.load(from);
    found = v128.or(found, f32x4.ne(values, values));
  }
  if (v128.any_true(found)) return true;
  for (; count > 0; count--, from += 4) {
    if (isNaN(load<f32>(from))) return true;
  }
  return false;
}
