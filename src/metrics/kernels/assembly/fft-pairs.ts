/**
 * AssemblyScript: the complex Fourier transform of two signals at once, one per lane, in double precision. A point is 32 bytes: the real
 * parts of both, then the imaginary parts. Since the parts hold two real channels, four channels go through one transform.
 *
 * Self-sorting radix 4 (T. G. Stockham, "High-speed convolution and correlation", AFIPS 1966), a radix-2 pass at the end of odd powers.
 */

/**
 * Four channels of doubles as points: zeros up to `lead`, `count` points from the channels' addresses, zeros up to `size`. Channels a, b are
 * the parts of lane 0, c, d those of lane 1.
 */
export function gather(
  to: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  lead: i32,
  count: i32,
  size: i32,
): void {
  to = clear(to, lead);
  const end = a + ((<usize>count) << 3);
  for (; a + 16 <= end; a += 16, b += 16, c += 16, d += 16, to += 64) {
    const av = v128.load(a);
    const bv = v128.load(b);
    const cv = v128.load(c);
    const dv = v128.load(d);
    v128.store(to, v128.shuffle<f64>(av, cv, 0, 2));
    v128.store(to, v128.shuffle<f64>(bv, dv, 0, 2), 16);
    v128.store(to, v128.shuffle<f64>(av, cv, 1, 3), 32);
    v128.store(to, v128.shuffle<f64>(bv, dv, 1, 3), 48);
  }
  if (a < end) {
    store<f64>(to, load<f64>(a));
    store<f64>(to, load<f64>(c), 8);
    store<f64>(to, load<f64>(b), 16);
    store<f64>(to, load<f64>(d), 24);
    to += 32;
  }
  clear(to, size - lead - count);
}

/** `points` zeros; returns the address behind them. */
function clear(to: usize, points: i32): usize {
  const zero = f64x2.splat(0);
  const end = to + ((<usize>points) << 5);
  for (; to < end; to += 32) {
    v128.store(to, zero);
    v128.store(to, zero, 16);
  }
  return end;
}

/**
 * Transforms the `size` points (a power of 2 from 4) at `x` forward, unscaled, using `y` as the other half of the work. `twiddles`: per
 * radix-4 pass of length n and per p < n/4 the cosines and sines of −2πp·(1, 2, 3)/n. Returns where the result lies: `x` or `y`.
 */
export function transform(x: usize, y: usize, size: i32, twiddles: usize): usize {
  let n = size;
  let s = 1;
  while (n > 4) {
    if (s === 1) firstPass(x, y, twiddles, n >> 2);
    else pass(x, y, twiddles, n >> 2, s);
    twiddles += <usize>(n >> 2) * 48;
    const swap = x;
    x = y;
    y = swap;
    n >>= 2;
    s <<= 2;
  }
  if (n === 4) lastFour(x, y, s);
  else lastTwo(x, y, s);
  return y;
}

/** The pass of stride 1: the four outputs of one p are neighbours. */
function firstPass(x: usize, y: usize, twiddles: usize, m: i32): void {
  const quarter = (<usize>m) << 5;
  for (let end = x + quarter; x < end; x += 32) {
    const ar = v128.load(x);
    const ai = v128.load(x, 16);
    const br = v128.load(x + quarter);
    const bi = v128.load(x + quarter, 16);
    const cr = v128.load(x + 2 * quarter);
    const ci = v128.load(x + 2 * quarter, 16);
    const dr = v128.load(x + 3 * quarter);
    const di = v128.load(x + 3 * quarter, 16);
    const t0r = f64x2.add(ar, cr);
    const t0i = f64x2.add(ai, ci);
    const t1r = f64x2.sub(ar, cr);
    const t1i = f64x2.sub(ai, ci);
    const t2r = f64x2.add(br, dr);
    const t2i = f64x2.add(bi, di);
    // −i(b − d)
    const t3r = f64x2.sub(bi, di);
    const t3i = f64x2.sub(dr, br);
    v128.store(y, f64x2.add(t0r, t2r));
    v128.store(y, f64x2.add(t0i, t2i), 16);
    storeTurned(y + 32, f64x2.add(t1r, t3r), f64x2.add(t1i, t3i), twiddles);
    storeTurned(y + 64, f64x2.sub(t0r, t2r), f64x2.sub(t0i, t2i), twiddles + 16);
    storeTurned(y + 96, f64x2.sub(t1r, t3r), f64x2.sub(t1i, t3i), twiddles + 32);
    y += 128;
    twiddles += 48;
  }
}

// @ts-expect-error: a decorator is legal here in AssemblyScript
function storeTurned(to: usize, re: v128, im: v128, twiddle: usize): void {
  const wr = v128.load64_splat(twiddle);
  const wi = v128.load64_splat(twiddle, 8);
  v128.store(to, f64x2.sub(f64x2.mul(re, wr), f64x2.mul(im, wi)));
  v128.store(to, f64x2.add(f64x2.mul(re, wi), f64x2.mul(im, wr)), 16);
}

/** A middle pass: the twiddles of one p serve `s` butterflies. */
function pass(x: usize, y: usize, twiddles: usize, m: i32, s: i32): void {
  const stride = (<usize>s) << 5;
  const quarter = <usize>m * stride;
  for (let p = 0; p < m; p++) {
    const w1r = v128.load64_splat(twiddles);
    const w1i = v128.load64_splat(twiddles, 8);
    const w2r = v128.load64_splat(twiddles, 16);
    const w2i = v128.load64_splat(twiddles, 24);
    const w3r = v128.load64_splat(twiddles, 32);
    const w3i = v128.load64_splat(twiddles, 40);
    for (let end = x + stride; x < end; x += 32) {
      const ar = v128.load(x);
      const cr = v128.load(x + 2 * quarter);
      const t0r = f64x2.add(ar, cr);
      const t1r = f64x2.sub(ar, cr);
      const ai = v128.load(x, 16);
      const ci = v128.load(x + 2 * quarter, 16);
      const t0i = f64x2.add(ai, ci);
      const t1i = f64x2.sub(ai, ci);
      const br = v128.load(x + quarter);
      const dr = v128.load(x + 3 * quarter);
      const t2r = f64x2.add(br, dr);
      const t3i = f64x2.sub(dr, br);
      const bi = v128.load(x + quarter, 16);
      const di = v128.load(x + 3 * quarter, 16);
      const t2i = f64x2.add(bi, di);
      const t3r = f64x2.sub(bi, di);
      v128.store(y, f64x2.add(t0r, t2r));
      v128.store(y, f64x2.add(t0i, t2i), 16);
      let re = f64x2.add(t1r, t3r);
      let im = f64x2.add(t1i, t3i);
      v128.store(y + stride, f64x2.sub(f64x2.mul(re, w1r), f64x2.mul(im, w1i)));
      v128.store(y + stride, f64x2.add(f64x2.mul(re, w1i), f64x2.mul(im, w1r)), 16);
      re = f64x2.sub(t0r, t2r);
      im = f64x2.sub(t0i, t2i);
      v128.store(y + 2 * stride, f64x2.sub(f64x2.mul(re, w2r), f64x2.mul(im, w2i)));
      v128.store(y + 2 * stride, f64x2.add(f64x2.mul(re, w2i), f64x2.mul(im, w2r)), 16);
      re = f64x2.sub(t1r, t3r);
      im = f64x2.sub(t1i, t3i);
      v128.store(y + 3 * stride, f64x2.sub(f64x2.mul(re, w3r), f64x2.mul(im, w3i)));
      v128.store(y + 3 * stride, f64x2.add(f64x2.mul(re, w3i), f64x2.mul(im, w3r)), 16);
      y += 32;
    }
    y += 3 * stride;
    twiddles += 48;
  }
}

/** The last pass of a power of 4: no twiddles. */
function lastFour(x: usize, y: usize, s: i32): void {
  const stride = (<usize>s) << 5;
  for (let end = x + stride; x < end; x += 16, y += 16) {
    // Real and imaginary groups take turns; the product with −i needs both.
    const ar = v128.load(x);
    const br = v128.load(x + stride);
    const cr = v128.load(x + 2 * stride);
    const dr = v128.load(x + 3 * stride);
    const t0r = f64x2.add(ar, cr);
    const t1r = f64x2.sub(ar, cr);
    const t2r = f64x2.add(br, dr);
    const t3i = f64x2.sub(dr, br);
    x += 16;
    const ai = v128.load(x);
    const bi = v128.load(x + stride);
    const ci = v128.load(x + 2 * stride);
    const di = v128.load(x + 3 * stride);
    const t0i = f64x2.add(ai, ci);
    const t1i = f64x2.sub(ai, ci);
    const t2i = f64x2.add(bi, di);
    const t3r = f64x2.sub(bi, di);
    v128.store(y, f64x2.add(t0r, t2r));
    v128.store(y + stride, f64x2.add(t1r, t3r));
    v128.store(y + 2 * stride, f64x2.sub(t0r, t2r));
    v128.store(y + 3 * stride, f64x2.sub(t1r, t3r));
    y += 16;
    v128.store(y, f64x2.add(t0i, t2i));
    v128.store(y + stride, f64x2.add(t1i, t3i));
    v128.store(y + 2 * stride, f64x2.sub(t0i, t2i));
    v128.store(y + 3 * stride, f64x2.sub(t1i, t3i));
  }
}

/** The last pass of an odd power of 2. */
function lastTwo(x: usize, y: usize, s: i32): void {
  const stride = (<usize>s) << 5;
  for (let end = x + stride; x < end; x += 16, y += 16) {
    const a = v128.load(x);
    const b = v128.load(x + stride);
    v128.store(y, f64x2.add(a, b));
    v128.store(y + stride, f64x2.sub(a, b));
  }
}
