/** Losses on the mask itself: its distance from the mask that would have been ideal. */

import { abs, cast, clip, div, greater, max, mul, sub, type Value } from '../../graph/index.ts';
import { checkChoice } from '../../util/index.ts';
import { meanFrom, type TargetLoss, targetLoss } from './reduce.ts';

/** The ideal masks that can be compared with. */
export const idealMasks = ['amplitude', 'clipped', 'binary'] as const;
/**
 * `amplitude`: |Y| / |X|, above 1 where sources cancel each other. `clipped`: the same within [0, 1], where masks can be.
 * `binary`: 1 where the target has more than half of the mixture's magnitude.
 */
export type IdealMask = (typeof idealMasks)[number];

/** Options of {@link maskLossOf}. */
export interface MaskLossOptions {
  /** Default `amplitude`. */
  readonly ideal?: IdealMask;
  /** Mean absolute or mean squared distance. Default `l1`. */
  readonly distance?: 'l1' | 'l2';
}

/** A mixture's magnitude below this counts as this: silence has an ideal mask of 0 or a finite one. */
const smallestMagnitude = 1e-6;

/** The ideal mask of a target in a mixture, magnitudes of one shape. */
export function idealMask(target: Value, mixture: Value, ideal: IdealMask = 'amplitude'): Value {
  if (ideal === 'binary') return cast(greater(mul(target, 2), mixture), 'float32');
  const ratio = div(target, max(mixture, smallestMagnitude));
  return ideal === 'clipped' ? clip(ratio, { min: 0, max: 1 }) : ratio;
}

/** The distance of the network's mask from the ideal one. Its `build` throws ArgumentError for networks without a mask. */
export function maskLossOf(options: MaskLossOptions = {}): TargetLoss {
  const { ideal = 'amplitude', distance = 'l1' } = options;
  checkChoice('ideal', ideal, idealMasks);
  checkChoice('distance', distance, ['l1', 'l2']);
  return targetLoss('mask', (input) => {
    const error = sub(input.mask(), idealMask(input.target.magnitude(), input.mixture.magnitude(), ideal));
    return meanFrom(distance === 'l1' ? abs(error) : mul(error, error), 2);
  });
}
