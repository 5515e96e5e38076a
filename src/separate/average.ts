/** The mean of several estimates of one channel. */

/** (x₁ + … + xₙ) / n in double precision: equal estimates come out as they are, bit for bit. */
export function average(estimates: readonly Float32Array[]): Float32Array {
  if (estimates.length === 1) return estimates[0]!;
  // −0 is the sum of nothing: −0 + x is x for every x, −0 included.
  const sum = new Float64Array(estimates[0]!.length).fill(-0);
  for (const estimate of estimates) for (let n = 0; n < sum.length; n++) sum[n]! += estimate[n]!;
  for (let n = 0; n < sum.length; n++) sum[n]! /= estimates.length;
  return new Float32Array(sum);
}
