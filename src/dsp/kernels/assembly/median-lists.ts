/**
 * AssemblyScript: medians of lists. Each output row has a list of places in the input; output c of the row is the median of the values
 * found there, c places on. Four columns are taken at once, lane by lane; lists have any length.
 *
 * A list of n values is sorted by the merging network of sort-networks.ts for the next power of two, N, of which the comparators that
 * reach beyond n are left out: +∞ would stand there, and as every comparator puts the smaller value first, it would stay there. The
 * last merge is done only around the middle: since N/2 < n, the median lies in the lower half, but that an even N = n takes the
 * least value of the upper half too.
 */

import { sortBitonic, sortBitonic8, sortRun } from './sort-networks';

/**
 * `rows` rows of `width` columns (rounded up to fours), `stride` bytes apart at `to`. The list of row r holds the words
 * `starts[r]` … `starts[r + 1] − 1` of `places`: byte offsets from `from`. With an even count the result is the mean of the two
 * values in the middle; an empty list gives 0. `scratch` holds the longest list, rounded up to eights, in vectors.
 */
export function medianOfLists(
  from: usize,
  to: usize,
  stride: usize,
  rows: i32,
  width: i32,
  starts: usize,
  places: usize,
  scratch: usize,
): void {
  for (let row = 0; row < rows; row++) {
    const start = load<i32>(starts + ((<usize>row) << 2));
    const count = load<i32>(starts + ((<usize>row) << 2), 4) - start;
    const list = places + ((<usize>start) << 2);
    for (let column = 0; column < width; column += 4) {
      const shift = (<usize>column) << 2;
      const at = to + shift;
      if (count === 0) v128.store(at, f32x4.splat(0));
      else if (count === 1) v128.store(at, v128.load(from + shift + <usize>load<i32>(list)));
      else v128.store(at, medianOfList(from + shift, list, count, scratch));
    }
    to += stride;
  }
}

function medianOfList(from: usize, list: usize, count: i32, scratch: usize): v128 {
  const padded = (count + 7) & -8;
  for (let i = 0; i < count; i++) {
    const place = <usize>load<i32>(list + ((<usize>i) << 2));
    v128.store(scratch + ((<usize>i) << 4), v128.load(from + place));
  }
  const highest = f32x4.splat(Infinity);
  for (let i = count; i < padded; i++) v128.store(scratch + ((<usize>i) << 4), highest);
  for (let i = 0; i < padded; i += 8)
    sortRun(scratch + ((<usize>i) << 4), 16, scratch + ((<usize>i) << 4), 8);
  let size = 16;
  for (; size < padded; size <<= 1) {
    for (let start = 0; start + (size >> 1) < padded; start += size) {
      merge(scratch + ((<usize>start) << 4), size, min(size, padded - start));
    }
  }
  let low = (count - 1) >> 1;
  let high = count >> 1;
  const at = scratch;
  let upper = highest;
  if (padded > 8) {
    // The last merge: the lower half of the bitonic sequence, the least value of its upper half, and then ever smaller
    // halves that hold the middle ranks.
    size >>= 1;
    for (let i = 2 * size - padded; i < size; i++) {
      const a = scratch + ((<usize>i) << 4);
      const x = v128.load(a);
      const y = v128.load(scratch + ((<usize>(2 * size - 1 - i)) << 4));
      v128.store(a, f32x4.pmin(x, y));
      upper = f32x4.pmin(upper, f32x4.pmax(x, y));
    }
    const wantsUpper = high === size;
    if (wantsUpper) high = low;
    while (size > 8) {
      const half = size >> 1;
      const gap = (<usize>half) << 4;
      if (high < half) {
        for (let a = at; a < at + gap; a += 16) v128.store(a, f32x4.pmin(v128.load(a), v128.load(a + gap)));
      } else if (low >= half) {
        for (let a = at; a < at + gap; a += 16) v128.store(a, f32x4.pmax(v128.load(a), v128.load(a + gap)));
        low -= half;
        high -= half;
      } else {
        sortBitonic(at, size);
        break;
      }
      size = half;
    }
    if (size === 8) sortBitonic8(at);
    if (wantsUpper) return middle(v128.load(at + ((<usize>low) << 4)), upper);
  }
  const lower = v128.load(at + ((<usize>low) << 4));
  if (low === high) return lower;
  return middle(lower, v128.load(at + ((<usize>high) << 4)));
}

function middle(lower: v128, upper: v128): v128 {
  return f32x4.mul(f32x4.add(lower, upper), f32x4.splat(0.5));
}

/** Two sorted runs to one: the lower half of `size` vectors is full, of the upper one `count − size/2` vectors are. */
function merge(at: usize, size: i32, count: i32): void {
  const half = size >> 1;
  for (let i = size - count; i < half; i++) {
    const a = at + ((<usize>i) << 4);
    const b = at + ((<usize>(size - 1 - i)) << 4);
    const x = v128.load(a);
    const y = v128.load(b);
    v128.store(a, f32x4.pmin(x, y));
    v128.store(b, f32x4.pmax(x, y));
  }
  sortBitonic(at, half);
  if (count === size) sortBitonic(at + ((<usize>half) << 4), half);
  else sortPartly(at + ((<usize>half) << 4), half, count - half);
}

/** Sorts the first `filled` vectors, a multiple of 8, of a bitonic sequence of `size`, of which the others are +∞. */
function sortPartly(at: usize, size: i32, filled: i32): void {
  const end = at + ((<usize>filled) << 4);
  for (let distance = size >> 1; distance >= 8; distance >>= 1) {
    const gap = (<usize>distance) << 4;
    for (let start = at; start + gap < end; start += 2 * gap) {
      for (let low = start; low < start + gap && low + gap < end; low += 16) {
        const a = v128.load(low);
        const b = v128.load(low + gap);
        v128.store(low, f32x4.pmin(a, b));
        v128.store(low + gap, f32x4.pmax(a, b));
      }
    }
  }
  for (let block = at; block < end; block += 128) sortBitonic8(block);
}
