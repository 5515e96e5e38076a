/**
 * AssemblyScript: sorting of vectors lane by lane with comparator networks: four lines sort their own values side by side.
 * No branch depends on the data. Networks: D. Knuth, "The Art of Computer Programming" vol. 3, 5.3.4; merging is
 * K. Batcher's bitonic one, "Sorting networks and their applications", 1968. `pmin`/`pmax` are single instructions.
 */

/** Sorts `count` vectors, a power of two, found every `stride` bytes from `from` on, into consecutive places at `to`. */
export function sortRun(from: usize, stride: usize, to: usize, count: i32): void {
  if (count === 8) {
    sort8(from, stride, to);
  } else if (count === 4) {
    sort4(from, stride, to);
  } else if (count === 2) {
    const a = v128.load(from);
    const b = v128.load(from + stride);
    v128.store(to, f32x4.pmin(a, b));
    v128.store(to, f32x4.pmax(a, b), 16);
  } else if (count === 1) {
    v128.store(to, v128.load(from));
  } else {
    const half = count >> 1;
    sortRun(from, stride, to, half);
    sortRun(from + <usize>half * stride, stride, to + ((<usize>half) << 4), half);
    mergeHalves(to, count);
  }
}

/** Sorts a bitonic sequence (rising, then falling, or any rotation of that) of `count` ≥ 8 vectors in place. */
export function sortBitonic(at: usize, count: i32): void {
  for (let distance = count >> 1; distance >= 8; distance >>= 1) {
    const gap = (<usize>distance) << 4;
    for (let start = at; start < at + ((<usize>count) << 4); start += 2 * gap) {
      for (let low = start; low < start + gap; low += 16) {
        const a = v128.load(low);
        const b = v128.load(low + gap);
        v128.store(low, f32x4.pmin(a, b));
        v128.store(low + gap, f32x4.pmax(a, b));
      }
    }
  }
  for (let end = at + ((<usize>count) << 4); at < end; at += 128) sortBitonic8(at);
}

/** Two sorted halves to one sorted run. */
function mergeHalves(at: usize, count: i32): void {
  let high = at + ((<usize>count) << 4) - 16;
  for (let low = at; low < high; low += 16, high -= 16) {
    const a = v128.load(low);
    const b = v128.load(high);
    v128.store(low, f32x4.pmin(a, b));
    v128.store(high, f32x4.pmax(a, b));
  }
  const half = count >> 1;
  sortBitonic(at, half);
  sortBitonic(at + ((<usize>half) << 4), half);
}

/** Sorts a bitonic sequence of 8 vectors in place. */
export function sortBitonic8(at: usize): void {
  let x0 = v128.load(at);
  let x1 = v128.load(at, 16);
  let x2 = v128.load(at, 32);
  let x3 = v128.load(at, 48);
  let x4 = v128.load(at, 64);
  let x5 = v128.load(at, 80);
  let x6 = v128.load(at, 96);
  let x7 = v128.load(at, 112);
  let t: v128;
  t = f32x4.pmin(x0, x4);
  x4 = f32x4.pmax(x0, x4);
  x0 = t;
  t = f32x4.pmin(x1, x5);
  x5 = f32x4.pmax(x1, x5);
  x1 = t;
  t = f32x4.pmin(x2, x6);
  x6 = f32x4.pmax(x2, x6);
  x2 = t;
  t = f32x4.pmin(x3, x7);
  x7 = f32x4.pmax(x3, x7);
  x3 = t;
  t = f32x4.pmin(x0, x2);
  x2 = f32x4.pmax(x0, x2);
  x0 = t;
  t = f32x4.pmin(x1, x3);
  x3 = f32x4.pmax(x1, x3);
  x1 = t;
  t = f32x4.pmin(x4, x6);
  x6 = f32x4.pmax(x4, x6);
  x4 = t;
  t = f32x4.pmin(x5, x7);
  x7 = f32x4.pmax(x5, x7);
  x5 = t;
  t = f32x4.pmin(x0, x1);
  x1 = f32x4.pmax(x0, x1);
  x0 = t;
  t = f32x4.pmin(x2, x3);
  x3 = f32x4.pmax(x2, x3);
  x2 = t;
  t = f32x4.pmin(x4, x5);
  x5 = f32x4.pmax(x4, x5);
  x4 = t;
  t = f32x4.pmin(x6, x7);
  x7 = f32x4.pmax(x6, x7);
  x6 = t;
  v128.store(at, x0);
  v128.store(at, x1, 16);
  v128.store(at, x2, 32);
  v128.store(at, x3, 48);
  v128.store(at, x4, 64);
  v128.store(at, x5, 80);
  v128.store(at, x6, 96);
  v128.store(at, x7, 112);
}

/** 19 comparators, the fewest there are. */
function sort8(from: usize, stride: usize, to: usize): void {
  let x0 = v128.load(from);
  let x1 = v128.load(from + stride);
  let x2 = v128.load(from + 2 * stride);
  let x3 = v128.load(from + 3 * stride);
  let x4 = v128.load(from + 4 * stride);
  let x5 = v128.load(from + 5 * stride);
  let x6 = v128.load(from + 6 * stride);
  let x7 = v128.load(from + 7 * stride);
  let t: v128;
  t = f32x4.pmin(x0, x2);
  x2 = f32x4.pmax(x0, x2);
  x0 = t;
  t = f32x4.pmin(x1, x3);
  x3 = f32x4.pmax(x1, x3);
  x1 = t;
  t = f32x4.pmin(x4, x6);
  x6 = f32x4.pmax(x4, x6);
  x4 = t;
  t = f32x4.pmin(x5, x7);
  x7 = f32x4.pmax(x5, x7);
  x5 = t;
  t = f32x4.pmin(x0, x4);
  x4 = f32x4.pmax(x0, x4);
  x0 = t;
  t = f32x4.pmin(x1, x5);
  x5 = f32x4.pmax(x1, x5);
  x1 = t;
  t = f32x4.pmin(x2, x6);
  x6 = f32x4.pmax(x2, x6);
  x2 = t;
  t = f32x4.pmin(x3, x7);
  x7 = f32x4.pmax(x3, x7);
  x3 = t;
  t = f32x4.pmin(x0, x1);
  x1 = f32x4.pmax(x0, x1);
  x0 = t;
  t = f32x4.pmin(x2, x3);
  x3 = f32x4.pmax(x2, x3);
  x2 = t;
  t = f32x4.pmin(x4, x5);
  x5 = f32x4.pmax(x4, x5);
  x4 = t;
  t = f32x4.pmin(x6, x7);
  x7 = f32x4.pmax(x6, x7);
  x6 = t;
  t = f32x4.pmin(x2, x4);
  x4 = f32x4.pmax(x2, x4);
  x2 = t;
  t = f32x4.pmin(x3, x5);
  x5 = f32x4.pmax(x3, x5);
  x3 = t;
  t = f32x4.pmin(x1, x4);
  x4 = f32x4.pmax(x1, x4);
  x1 = t;
  t = f32x4.pmin(x3, x6);
  x6 = f32x4.pmax(x3, x6);
  x3 = t;
  t = f32x4.pmin(x1, x2);
  x2 = f32x4.pmax(x1, x2);
  x1 = t;
  t = f32x4.pmin(x3, x4);
  x4 = f32x4.pmax(x3, x4);
  x3 = t;
  t = f32x4.pmin(x5, x6);
  x6 = f32x4.pmax(x5, x6);
  x5 = t;
  v128.store(to, x0);
  v128.store(to, x1, 16);
  v128.store(to, x2, 32);
  v128.store(to, x3, 48);
  v128.store(to, x4, 64);
  v128.store(to, x5, 80);
  v128.store(to, x6, 96);
  v128.store(to, x7, 112);
}

function sort4(from: usize, stride: usize, to: usize): void {
  let x0 = v128.load(from);
  let x1 = v128.load(from + stride);
  let x2 = v128.load(from + 2 * stride);
  let x3 = v128.load(from + 3 * stride);
  let t: v128;
  t = f32x4.pmin(x0, x1);
  x1 = f32x4.pmax(x0, x1);
  x0 = t;
  t = f32x4.pmin(x2, x3);
  x3 = f32x4.pmax(x2, x3);
  x2 = t;
  t = f32x4.pmin(x0, x2);
  x2 = f32x4.pmax(x0, x2);
  x0 = t;
  t = f32x4.pmin(x1, x3);
  x3 = f32x4.pmax(x1, x3);
  x1 = t;
  t = f32x4.pmin(x1, x2);
  x2 = f32x4.pmax(x1, x2);
  x1 = t;
  v128.store(to, x0);
  v128.store(to, x1, 16);
  v128.store(to, x2, 32);
  v128.store(to, x3, 48);
}
