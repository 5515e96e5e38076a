/**
 * The Wiener filter in a bin: for independent sources of known power it leaves the least mean squared error
 * (N. Wiener 1949; Benaroya, Bimbot and Gribonval 2006 for sources).
 */

import { type RatioMaskOptions, ratioMasks } from './masks.ts';

/**
 * One mask per source from their expected powers, Mⱼ = vⱼ / Σᵢ vᵢ. `powers[j]` is `[frame, bin]`: what a model or a smoothed
 * estimate says that source's |S|² is. The masks add up to 1. From magnitudes, `ratioMasks` with `power: 2` is the same.
 */
export function wienerMasks(
  powers: readonly Float32Array[],
  options: Pick<RatioMaskOptions, 'zeros'> = {},
): Float32Array[] {
  return ratioMasks(powers, { ...options, power: 1 });
}
