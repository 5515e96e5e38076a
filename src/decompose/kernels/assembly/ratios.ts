/** AssemblyScript: what the multiplicative updates multiply by the factors, from the data V and the model M, number by number. */

import { pow4 } from './math';

/**
 * For `count` (a multiple of 4) numbers: Q = V · M^(β − 2) at `q` and, but for β = 1, D = M^(β − 1) at `d`, with M kept from `floor` up. Q may
 * lie over M.
 */
export function ratios(v: usize, m: usize, q: usize, d: usize, count: i32, beta: f32, floor: f32): void {
  if (beta === 1) kullbackLeibler(v, m, q, count, floor);
  else if (beta === 0) itakuraSaito(v, m, q, d, count, floor);
  else general(v, m, q, d, count, beta, floor);
}

function general(v: usize, m: usize, q: usize, d: usize, count: i32, beta: f32, floor: f32): void {
  const least = f32x4.splat(floor);
  for (const end = v + ((<usize>count) << 2); v < end; v += 16, m += 16, q += 16, d += 16) {
    const model = f32x4.max(v128.load(m), least);
    const power = pow4(model, beta - 1);
    v128.store(d, power);
    v128.store(q, f32x4.div(f32x4.mul(v128.load(v), power), model));
  }
}

function kullbackLeibler(v: usize, m: usize, q: usize, count: i32, floor: f32): void {
  const least = f32x4.splat(floor);
  for (const end = v + ((<usize>count) << 2); v < end; v += 16, m += 16, q += 16) {
    v128.store(q, f32x4.div(v128.load(v), f32x4.max(v128.load(m), least)));
  }
}

function itakuraSaito(v: usize, m: usize, q: usize, d: usize, count: i32, floor: f32): void {
  const least = f32x4.splat(floor);
  const one = f32x4.splat(1);
  for (const end = v + ((<usize>count) << 2); v < end; v += 16, m += 16, q += 16, d += 16) {
    const inverse = f32x4.div(one, f32x4.max(v128.load(m), least));
    v128.store(d, inverse);
    v128.store(q, f32x4.mul(f32x4.mul(inverse, inverse), v128.load(v)));
  }
}
