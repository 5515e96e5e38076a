/**
 * AssemblyScript: the passes of a mixed-radix Stockham transform (T. G. Stockham, 1966; self-sorting, no bit reversal).
 *
 * The unit of data is a group of 32 bytes: four real parts, then four imaginary parts. What the four lanes are does not
 * matter here: four neighbouring points of one transform, or the same point of four transforms. A pass of radix r over
 * n = r·m points of stride s (all counted in groups) computes, for p < m, q < s, k < r,
 *   to[q + s(r·p + k)] = (Σⱼ from[q + s(p + m·j)]·W_r^{jk})·W_{rm}^{pk},  W_n = exp(−2πi/n).
 * The twiddles of a pass are (r − 1) pairs (re, im) for each p, those of p = 0 (all 1) included but not read.
 */

/** Bytes of a group. */
const group: usize = 32;

/** Runs `count` passes described at `passes` (5 words each: radix, m, s, twiddles, roots); returns where the result lies. */
export function runPasses(passes: usize, count: i32, from: usize, to: usize): usize {
  for (let i = 0; i < count; i++) {
    const radix = load<i32>(passes);
    const m = load<i32>(passes, 4);
    const s = load<i32>(passes, 8);
    const twiddles = <usize>load<u32>(passes, 12);
    const roots = <usize>load<u32>(passes, 16);
    if (radix === 4) pass4(from, to, twiddles, m, s);
    else if (radix === 8) pass8(from, to, s);
    else if (radix === 2) pass2(from, to, twiddles, m, s);
    else if (radix === 3) pass3(from, to, twiddles, m, s);
    else if (radix === 5) pass5(from, to, twiddles, m, s);
    else passAny(from, to, twiddles, roots, radix, m, s);
    const swap = from;
    from = to;
    to = swap;
    passes += 20;
  }
  return from;
}

function pass4(from: usize, to: usize, twiddles: usize, m: i32, s: i32): void {
  const row = <usize>s * group;
  const gap = <usize>m * row;
  for (let end = from + row; from < end; from += group, to += group) {
    const ar = v128.load(from);
    const ai = v128.load(from, 16);
    const br = v128.load(from + gap);
    const bi = v128.load(from + gap, 16);
    const cr = v128.load(from + 2 * gap);
    const ci = v128.load(from + 2 * gap, 16);
    const dr = v128.load(from + 3 * gap);
    const di = v128.load(from + 3 * gap, 16);
    const t0r = f32x4.add(ar, cr);
    const t0i = f32x4.add(ai, ci);
    const t1r = f32x4.sub(ar, cr);
    const t1i = f32x4.sub(ai, ci);
    const t2r = f32x4.add(br, dr);
    const t2i = f32x4.add(bi, di);
    const t3r = f32x4.sub(bi, di);
    const t3i = f32x4.sub(dr, br);
    v128.store(to, f32x4.add(t0r, t2r));
    v128.store(to, f32x4.add(t0i, t2i), 16);
    v128.store(to + row, f32x4.add(t1r, t3r));
    v128.store(to + row, f32x4.add(t1i, t3i), 16);
    v128.store(to + 2 * row, f32x4.sub(t0r, t2r));
    v128.store(to + 2 * row, f32x4.sub(t0i, t2i), 16);
    v128.store(to + 3 * row, f32x4.sub(t1r, t3r));
    v128.store(to + 3 * row, f32x4.sub(t1i, t3i), 16);
  }
  to += 3 * row;
  for (let p = 1; p < m; p++) {
    twiddles += 24;
    const w1r = v128.load32_splat(twiddles);
    const w1i = v128.load32_splat(twiddles, 4);
    const w2r = v128.load32_splat(twiddles, 8);
    const w2i = v128.load32_splat(twiddles, 12);
    const w3r = v128.load32_splat(twiddles, 16);
    const w3i = v128.load32_splat(twiddles, 20);
    for (let end = from + row; from < end; from += group, to += group) {
      const ar = v128.load(from);
      const cr = v128.load(from + 2 * gap);
      const t0r = f32x4.add(ar, cr);
      const t1r = f32x4.sub(ar, cr);
      const ai = v128.load(from, 16);
      const ci = v128.load(from + 2 * gap, 16);
      const t0i = f32x4.add(ai, ci);
      const t1i = f32x4.sub(ai, ci);
      const br = v128.load(from + gap);
      const dr = v128.load(from + 3 * gap);
      const t2r = f32x4.add(br, dr);
      const t3i = f32x4.sub(dr, br);
      const bi = v128.load(from + gap, 16);
      const di = v128.load(from + 3 * gap, 16);
      const t2i = f32x4.add(bi, di);
      const t3r = f32x4.sub(bi, di);
      v128.store(to, f32x4.add(t0r, t2r));
      v128.store(to, f32x4.add(t0i, t2i), 16);
      const y1r = f32x4.add(t1r, t3r);
      const y1i = f32x4.add(t1i, t3i);
      v128.store(to + row, f32x4.sub(f32x4.mul(y1r, w1r), f32x4.mul(y1i, w1i)));
      v128.store(to + row, f32x4.add(f32x4.mul(y1r, w1i), f32x4.mul(y1i, w1r)), 16);
      const y2r = f32x4.sub(t0r, t2r);
      const y2i = f32x4.sub(t0i, t2i);
      v128.store(to + 2 * row, f32x4.sub(f32x4.mul(y2r, w2r), f32x4.mul(y2i, w2i)));
      v128.store(to + 2 * row, f32x4.add(f32x4.mul(y2r, w2i), f32x4.mul(y2i, w2r)), 16);
      const y3r = f32x4.sub(t1r, t3r);
      const y3i = f32x4.sub(t1i, t3i);
      v128.store(to + 3 * row, f32x4.sub(f32x4.mul(y3r, w3r), f32x4.mul(y3i, w3i)));
      v128.store(to + 3 * row, f32x4.add(f32x4.mul(y3r, w3i), f32x4.mul(y3i, w3r)), 16);
    }
    to += 3 * row;
  }
}

/** The last pass of a transform whose size holds an odd power of two: radix 8, m = 1, hence no twiddles. */
function pass8(from: usize, to: usize, s: i32): void {
  const row = <usize>s * group;
  const root = f32x4.splat(0.7071067811865476);
  for (let end = from + row; from < end; from += group, to += group) {
    // Two radix-4 butterflies, of the even and of the odd inputs.
    let ar = v128.load(from);
    let cr = v128.load(from + 4 * row);
    let ai = v128.load(from, 16);
    let ci = v128.load(from + 4 * row, 16);
    let br = v128.load(from + 2 * row);
    let dr = v128.load(from + 6 * row);
    let bi = v128.load(from + 2 * row, 16);
    let di = v128.load(from + 6 * row, 16);
    let t0r = f32x4.add(ar, cr);
    let t1r = f32x4.sub(ar, cr);
    let t0i = f32x4.add(ai, ci);
    let t1i = f32x4.sub(ai, ci);
    let t2r = f32x4.add(br, dr);
    let t3i = f32x4.sub(dr, br);
    let t2i = f32x4.add(bi, di);
    let t3r = f32x4.sub(bi, di);
    const e0r = f32x4.add(t0r, t2r);
    const e0i = f32x4.add(t0i, t2i);
    const e1r = f32x4.add(t1r, t3r);
    const e1i = f32x4.add(t1i, t3i);
    const e2r = f32x4.sub(t0r, t2r);
    const e2i = f32x4.sub(t0i, t2i);
    const e3r = f32x4.sub(t1r, t3r);
    const e3i = f32x4.sub(t1i, t3i);
    ar = v128.load(from + row);
    cr = v128.load(from + 5 * row);
    ai = v128.load(from + row, 16);
    ci = v128.load(from + 5 * row, 16);
    br = v128.load(from + 3 * row);
    dr = v128.load(from + 7 * row);
    bi = v128.load(from + 3 * row, 16);
    di = v128.load(from + 7 * row, 16);
    t0r = f32x4.add(ar, cr);
    t1r = f32x4.sub(ar, cr);
    t0i = f32x4.add(ai, ci);
    t1i = f32x4.sub(ai, ci);
    t2r = f32x4.add(br, dr);
    t3i = f32x4.sub(dr, br);
    t2i = f32x4.add(bi, di);
    t3r = f32x4.sub(bi, di);
    let or = f32x4.add(t0r, t2r);
    let oi = f32x4.add(t0i, t2i);
    v128.store(to, f32x4.add(e0r, or));
    v128.store(to, f32x4.add(e0i, oi), 16);
    v128.store(to + 4 * row, f32x4.sub(e0r, or));
    v128.store(to + 4 * row, f32x4.sub(e0i, oi), 16);
    // W₈¹ = √½·(1 − i), W₈² = −i, W₈³ = −√½·(1 + i)
    let re = f32x4.add(t1r, t3r);
    let im = f32x4.add(t1i, t3i);
    or = f32x4.mul(root, f32x4.add(re, im));
    oi = f32x4.mul(root, f32x4.sub(im, re));
    v128.store(to + row, f32x4.add(e1r, or));
    v128.store(to + row, f32x4.add(e1i, oi), 16);
    v128.store(to + 5 * row, f32x4.sub(e1r, or));
    v128.store(to + 5 * row, f32x4.sub(e1i, oi), 16);
    or = f32x4.sub(t0i, t2i);
    oi = f32x4.sub(t2r, t0r);
    v128.store(to + 2 * row, f32x4.add(e2r, or));
    v128.store(to + 2 * row, f32x4.add(e2i, oi), 16);
    v128.store(to + 6 * row, f32x4.sub(e2r, or));
    v128.store(to + 6 * row, f32x4.sub(e2i, oi), 16);
    re = f32x4.sub(t1r, t3r);
    im = f32x4.sub(t1i, t3i);
    or = f32x4.mul(root, f32x4.sub(im, re));
    oi = f32x4.neg(f32x4.mul(root, f32x4.add(re, im)));
    v128.store(to + 3 * row, f32x4.add(e3r, or));
    v128.store(to + 3 * row, f32x4.add(e3i, oi), 16);
    v128.store(to + 7 * row, f32x4.sub(e3r, or));
    v128.store(to + 7 * row, f32x4.sub(e3i, oi), 16);
  }
}

function pass2(from: usize, to: usize, twiddles: usize, m: i32, s: i32): void {
  const row = <usize>s * group;
  const gap = <usize>m * row;
  for (let p = 0; p < m; p++) {
    const wr = v128.load32_splat(twiddles);
    const wi = v128.load32_splat(twiddles, 4);
    twiddles += 8;
    for (let end = from + row; from < end; from += group, to += group) {
      const ar = v128.load(from);
      const ai = v128.load(from, 16);
      const br = v128.load(from + gap);
      const bi = v128.load(from + gap, 16);
      v128.store(to, f32x4.add(ar, br));
      v128.store(to, f32x4.add(ai, bi), 16);
      const yr = f32x4.sub(ar, br);
      const yi = f32x4.sub(ai, bi);
      v128.store(to + row, f32x4.sub(f32x4.mul(yr, wr), f32x4.mul(yi, wi)));
      v128.store(to + row, f32x4.add(f32x4.mul(yr, wi), f32x4.mul(yi, wr)), 16);
    }
    to += row;
  }
}

/** W₃ = −½ − i·√3/2. */
function pass3(from: usize, to: usize, twiddles: usize, m: i32, s: i32): void {
  const row = <usize>s * group;
  const gap = <usize>m * row;
  const half = f32x4.splat(0.5);
  const sine = f32x4.splat(0.8660254037844386);
  for (let p = 0; p < m; p++) {
    const w1r = v128.load32_splat(twiddles);
    const w1i = v128.load32_splat(twiddles, 4);
    const w2r = v128.load32_splat(twiddles, 8);
    const w2i = v128.load32_splat(twiddles, 12);
    twiddles += 16;
    for (let end = from + row; from < end; from += group, to += group) {
      const ar = v128.load(from);
      const ai = v128.load(from, 16);
      const br = v128.load(from + gap);
      const bi = v128.load(from + gap, 16);
      const cr = v128.load(from + 2 * gap);
      const ci = v128.load(from + 2 * gap, 16);
      const sr = f32x4.add(br, cr);
      const si = f32x4.add(bi, ci);
      // −i·√3/2·(b − c)
      const dr = f32x4.mul(sine, f32x4.sub(bi, ci));
      const di = f32x4.mul(sine, f32x4.sub(cr, br));
      v128.store(to, f32x4.add(ar, sr));
      v128.store(to, f32x4.add(ai, si), 16);
      const hr = f32x4.sub(ar, f32x4.mul(half, sr));
      const hi = f32x4.sub(ai, f32x4.mul(half, si));
      const y1r = f32x4.add(hr, dr);
      const y1i = f32x4.add(hi, di);
      v128.store(to + row, f32x4.sub(f32x4.mul(y1r, w1r), f32x4.mul(y1i, w1i)));
      v128.store(to + row, f32x4.add(f32x4.mul(y1r, w1i), f32x4.mul(y1i, w1r)), 16);
      const y2r = f32x4.sub(hr, dr);
      const y2i = f32x4.sub(hi, di);
      v128.store(to + 2 * row, f32x4.sub(f32x4.mul(y2r, w2r), f32x4.mul(y2i, w2i)));
      v128.store(to + 2 * row, f32x4.add(f32x4.mul(y2r, w2i), f32x4.mul(y2i, w2r)), 16);
    }
    to += 2 * row;
  }
}

/** W₅^j = c_j − i·s_j with c₁ = cos 72°, s₁ = sin 72°, c₂ = cos 144°, s₂ = sin 144°. */
function pass5(from: usize, to: usize, twiddles: usize, m: i32, s: i32): void {
  const row = <usize>s * group;
  const gap = <usize>m * row;
  const c1 = f32x4.splat(0.30901699437494745);
  const c2 = f32x4.splat(-0.8090169943749475);
  const s1 = f32x4.splat(0.9510565162951535);
  const s2 = f32x4.splat(0.5877852522924731);
  for (let p = 0; p < m; p++) {
    for (let end = from + row; from < end; from += group, to += group) {
      const ar = v128.load(from);
      const ai = v128.load(from, 16);
      const br = v128.load(from + gap);
      const bi = v128.load(from + gap, 16);
      const cr = v128.load(from + 2 * gap);
      const ci = v128.load(from + 2 * gap, 16);
      const dr = v128.load(from + 3 * gap);
      const di = v128.load(from + 3 * gap, 16);
      const er = v128.load(from + 4 * gap);
      const ei = v128.load(from + 4 * gap, 16);
      const p1r = f32x4.add(br, er);
      const p1i = f32x4.add(bi, ei);
      const m1r = f32x4.sub(br, er);
      const m1i = f32x4.sub(bi, ei);
      const p2r = f32x4.add(cr, dr);
      const p2i = f32x4.add(ci, di);
      const m2r = f32x4.sub(cr, dr);
      const m2i = f32x4.sub(ci, di);
      v128.store(to, f32x4.add(ar, f32x4.add(p1r, p2r)));
      v128.store(to, f32x4.add(ai, f32x4.add(p1i, p2i)), 16);
      const e1r = f32x4.add(ar, f32x4.add(f32x4.mul(c1, p1r), f32x4.mul(c2, p2r)));
      const e1i = f32x4.add(ai, f32x4.add(f32x4.mul(c1, p1i), f32x4.mul(c2, p2i)));
      const e2r = f32x4.add(ar, f32x4.add(f32x4.mul(c2, p1r), f32x4.mul(c1, p2r)));
      const e2i = f32x4.add(ai, f32x4.add(f32x4.mul(c2, p1i), f32x4.mul(c1, p2i)));
      // −i·(s₁·m₁ + s₂·m₂) and −i·(s₂·m₁ − s₁·m₂)
      const o1r = f32x4.add(f32x4.mul(s1, m1i), f32x4.mul(s2, m2i));
      const o1i = f32x4.neg(f32x4.add(f32x4.mul(s1, m1r), f32x4.mul(s2, m2r)));
      const o2r = f32x4.sub(f32x4.mul(s2, m1i), f32x4.mul(s1, m2i));
      const o2i = f32x4.sub(f32x4.mul(s1, m2r), f32x4.mul(s2, m1r));
      storeTurned(to + row, f32x4.add(e1r, o1r), f32x4.add(e1i, o1i), twiddles);
      storeTurned(to + 2 * row, f32x4.add(e2r, o2r), f32x4.add(e2i, o2i), twiddles + 8);
      storeTurned(to + 3 * row, f32x4.sub(e2r, o2r), f32x4.sub(e2i, o2i), twiddles + 16);
      storeTurned(to + 4 * row, f32x4.sub(e1r, o1r), f32x4.sub(e1i, o1i), twiddles + 24);
    }
    to += 4 * row;
    twiddles += 32;
  }
}

/** Stores (re, im) times the twiddle at `twiddle`. */
function storeTurned(to: usize, re: v128, im: v128, twiddle: usize): void {
  const wr = v128.load32_splat(twiddle);
  const wi = v128.load32_splat(twiddle, 4);
  v128.store(to, f32x4.sub(f32x4.mul(re, wr), f32x4.mul(im, wi)));
  v128.store(to, f32x4.add(f32x4.mul(re, wi), f32x4.mul(im, wr)), 16);
}

/** Terms added up by themselves before they join the sum: rounding errors then grow with the root of a large radix. */
const shortSum = 16;

/** Any radix by its definition, r² products a butterfly; `roots` holds W_r^j as pairs. */
function passAny(from: usize, to: usize, twiddles: usize, roots: usize, radix: i32, m: i32, s: i32): void {
  const row = <usize>s * group;
  const gap = <usize>m * row;
  for (let p = 0; p < m; p++) {
    for (let end = from + row; from < end; from += group, to += group) {
      for (let k = 0; k < radix; k++) {
        let sumRe = v128.load(from);
        let sumIm = v128.load(from, 16);
        let source = from;
        let turn = 0;
        for (let j = 1; j < radix; ) {
          let partRe = f32x4.splat(0);
          let partIm = f32x4.splat(0);
          for (const stop = min(j + shortSum, radix); j < stop; j++) {
            source += gap;
            turn += k;
            if (turn >= radix) turn -= radix;
            const root = roots + ((<usize>turn) << 3);
            const wr = v128.load32_splat(root);
            const wi = v128.load32_splat(root, 4);
            const re = v128.load(source);
            const im = v128.load(source, 16);
            partRe = f32x4.add(partRe, f32x4.sub(f32x4.mul(re, wr), f32x4.mul(im, wi)));
            partIm = f32x4.add(partIm, f32x4.add(f32x4.mul(re, wi), f32x4.mul(im, wr)));
          }
          sumRe = f32x4.add(sumRe, partRe);
          sumIm = f32x4.add(sumIm, partIm);
        }
        if (k === 0) {
          v128.store(to, sumRe);
          v128.store(to, sumIm, 16);
        } else {
          storeTurned(to + <usize>k * row, sumRe, sumIm, twiddles + ((<usize>(k - 1)) << 3));
        }
      }
    }
    to += <usize>(radix - 1) * row;
    twiddles += (<usize>(radix - 1)) << 3;
  }
}
