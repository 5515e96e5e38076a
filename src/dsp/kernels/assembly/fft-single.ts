/**
 * AssemblyScript: real transforms of L = 2M points one frame at a time, for M divisible by 16. The lanes of a group are four
 * neighbouring points, so that a frame of 4096 samples stays in the first-level cache.
 *
 * A real transform of L points is a complex one of M = L/2 points, z[n] = x[2n] + i·x[2n+1], and
 *   X[k] = E + W_L^k·O,  X[M−k] = conj(E − W_L^k·O),  2E = Z[k] + conj Z[M−k],  2O = −i(Z[k] − conj Z[M−k]).
 * The factor ½ is in the window. The inverse transform is the forward one with real and imaginary parts exchanged.
 */

import { runPasses } from './fft-passes';

/**
 * Forward: `frames` frames of the samples at `samples`, `hop` apart, to rows of M + 1 complex bins at `out`.
 * `startTwiddles` are those of the first, radix-4 pass: for four neighbouring p the parts of W^p, W^2p, W^3p.
 * `window` is in the order of reading: for four neighbouring p the eight weights of each quarter of the frame in turn (streams a
 * power of two apart would push each other out of the cache).
 * `turns` are W_L^k for k < M/2, as groups. `workA` and `workB` hold M/4 + 1 groups each.
 */
export function forwardSingle(
  samples: usize,
  hop: i32,
  frames: i32,
  out: usize,
  m: i32,
  window: usize,
  startTwiddles: usize,
  passes: usize,
  passCount: i32,
  turns: usize,
  workA: usize,
  workB: usize,
): void {
  for (let frame = 0; frame < frames; frame++) {
    windowedStart(samples, workA, window, startTwiddles, m);
    const spectrum = runPasses(passes, passCount, workA, workB);
    unpackBins(spectrum, out, turns, m);
    samples += (<usize>hop) << 2;
    out += (<usize>m + 1) << 3;
  }
}

/** The first pass, radix 4 and stride 1, fused with windowing; a transpose brings the outputs of one p side by side. */
function windowedStart(samples: usize, to: usize, window: usize, twiddles: usize, m: i32): void {
  // A quarter of the frame: L/4 floats.
  const quarter = (<usize>m) << 1;
  for (let end = samples + quarter; samples < end; samples += 32) {
    let low = f32x4.mul(v128.load(samples), v128.load(window));
    let high = f32x4.mul(v128.load(samples, 16), v128.load(window, 16));
    const ar = v128.shuffle<f32>(low, high, 0, 2, 4, 6);
    const ai = v128.shuffle<f32>(low, high, 1, 3, 5, 7);
    low = f32x4.mul(v128.load(samples + quarter), v128.load(window, 32));
    high = f32x4.mul(v128.load(samples + quarter, 16), v128.load(window, 48));
    const br = v128.shuffle<f32>(low, high, 0, 2, 4, 6);
    const bi = v128.shuffle<f32>(low, high, 1, 3, 5, 7);
    low = f32x4.mul(v128.load(samples + 2 * quarter), v128.load(window, 64));
    high = f32x4.mul(v128.load(samples + 2 * quarter, 16), v128.load(window, 80));
    const cr = v128.shuffle<f32>(low, high, 0, 2, 4, 6);
    const ci = v128.shuffle<f32>(low, high, 1, 3, 5, 7);
    low = f32x4.mul(v128.load(samples + 3 * quarter), v128.load(window, 96));
    high = f32x4.mul(v128.load(samples + 3 * quarter, 16), v128.load(window, 112));
    const dr = v128.shuffle<f32>(low, high, 0, 2, 4, 6);
    const di = v128.shuffle<f32>(low, high, 1, 3, 5, 7);
    startButterfly(to, twiddles, ar, ai, br, bi, cr, ci, dr, di);
    window += 128;
    to += 128;
    twiddles += 96;
  }
}

/** The radix-4 butterfly of four neighbouring p, its outputs k = 0…3 transposed so that each p is one group. */
function startButterfly(
  to: usize,
  twiddles: usize,
  ar: v128,
  ai: v128,
  br: v128,
  bi: v128,
  cr: v128,
  ci: v128,
  dr: v128,
  di: v128,
): void {
  const t0r = f32x4.add(ar, cr);
  const t1r = f32x4.sub(ar, cr);
  const t0i = f32x4.add(ai, ci);
  const t1i = f32x4.sub(ai, ci);
  const t2r = f32x4.add(br, dr);
  const t3i = f32x4.sub(dr, br);
  const t2i = f32x4.add(bi, di);
  const t3r = f32x4.sub(bi, di);
  const y0r = f32x4.add(t0r, t2r);
  const y0i = f32x4.add(t0i, t2i);
  let re = f32x4.add(t1r, t3r);
  let im = f32x4.add(t1i, t3i);
  let wr = v128.load(twiddles);
  let wi = v128.load(twiddles, 16);
  const y1r = f32x4.sub(f32x4.mul(re, wr), f32x4.mul(im, wi));
  const y1i = f32x4.add(f32x4.mul(re, wi), f32x4.mul(im, wr));
  re = f32x4.sub(t0r, t2r);
  im = f32x4.sub(t0i, t2i);
  wr = v128.load(twiddles, 32);
  wi = v128.load(twiddles, 48);
  const y2r = f32x4.sub(f32x4.mul(re, wr), f32x4.mul(im, wi));
  const y2i = f32x4.add(f32x4.mul(re, wi), f32x4.mul(im, wr));
  re = f32x4.sub(t1r, t3r);
  im = f32x4.sub(t1i, t3i);
  wr = v128.load(twiddles, 64);
  wi = v128.load(twiddles, 80);
  const y3r = f32x4.sub(f32x4.mul(re, wr), f32x4.mul(im, wi));
  const y3i = f32x4.add(f32x4.mul(re, wi), f32x4.mul(im, wr));
  let a = v128.shuffle<f32>(y0r, y1r, 0, 4, 1, 5);
  let b = v128.shuffle<f32>(y2r, y3r, 0, 4, 1, 5);
  v128.store(to, v128.shuffle<f64>(a, b, 0, 2));
  v128.store(to, v128.shuffle<f64>(a, b, 1, 3), 32);
  a = v128.shuffle<f32>(y0r, y1r, 2, 6, 3, 7);
  b = v128.shuffle<f32>(y2r, y3r, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(a, b, 0, 2), 64);
  v128.store(to, v128.shuffle<f64>(a, b, 1, 3), 96);
  a = v128.shuffle<f32>(y0i, y1i, 0, 4, 1, 5);
  b = v128.shuffle<f32>(y2i, y3i, 0, 4, 1, 5);
  v128.store(to, v128.shuffle<f64>(a, b, 0, 2), 16);
  v128.store(to, v128.shuffle<f64>(a, b, 1, 3), 48);
  a = v128.shuffle<f32>(y0i, y1i, 2, 6, 3, 7);
  b = v128.shuffle<f32>(y2i, y3i, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(a, b, 0, 2), 80);
  v128.store(to, v128.shuffle<f64>(a, b, 1, 3), 112);
}

/** Z to X: four bins from the front (k ≥ 0) and their mirror images from the back (M − k) at a time. */
function unpackBins(spectrum: usize, out: usize, turns: usize, m: i32): void {
  // Z[M] = Z[0].
  let mirror = spectrum + ((<usize>m) << 3);
  let nextRe = v128.load(spectrum);
  let nextIm = v128.load(spectrum, 16);
  let back = out + ((<usize>m) << 3) - 24;
  for (let end = spectrum + ((<usize>m) << 2); spectrum < end; spectrum += 32) {
    const ar = v128.load(spectrum);
    const ai = v128.load(spectrum, 16);
    mirror -= 32;
    const thisRe = v128.load(mirror);
    const thisIm = v128.load(mirror, 16);
    const br = v128.shuffle<f32>(nextRe, thisRe, 0, 7, 6, 5);
    const bi = v128.shuffle<f32>(nextIm, thisIm, 0, 7, 6, 5);
    nextRe = thisRe;
    nextIm = thisIm;
    const wr = v128.load(turns);
    const wi = v128.load(turns, 16);
    turns += 32;
    const er = f32x4.add(ar, br);
    const ei = f32x4.sub(ai, bi);
    const dr = f32x4.sub(ar, br);
    const di = f32x4.add(ai, bi);
    const or = f32x4.add(f32x4.mul(wr, di), f32x4.mul(wi, dr));
    const oi = f32x4.sub(f32x4.mul(wi, di), f32x4.mul(wr, dr));
    let re = f32x4.add(er, or);
    let im = f32x4.add(ei, oi);
    v128.store(out, v128.shuffle<f32>(re, im, 0, 4, 1, 5));
    v128.store(out, v128.shuffle<f32>(re, im, 2, 6, 3, 7), 16);
    out += 32;
    re = f32x4.sub(er, or);
    im = f32x4.sub(oi, ei);
    v128.store(back, v128.shuffle<f32>(re, im, 3, 7, 2, 6));
    v128.store(back, v128.shuffle<f32>(re, im, 1, 5, 0, 4), 16);
    back -= 32;
  }
  // k = M/2: W = −i, X = conj 2Z.
  store<f32>(out, 2 * load<f32>(spectrum));
  store<f32>(out, -2 * load<f32>(spectrum, 16), 4);
}

/**
 * Inverse with overlap-add: `frames` rows of M + 1 bins at `bins`, each transformed back, weighted with `window` (which
 * holds the scale) and added to the samples at `sum`, `hop` apart, in the order of the frames.
 * The imaginary parts of the first and last bin of a row are overwritten with 0.
 */
export function inverseSingle(
  bins: usize,
  hop: i32,
  frames: i32,
  sum: usize,
  m: i32,
  window: usize,
  startTwiddles: usize,
  passes: usize,
  passCount: i32,
  turns: usize,
  workA: usize,
  workB: usize,
): void {
  for (let frame = 0; frame < frames; frame++) {
    packBins(bins, workB, turns, m);
    planarStart(workB, workA, startTwiddles, m);
    addWindowed(runPasses(passes, passCount, workA, workB), sum, window, m);
    bins += (<usize>m + 1) << 3;
    sum += (<usize>hop) << 2;
  }
}

/** X to Z with parts exchanged: Z[k] = E + iO, Z[M−k] = conj E + i·conj O, E = X[k] + conj X[M−k], O = W^{−k}(X[k] − conj X[M−k]). */
function packBins(bins: usize, to: usize, turns: usize, m: i32): void {
  store<f32>(bins, 0, 4);
  let back = bins + ((<usize>m) << 3);
  store<f32>(back, 0, 4);
  back -= 24;
  let mirror = to + ((<usize>m) << 3);
  let previousRe = f32x4.splat(0);
  let previousIm = f32x4.splat(0);
  for (let end = bins + ((<usize>m) << 2); bins < end; bins += 32) {
    let low = v128.load(bins);
    let high = v128.load(bins, 16);
    const ar = v128.shuffle<f32>(low, high, 0, 2, 4, 6);
    const ai = v128.shuffle<f32>(low, high, 1, 3, 5, 7);
    low = v128.load(back);
    high = v128.load(back, 16);
    back -= 32;
    const br = v128.shuffle<f32>(high, low, 2, 0, 6, 4);
    const bi = v128.shuffle<f32>(high, low, 3, 1, 7, 5);
    const wr = v128.load(turns);
    const wi = v128.load(turns, 16);
    turns += 32;
    const er = f32x4.add(ar, br);
    const ei = f32x4.sub(ai, bi);
    const dr = f32x4.sub(ar, br);
    const di = f32x4.add(ai, bi);
    const or = f32x4.add(f32x4.mul(wr, dr), f32x4.mul(wi, di));
    const oi = f32x4.sub(f32x4.mul(wr, di), f32x4.mul(wi, dr));
    v128.store(to, f32x4.add(ei, or));
    v128.store(to, f32x4.sub(er, oi), 16);
    to += 32;
    const re = f32x4.add(er, oi);
    const im = f32x4.sub(or, ei);
    // The group before: its lane 0 is the point that this step found first. The group beyond the end is scratch.
    v128.store(mirror, v128.shuffle<f32>(im, previousIm, 0, 7, 6, 5));
    v128.store(mirror, v128.shuffle<f32>(re, previousRe, 0, 7, 6, 5), 16);
    mirror -= 32;
    previousRe = re;
    previousIm = im;
  }
  // k = M/2: Z = conj 2X.
  const re = f32x4.splat(2 * load<f32>(bins));
  const im = f32x4.splat(-2 * load<f32>(bins, 4));
  v128.store(mirror, v128.shuffle<f32>(im, previousIm, 0, 7, 6, 5));
  v128.store(mirror, v128.shuffle<f32>(re, previousRe, 0, 7, 6, 5), 16);
}

/** The first pass on groups. */
function planarStart(from: usize, to: usize, twiddles: usize, m: i32): void {
  const quarter = (<usize>m) << 1;
  for (let end = from + quarter; from < end; from += 32) {
    startButterfly(
      to,
      twiddles,
      v128.load(from),
      v128.load(from, 16),
      v128.load(from + quarter),
      v128.load(from + quarter, 16),
      v128.load(from + 2 * quarter),
      v128.load(from + 2 * quarter, 16),
      v128.load(from + 3 * quarter),
      v128.load(from + 3 * quarter, 16),
    );
    to += 128;
    twiddles += 96;
  }
}

/** Adds x[2n] (the imaginary slot, parts being exchanged) and x[2n+1] times the window. */
function addWindowed(from: usize, sum: usize, window: usize, m: i32): void {
  for (let end = from + ((<usize>m) << 3); from < end; from += 32) {
    const odd = v128.load(from);
    const even = v128.load(from, 16);
    const low = f32x4.mul(v128.shuffle<f32>(even, odd, 0, 4, 1, 5), v128.load(window));
    const high = f32x4.mul(v128.shuffle<f32>(even, odd, 2, 6, 3, 7), v128.load(window, 16));
    v128.store(sum, f32x4.add(v128.load(sum), low));
    v128.store(sum, f32x4.add(v128.load(sum, 16), high), 16);
    sum += 32;
    window += 32;
  }
}
