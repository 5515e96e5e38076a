/** AssemblyScript: the multiplicative step itself, on a panel of a factor: 8 frames (or bins) of every component, component by component. */

import { pow4 } from './math';

/**
 * h ← h · (numerator / denominator)^exponent for 8 numbers of each of `rank` components but those whose byte at `fixed` is not 0. What falls
 * below `least` becomes 0: it would shrink until arithmetic on it is slow.
 */
export function scalePanel(
  h: usize,
  numerator: usize,
  denominator: usize,
  fixed: usize,
  rank: i32,
  exponent: f32,
  least: f32,
): void {
  for (let r = 0; r < rank; r++, h += 32, numerator += 32, denominator += 32) {
    if (load<u8>(fixed + <usize>r) !== 0) continue;
    scaleFour(h, numerator, denominator, exponent, least);
    scaleFour(h + 16, numerator + 16, denominator + 16, exponent, least);
  }
}

function scaleFour(h: usize, numerator: usize, denominator: usize, exponent: f32, least: f32): void {
  // A denominator of 0 belongs to a numerator of 0: a component that is nowhere.
  let ratio = f32x4.div(v128.load(numerator), f32x4.max(v128.load(denominator), f32x4.splat(1e-30)));
  if (exponent === 0.5) ratio = f32x4.sqrt(ratio);
  else if (exponent !== 1) ratio = positivePower(ratio, exponent);
  // Above 1e30 lies only what came from a model of nothing.
  const next = f32x4.min(f32x4.mul(v128.load(h), ratio), f32x4.splat(1e30));
  v128.store(h, v128.and(next, f32x4.ge(next, f32x4.splat(least))));
}

function positivePower(x: v128, exponent: f32): v128 {
  const power = pow4(f32x4.max(x, f32x4.splat(1e-37)), exponent);
  return v128.and(power, f32x4.gt(x, f32x4.splat(0)));
}

/**
 * Copies a panel (`rank` × 8) to where the products read the factor: as two panels of 4 rows at `rows`, and, transposed, into the panels of 4
 * components that are `acrossBytes` apart at `across`. The panel has zeros up to a multiple of 4 components.
 */
export function spreadPanel(panel: usize, rows: usize, across: usize, acrossBytes: usize, rank: i32): void {
  const second = rows + ((<usize>rank) << 4);
  for (let r: usize = 0; r < <usize>rank; r++) {
    v128.store(rows + (r << 4), v128.load(panel + (r << 5)));
    v128.store(second + (r << 4), v128.load(panel + (r << 5), 16));
  }
  for (let r = 0; r < rank; r += 4, panel += 128, across += acrossBytes) {
    turn(panel, across);
    turn(panel + 16, across + 64);
  }
}

/** Four numbers of each of four rows of 8, transposed. */
function turn(from: usize, to: usize): void {
  const a = v128.load(from);
  const b = v128.load(from, 32);
  const c = v128.load(from, 64);
  const d = v128.load(from, 96);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(ab, cd, 0, 2));
  v128.store(to, v128.shuffle<f64>(ab, cd, 1, 3), 16);
  v128.store(to, v128.shuffle<f64>(abHigh, cdHigh, 0, 2), 32);
  v128.store(to, v128.shuffle<f64>(abHigh, cdHigh, 1, 3), 48);
}

/** Numbers that are added up before the sum goes to the total: fewer roundings at one magnitude. */
const stretch = 256;

/**
 * The inner products of all components, over `length` numbers, from the panels of 4 components at `across`, as panels of 4 rows of `rank`
 * numbers at `to`, for products with panels of the same factor.
 */
export function gram(across: usize, acrossBytes: usize, to: usize, length: i32, rank: i32): void {
  const panelBytes = (<usize>rank) << 4;
  for (let p = 0; p < rank; p += 4, to += panelBytes) {
    const own = across + (<usize>p >> 2) * acrossBytes;
    for (let s = 0; s < rank; s++) {
      const other = across + (<usize>s >> 2) * acrossBytes + ((<usize>(s & 3)) << 2);
      v128.store(to + ((<usize>s) << 4), innerProducts(own, other, length));
    }
  }
}

function innerProducts(own: usize, other: usize, length: i32): v128 {
  let total = f32x4.splat(0);
  for (let from = 0; from < length; from += stretch) {
    const end = min(length, from + stretch);
    let even = f32x4.splat(0);
    let odd = f32x4.splat(0);
    for (let l = from; l < end; l += 2, own += 32, other += 32) {
      even = f32x4.add(even, f32x4.mul(v128.load(own), v128.load32_splat(other)));
      odd = f32x4.add(odd, f32x4.mul(v128.load(own, 16), v128.load32_splat(other, 16)));
    }
    total = f32x4.add(total, f32x4.add(even, odd));
  }
  return total;
}
