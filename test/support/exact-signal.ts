/** Signals that Python makes bit for bit too (scripts/golden/metrics.py): golden vectors then hold scores and no samples. */

/**
 * Noise from `seed`, smoothed, that swells and falls once in `period` samples, in double precision: integers, products and sums only, in one
 * order, so that every machine and language gets the same bits.
 */
export function exactSignal({
  seed,
  lengthSamples,
  period = 3000,
}: {
  seed: number;
  lengthSamples: number;
  period?: number;
}): Float64Array {
  let state = seed;
  let low = 0;
  return Float64Array.from({ length: lengthSamples }, (_, n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const noise = state / 2 ** 31 - 1;
    low += (noise - low) * 0.25;
    return low * (Math.abs((n % period) - period / 2) / period);
  });
}
