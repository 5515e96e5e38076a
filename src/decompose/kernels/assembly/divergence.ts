/**
 * AssemblyScript: the β-divergence of data V from a model M (A. Basu et al., "Robust and efficient estimation by minimising a density power
 * divergence", Biometrika 85(3), 1998; S. Eguchi, Y. Kano, "Robustifying maximum likelihood estimation", 2001).
 */

import { log4, pow4 } from './math';

/**
 * Σ d(v | m) over `count` (a multiple of 4) numbers, added up in double precision:
 * β = 2: (v − m)²/2; β = 1: v·ln(v/m) − v + m; β = 0: v/m − ln(v/m) − 1; else (v^β + (β − 1)·m^β − β·v·m^(β − 1)) / (β·(β − 1)).
 * Where v is 0, a β below 1 counts nothing: such places are not data.
 */
export function divergence(v: usize, m: usize, count: i32, beta: f32, floor: f32): f64 {
  let sums = f64x2.splat(0);
  const least = f32x4.splat(floor);
  for (const end = v + ((<usize>count) << 2); v < end; v += 16, m += 16) {
    const data = v128.load(v);
    const model = v128.load(m);
    let term: v128;
    if (beta === 2) {
      const difference = f32x4.sub(data, model);
      term = f32x4.mul(f32x4.mul(difference, difference), f32x4.splat(0.5));
    } else if (beta === 1) {
      term = f32x4.add(f32x4.sub(f32x4.mul(data, logRatio(data, model, least)), data), model);
    } else if (beta === 0) {
      const ratio = f32x4.div(data, f32x4.max(model, least));
      term = f32x4.sub(f32x4.sub(ratio, logRatio(data, model, least)), f32x4.splat(1));
      term = v128.and(term, f32x4.gt(data, f32x4.splat(0)));
    } else {
      term = general(data, f32x4.max(model, least), beta);
    }
    sums = f64x2.add(sums, f64x2.promote_low_f32x4(term));
    sums = f64x2.add(sums, f64x2.promote_low_f32x4(v128.shuffle<f32>(term, term, 2, 3, 2, 3)));
  }
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** ln(v/m), and a number where v is 0. */
function logRatio(data: v128, model: v128, least: v128): v128 {
  return log4(f32x4.max(f32x4.div(data, f32x4.max(model, least)), f32x4.splat(1e-37)));
}

function general(data: v128, model: v128, beta: f32): v128 {
  const present = f32x4.gt(data, f32x4.splat(0));
  const power = pow4(model, beta - 1);
  const own = v128.and(pow4(f32x4.max(data, f32x4.splat(1e-37)), beta), present);
  const rest = f32x4.mul(
    power,
    f32x4.sub(f32x4.mul(f32x4.splat(beta - 1), model), f32x4.mul(f32x4.splat(beta), data)),
  );
  const term = f32x4.div(f32x4.add(own, rest), f32x4.splat(beta * (beta - 1)));
  return beta < 1 ? v128.and(term, present) : term;
}
