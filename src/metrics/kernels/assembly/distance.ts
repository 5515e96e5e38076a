/** AssemblyScript: the energy of a difference. */

/** Σ (a − b)² over `count` doubles, in two sums that are joined at the end. */
export function squaredDistance(a: usize, b: usize, count: i32): f64 {
  let sums = f64x2.splat(0);
  const end = a + ((<usize>count) << 3);
  for (; a + 16 <= end; a += 16, b += 16) {
    const difference = f64x2.sub(v128.load(a), v128.load(b));
    sums = f64x2.add(sums, f64x2.mul(difference, difference));
  }
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  if (a < end) {
    const difference = load<f64>(a) - load<f64>(b);
    sum += difference * difference;
  }
  return sum;
}
