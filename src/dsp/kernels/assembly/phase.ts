/** AssemblyScript: bins given the magnitudes that they should have, the step of every search for phases. */

/** The power of a bin counts as at least this: 0 stays 0, and no quotient overflows. Magnitudes come scaled to at most 1. */
const leastPower: f32 = 1e-36;

/**
 * to = A·z/|z| with z = bins − factor·before, for `count` complex bins and their magnitudes A; `before` 0 stands for none. Where z is 0 so
 * is the result. Works on groups of four bins: reads and writes up to three beyond the count.
 */
export function fitMagnitudes(
  to: usize,
  bins: usize,
  before: usize,
  magnitudes: usize,
  factor: f32,
  count: i32,
): void {
  const least = f32x4.splat(leastPower);
  const by = f32x4.splat(factor);
  for (let i = 0; i < count; i += 4) {
    let low = v128.load(bins);
    let high = v128.load(bins, 16);
    if (before !== 0) {
      low = f32x4.sub(low, f32x4.mul(by, v128.load(before)));
      high = f32x4.sub(high, f32x4.mul(by, v128.load(before, 16)));
      before += 32;
    }
    const re = v128.shuffle<f32>(low, high, 0, 2, 4, 6);
    const im = v128.shuffle<f32>(low, high, 1, 3, 5, 7);
    const power = f32x4.max(f32x4.add(f32x4.mul(re, re), f32x4.mul(im, im)), least);
    const gain = f32x4.div(v128.load(magnitudes), f32x4.sqrt(power));
    v128.store(to, f32x4.mul(low, v128.shuffle<f32>(gain, gain, 0, 0, 1, 1)));
    v128.store(to, f32x4.mul(high, v128.shuffle<f32>(gain, gain, 2, 2, 3, 3)), 16);
    bins += 32;
    magnitudes += 16;
    to += 32;
  }
}

/** Σ (|bins| − A)². */
export function magnitudeError(bins: usize, magnitudes: usize, count: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < count; i++, bins += 8, magnitudes += 4) {
    const re = load<f32>(bins);
    const im = load<f32>(bins, 4);
    const error = <f64>(sqrt<f32>(re * re + im * im) - load<f32>(magnitudes));
    sum += error * error;
  }
  return sum;
}
