/** How well and at which shift one sound fits onto another. */

/**
 * The shift, in samples, at which `estimate` fits best onto `reference`: 3 means that it comes 3 samples late. Looks as far as
 * `reach` to both sides, at 4000 samples in the middle of the reference, which is as telling as all of it.
 */
export function lagSamples(reference: Float32Array, estimate: Float32Array, reach = 1300): number {
  let best = Number.NEGATIVE_INFINITY;
  let lag = Number.NaN;
  const from = Math.max(0, Math.floor(reference.length / 2) - 2000);
  const to = Math.min(reference.length, from + 4000);
  for (let shift = -reach; shift <= reach; shift++) {
    let sum = 0;
    const end = Math.min(to, estimate.length - shift);
    for (let n = Math.max(from, -shift); n < end; n++) sum += reference[n]! * estimate[n + shift]!;
    if (sum > best) {
      best = sum;
      lag = shift;
    }
  }
  return lag;
}

/** Signal-to-noise ratio in decibels: the reference's energy against that of the difference. */
export function snrDb(reference: Float32Array, estimate: Float32Array): number {
  let signal = 0;
  let noise = 0;
  for (let n = 0; n < reference.length; n++) {
    signal += reference[n]! ** 2;
    noise += (reference[n]! - (estimate[n] ?? 0)) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}
