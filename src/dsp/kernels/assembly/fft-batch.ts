/**
 * AssemblyScript: real transforms of any size, four frames at a time: a group holds the same point of four frames.
 * Even sizes L = 2M go through a complex transform of M points (see fft-single.ts), odd ones through one of L points with
 * imaginary part 0.
 */

import { runPasses } from './fft-passes';

/** Forward: the four frames at `samples`, `hop` apart, to four rows of floor(L/2) + 1 bins at `out`. */
export function forwardBatch(
  samples: usize,
  hop: i32,
  out: usize,
  size: i32,
  window: usize,
  passes: usize,
  passCount: i32,
  turns: usize,
  workA: usize,
  workB: usize,
): void {
  const bins = (size >> 1) + 1;
  if (size & 1) {
    loadReal(samples, (<usize>hop) << 2, workA, window, size);
    storeRows(runPasses(passes, passCount, workA, workB), out, bins);
    return;
  }
  loadPairs(samples, (<usize>hop) << 2, workA, window, size);
  const spectrum = runPasses(passes, passCount, workA, workB);
  const unpacked = spectrum === workA ? workB : workA;
  unpackGroups(spectrum, unpacked, turns, size >> 1);
  storeRows(unpacked, out, bins);
}

/**
 * Inverse: the four rows of bins at `bins`, transformed back and weighted with `window` (which holds the scale), to the four
 * frames at `frames`, each `stride` samples after the one before.
 */
export function inverseBatch(
  bins: usize,
  frames: usize,
  stride: i32,
  size: i32,
  window: usize,
  passes: usize,
  passCount: i32,
  turns: usize,
  workA: usize,
  workB: usize,
): void {
  const count = (size >> 1) + 1;
  const step = (<usize>stride) << 2;
  if (size & 1) {
    loadRows(bins, workA, count);
    mirrorGroups(workA, size);
    storeReal(runPasses(passes, passCount, workA, workB), frames, step, window, size);
    return;
  }
  loadRows(bins, workB, count);
  packGroups(workB, workA, turns, size >> 1);
  storePairs(runPasses(passes, passCount, workA, workB), frames, step, window, size);
}

/** Adds `count` samples at `from` to those at `sum`. */
export function addSamples(sum: usize, from: usize, count: i32): void {
  for (; count >= 4; count -= 4, from += 16, sum += 16) {
    v128.store(sum, f32x4.add(v128.load(sum), v128.load(from)));
  }
  for (; count > 0; count--, from += 4, sum += 4) store<f32>(sum, load<f32>(sum) + load<f32>(from));
}

/** to[n] = from[n]·by[n]: the sums of overlapping frames divided by their weights. */
export function multiplySamples(to: usize, from: usize, by: usize, count: i32): void {
  for (; count >= 4; count -= 4, from += 16, by += 16, to += 16) {
    v128.store(to, f32x4.mul(v128.load(from), v128.load(by)));
  }
  for (; count > 0; count--, from += 4, by += 4, to += 4) store<f32>(to, load<f32>(from) * load<f32>(by));
}

/** Windowed samples as points x[2n] + i·x[2n+1]. Reads and writes up to the next multiple of four samples. */
function loadPairs(samples: usize, hop: usize, to: usize, window: usize, size: i32): void {
  for (let n = 0; n < size; n += 4) {
    const w = v128.load(window);
    const a = f32x4.mul(v128.load(samples), w);
    const b = f32x4.mul(v128.load(samples + hop), w);
    const c = f32x4.mul(v128.load(samples + 2 * hop), w);
    const d = f32x4.mul(v128.load(samples + 3 * hop), w);
    const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f64>(abLow, cdLow, 0, 2));
    v128.store(to, v128.shuffle<f64>(abLow, cdLow, 1, 3), 16);
    v128.store(to, v128.shuffle<f64>(abHigh, cdHigh, 0, 2), 32);
    v128.store(to, v128.shuffle<f64>(abHigh, cdHigh, 1, 3), 48);
    window += 16;
    samples += 16;
    to += 64;
  }
}

/** Windowed samples as real points. */
function loadReal(samples: usize, hop: usize, to: usize, window: usize, size: i32): void {
  const zero = f32x4.splat(0);
  for (let n = 0; n < size; n += 4) {
    const w = v128.load(window);
    const a = f32x4.mul(v128.load(samples), w);
    const b = f32x4.mul(v128.load(samples + hop), w);
    const c = f32x4.mul(v128.load(samples + 2 * hop), w);
    const d = f32x4.mul(v128.load(samples + 3 * hop), w);
    const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f64>(abLow, cdLow, 0, 2));
    v128.store(to, zero, 16);
    v128.store(to, v128.shuffle<f64>(abLow, cdLow, 1, 3), 32);
    v128.store(to, zero, 48);
    v128.store(to, v128.shuffle<f64>(abHigh, cdHigh, 0, 2), 64);
    v128.store(to, zero, 80);
    v128.store(to, v128.shuffle<f64>(abHigh, cdHigh, 1, 3), 96);
    v128.store(to, zero, 112);
    window += 16;
    samples += 16;
    to += 128;
  }
}

/** Z to X, one bin from the front and its mirror image at a time; the formulas are those of fft-single.ts. */
function unpackGroups(spectrum: usize, to: usize, turns: usize, m: i32): void {
  for (let k = 0; k <= m >> 1; k++) {
    const front = spectrum + ((<usize>k) << 5);
    const back = spectrum + ((<usize>(k === 0 ? 0 : m - k)) << 5);
    const turn = turns + ((<usize>(k >> 2)) << 5) + ((<usize>(k & 3)) << 2);
    const ar = v128.load(front);
    const ai = v128.load(front, 16);
    const br = v128.load(back);
    const bi = v128.load(back, 16);
    const wr = v128.load32_splat(turn);
    const wi = v128.load32_splat(turn, 16);
    const er = f32x4.add(ar, br);
    const ei = f32x4.sub(ai, bi);
    const dr = f32x4.sub(ar, br);
    const di = f32x4.add(ai, bi);
    const or = f32x4.add(f32x4.mul(wr, di), f32x4.mul(wi, dr));
    const oi = f32x4.sub(f32x4.mul(wi, di), f32x4.mul(wr, dr));
    const mirror = to + ((<usize>(m - k)) << 5);
    v128.store(mirror, f32x4.sub(er, or));
    v128.store(mirror, f32x4.sub(oi, ei), 16);
    v128.store(to + ((<usize>k) << 5), f32x4.add(er, or));
    v128.store(to + ((<usize>k) << 5), f32x4.add(ei, oi), 16);
  }
}

/** X to Z with parts exchanged. */
function packGroups(bins: usize, to: usize, turns: usize, m: i32): void {
  const zero = f32x4.splat(0);
  v128.store(bins, zero, 16);
  v128.store(bins + ((<usize>m) << 5), zero, 16);
  for (let k = 0; k <= m >> 1; k++) {
    const front = bins + ((<usize>k) << 5);
    const back = bins + ((<usize>(m - k)) << 5);
    const turn = turns + ((<usize>(k >> 2)) << 5) + ((<usize>(k & 3)) << 2);
    const ar = v128.load(front);
    const ai = v128.load(front, 16);
    const br = v128.load(back);
    const bi = v128.load(back, 16);
    const wr = v128.load32_splat(turn);
    const wi = v128.load32_splat(turn, 16);
    const er = f32x4.add(ar, br);
    const ei = f32x4.sub(ai, bi);
    const dr = f32x4.sub(ar, br);
    const di = f32x4.add(ai, bi);
    const or = f32x4.add(f32x4.mul(wr, dr), f32x4.mul(wi, di));
    const oi = f32x4.sub(f32x4.mul(wr, di), f32x4.mul(wi, dr));
    // For k = 0 this is the group beyond the end, which is scratch.
    const mirror = to + ((<usize>(m - k)) << 5);
    v128.store(mirror, f32x4.sub(or, ei));
    v128.store(mirror, f32x4.add(er, oi), 16);
    v128.store(to + ((<usize>k) << 5), f32x4.add(ei, or));
    v128.store(to + ((<usize>k) << 5), f32x4.sub(er, oi), 16);
  }
}

/** The bins 0 … (L − 1)/2 completed to all L by X[L−k] = conj X[k], parts exchanged, for odd L. */
function mirrorGroups(groups: usize, size: i32): void {
  const half = size >> 1;
  v128.store(groups, v128.load(groups), 16);
  v128.store(groups, f32x4.splat(0));
  for (let k = 1; k <= half; k++) {
    const front = groups + ((<usize>k) << 5);
    const back = groups + ((<usize>(size - k)) << 5);
    const re = v128.load(front);
    const im = v128.load(front, 16);
    v128.store(front, im);
    v128.store(front, re, 16);
    v128.store(back, f32x4.neg(im));
    v128.store(back, re, 16);
  }
}

/** Groups of bins to four rows of complex numbers. */
function storeRows(groups: usize, out: usize, bins: i32): void {
  const row = (<usize>bins) << 3;
  for (let k = 0; k + 1 < bins; k += 2) {
    const re0 = v128.load(groups);
    const im0 = v128.load(groups, 16);
    const re1 = v128.load(groups, 32);
    const im1 = v128.load(groups, 48);
    const ab0 = v128.shuffle<f32>(re0, im0, 0, 4, 1, 5);
    const cd0 = v128.shuffle<f32>(re0, im0, 2, 6, 3, 7);
    const ab1 = v128.shuffle<f32>(re1, im1, 0, 4, 1, 5);
    const cd1 = v128.shuffle<f32>(re1, im1, 2, 6, 3, 7);
    v128.store(out, v128.shuffle<f64>(ab0, ab1, 0, 2));
    v128.store(out + row, v128.shuffle<f64>(ab0, ab1, 1, 3));
    v128.store(out + 2 * row, v128.shuffle<f64>(cd0, cd1, 0, 2));
    v128.store(out + 3 * row, v128.shuffle<f64>(cd0, cd1, 1, 3));
    groups += 64;
    out += 16;
  }
  if (bins & 1) {
    for (let lane: usize = 0; lane < 16; lane += 4) {
      store<f32>(out, load<f32>(groups + lane));
      store<f32>(out, load<f32>(groups + lane, 16), 4);
      out += row;
    }
  }
}

/** Four rows of complex numbers to groups of bins; reads up to one bin beyond a row. */
function loadRows(rows: usize, groups: usize, bins: i32): void {
  const row = (<usize>bins) << 3;
  for (let k = 0; k < bins; k += 2) {
    const a = v128.load(rows);
    const b = v128.load(rows + row);
    const c = v128.load(rows + 2 * row);
    const d = v128.load(rows + 3 * row);
    const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(groups, v128.shuffle<f64>(ab0, cd0, 0, 2));
    v128.store(groups, v128.shuffle<f64>(ab0, cd0, 1, 3), 16);
    v128.store(groups, v128.shuffle<f64>(ab1, cd1, 0, 2), 32);
    v128.store(groups, v128.shuffle<f64>(ab1, cd1, 1, 3), 48);
    groups += 64;
    rows += 16;
  }
}

/** Points with exchanged parts to windowed samples x[2n], x[2n+1] of four frames. */
function storePairs(groups: usize, frames: usize, stride: usize, window: usize, size: i32): void {
  for (let n = 0; n < size; n += 4) {
    const odd0 = v128.load(groups);
    const even0 = v128.load(groups, 16);
    const odd1 = v128.load(groups, 32);
    const even1 = v128.load(groups, 48);
    storeFrames(frames, stride, v128.load(window), even0, odd0, even1, odd1);
    groups += 64;
    frames += 16;
    window += 16;
  }
}

/** Points with exchanged parts to windowed real samples of four frames. */
function storeReal(groups: usize, frames: usize, stride: usize, window: usize, size: i32): void {
  for (let n = 0; n < size; n += 4) {
    const x0 = v128.load(groups, 16);
    const x1 = v128.load(groups, 48);
    const x2 = v128.load(groups, 80);
    const x3 = v128.load(groups, 112);
    storeFrames(frames, stride, v128.load(window), x0, x1, x2, x3);
    groups += 128;
    frames += 16;
    window += 16;
  }
}

/** Transposes four samples of four frames and stores them weighted. */
function storeFrames(frames: usize, stride: usize, w: v128, x0: v128, x1: v128, x2: v128, x3: v128): void {
  const ab01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
  const ab23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
  const cd01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
  const cd23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
  v128.store(frames, f32x4.mul(v128.shuffle<f64>(ab01, ab23, 0, 2), w));
  v128.store(frames + stride, f32x4.mul(v128.shuffle<f64>(ab01, ab23, 1, 3), w));
  v128.store(frames + 2 * stride, f32x4.mul(v128.shuffle<f64>(cd01, cd23, 0, 2), w));
  v128.store(frames + 3 * stride, f32x4.mul(v128.shuffle<f64>(cd01, cd23, 1, 3), w));
}
