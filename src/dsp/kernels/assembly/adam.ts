/**
 * AssemblyScript: one step of Adam (Kingma & Ba 2015) on a block of weights, in single precision and with the operations in
 * the order of the formula, as PyTorch computes it.
 */

/**
 * Updates `count` (rounded up to a multiple of 4) weights, means and mean squares in place. `largest` 0: no AMSGrad (Reddi et
 * al. 2018); else the largest mean squares so far. `take1`, `take2`: 1 − β₁, 1 − β₂.
 */
export function adamBlock(
  weights: usize,
  gradient: usize,
  mean: usize,
  square: usize,
  largest: usize,
  count: i32,
  beta1: f32,
  take1: f32,
  beta2: f32,
  take2: f32,
  gradientScale: f32,
  penalty: f32,
  shrink: f32,
  stepSize: f32,
  rootScale: f32,
  epsilon: f32,
): void {
  const keepMean = f32x4.splat(beta1);
  const takeMean = f32x4.splat(take1);
  const keepSquare = f32x4.splat(beta2);
  const takeSquare = f32x4.splat(take2);
  const scale = f32x4.splat(gradientScale);
  const penalties = f32x4.splat(penalty);
  const shrinks = f32x4.splat(shrink);
  const sizes = f32x4.splat(stepSize);
  const roots = f32x4.splat(rootScale);
  const epsilons = f32x4.splat(epsilon);
  for (let end = weights + ((<usize>count) << 2); weights < end; weights += 16) {
    const w = v128.load(weights);
    const g = f32x4.add(f32x4.mul(v128.load(gradient), scale), f32x4.mul(penalties, w));
    const average = f32x4.add(f32x4.mul(keepMean, v128.load(mean)), f32x4.mul(takeMean, g));
    const kept = f32x4.mul(keepSquare, v128.load(square));
    const meanSquare = f32x4.add(kept, f32x4.mul(f32x4.mul(takeSquare, g), g));
    v128.store(mean, average);
    v128.store(square, meanSquare);
    let divisor = meanSquare;
    if (largest !== 0) {
      divisor = f32x4.max(v128.load(largest), meanSquare);
      v128.store(largest, divisor);
      largest += 16;
    }
    const root = f32x4.add(f32x4.mul(f32x4.sqrt(divisor), roots), epsilons);
    const step = f32x4.div(f32x4.mul(sizes, average), root);
    v128.store(weights, f32x4.sub(f32x4.mul(w, shrinks), step));
    gradient += 16;
    mean += 16;
    square += 16;
  }
}
