/**
 * AssemblyScript: from transforms to the spectra of their channels, and from those to cross-spectra summed over blocks. Spectra of a block
 * are `[bin pair, channel, part]`, a part holding the two bins of its pair in the lanes.
 */

/**
 * The spectra of the four channels of one transform (see fft-pairs.ts), each times 2, for bins 0…size/2 and one beyond: with
 * A = Z[k], B = Z[size − k]: 2X = A + B̄ for the channel in the real part, 2X = (A − B̄)/i for the one in the imaginary part.
 * `to` is the place of the first of the four in the first bin pair; pairs are `pairBytes` apart.
 */
export function unpackSpectra(z: usize, to: usize, size: i32, pairBytes: usize): void {
  const bytes = (<usize>size) << 5;
  let k: usize = 0;
  // Z[size] is Z[0].
  let mirror = z;
  for (const end = bytes >> 1; k <= end; k += 64) {
    const ar = v128.load(z + k);
    const ai = v128.load(z + k, 16);
    const br = v128.load(mirror);
    const bi = v128.load(mirror, 16);
    const cr = v128.load(z + k, 32);
    const ci = v128.load(z + k, 48);
    const next = z + bytes - k - 32;
    const dr = v128.load(next);
    const di = v128.load(next, 16);
    mirror = next - 32;
    let low = f64x2.add(ar, br);
    let high = f64x2.add(cr, dr);
    v128.store(to, v128.shuffle<f64>(low, high, 0, 2));
    v128.store(to, v128.shuffle<f64>(low, high, 1, 3), 64);
    low = f64x2.sub(ai, bi);
    high = f64x2.sub(ci, di);
    v128.store(to, v128.shuffle<f64>(low, high, 0, 2), 16);
    v128.store(to, v128.shuffle<f64>(low, high, 1, 3), 80);
    low = f64x2.add(ai, bi);
    high = f64x2.add(ci, di);
    v128.store(to, v128.shuffle<f64>(low, high, 0, 2), 32);
    v128.store(to, v128.shuffle<f64>(low, high, 1, 3), 96);
    low = f64x2.sub(br, ar);
    high = f64x2.sub(dr, cr);
    v128.store(to, v128.shuffle<f64>(low, high, 0, 2), 48);
    v128.store(to, v128.shuffle<f64>(low, high, 1, 3), 112);
    to += pairBytes;
  }
}

/**
 * For each tile of channels x₀, x₁ and y₀, y₁ (its two byte offsets in `tiles`): the sums over blocks of X̄₀Y₀, X̄₀Y₁ (lane 0), X̄₁Y₀, X̄₁Y₁
 * (lane 1), packed as points for the way back: Z = S₀ + i·S₁, mirrored to the upper half, parts exchanged, so that the forward
 * transform of the points is the inverse transform with its parts exchanged. Added to what is there where `add` is not 0.
 */
export function multiplySpectra(
  spectra: usize,
  blockBytes: usize,
  blocks: i32,
  pairBytes: usize,
  size: i32,
  tiles: usize,
  tileCount: i32,
  out: usize,
  outBytes: usize,
  add: i32,
): void {
  const bytes = (<usize>size) << 5;
  const blocksEnd = blockBytes * blocks;
  const tilesEnd = tiles + ((<usize>tileCount) << 3);
  for (let k: usize = 0; k <= bytes >> 1; k += 64) {
    let to = out;
    for (let tile = tiles; tile < tilesEnd; tile += 8) {
      let x = spectra + load<u32>(tile);
      let y = spectra + load<u32>(tile, 4);
      let r00 = f64x2.splat(0);
      let i00 = r00;
      let r01 = r00;
      let i01 = r00;
      let r10 = r00;
      let i10 = r00;
      let r11 = r00;
      let i11 = r00;
      for (const end = x + blocksEnd; x < end; x += blockBytes, y += blockBytes) {
        const y0r = v128.load(y);
        const y0i = v128.load(y, 16);
        const y1r = v128.load(y, 32);
        const y1i = v128.load(y, 48);
        let xr = v128.load(x);
        let xi = v128.load(x, 16);
        r00 = f64x2.add(r00, f64x2.add(f64x2.mul(xr, y0r), f64x2.mul(xi, y0i)));
        i00 = f64x2.add(i00, f64x2.sub(f64x2.mul(xr, y0i), f64x2.mul(xi, y0r)));
        r01 = f64x2.add(r01, f64x2.add(f64x2.mul(xr, y1r), f64x2.mul(xi, y1i)));
        i01 = f64x2.add(i01, f64x2.sub(f64x2.mul(xr, y1i), f64x2.mul(xi, y1r)));
        xr = v128.load(x, 32);
        xi = v128.load(x, 48);
        r10 = f64x2.add(r10, f64x2.add(f64x2.mul(xr, y0r), f64x2.mul(xi, y0i)));
        i10 = f64x2.add(i10, f64x2.sub(f64x2.mul(xr, y0i), f64x2.mul(xi, y0r)));
        r11 = f64x2.add(r11, f64x2.add(f64x2.mul(xr, y1r), f64x2.mul(xi, y1i)));
        i11 = f64x2.add(i11, f64x2.sub(f64x2.mul(xr, y1i), f64x2.mul(xi, y1r)));
      }
      // Lower half: (S₀ᵣ − S₁ᵢ) + i(S₀ᵢ + S₁ᵣ).
      let re0 = f64x2.sub(r00, i01);
      let re1 = f64x2.sub(r10, i11);
      let im0 = f64x2.add(i00, r01);
      let im1 = f64x2.add(i10, r11);
      const at = to + k;
      put(at, v128.shuffle<f64>(im0, im1, 0, 2), v128.shuffle<f64>(re0, re1, 0, 2), add);
      if (k < bytes >> 1) {
        put(at + 32, v128.shuffle<f64>(im0, im1, 1, 3), v128.shuffle<f64>(re0, re1, 1, 3), add);
        // Upper half: (S₀ᵣ + S₁ᵢ) + i(S₁ᵣ − S₀ᵢ).
        re0 = f64x2.add(r00, i01);
        re1 = f64x2.add(r10, i11);
        im0 = f64x2.sub(r01, i00);
        im1 = f64x2.sub(r11, i10);
        const mirrored = to + bytes - k;
        if (k > 0) put(mirrored, v128.shuffle<f64>(im0, im1, 0, 2), v128.shuffle<f64>(re0, re1, 0, 2), add);
        put(mirrored - 32, v128.shuffle<f64>(im0, im1, 1, 3), v128.shuffle<f64>(re0, re1, 1, 3), add);
      }
      to += outBytes;
    }
    spectra += pairBytes;
  }
}

// @ts-expect-error: a decorator is legal here in AssemblyScript
function put(to: usize, first: v128, second: v128, add: i32): void {
  if (add !== 0) {
    first = f64x2.add(first, v128.load(to));
    second = f64x2.add(second, v128.load(to, 16));
  }
  v128.store(to, first);
  v128.store(to, second, 16);
}
