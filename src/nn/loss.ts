/** The two plain losses that a training step needs; those of the field stand above the layers. */

import { abs, mul, reduceMean, sub, type Value } from '../graph/index.ts';

/** The mean of (estimate − target)² over all elements: a scalar. */
export function mseLoss(estimate: Value, target: Value): Value {
  const error = sub(estimate, target);
  return reduceMean(mul(error, error));
}

/** The mean of |estimate − target| over all elements: a scalar. Its gradient is 0 where both are equal. */
export function l1Loss(estimate: Value, target: Value): Value {
  return reduceMean(abs(sub(estimate, target)));
}
