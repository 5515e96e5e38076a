/** Dropout (Srivastava et al. 2014): of elements, or of whole channels. */

import { constant, less, mul, reshape, type Value, where } from '../graph/index.ts';
import { scalar } from '../tensor/index.ts';
import { checkNumber } from '../util/index.ts';
import { randomIntegers } from './random-bits.ts';
import { type Scope, within } from './scope.ts';

/** Settings of dropout. */
export interface DropoutOptions {
  /** The part that is set to zero, from 0 to 1; what stays is divided by 1 − rate. Default: 0.5. */
  readonly rate?: number;
}

/**
 * In training, sets each element to zero with probability `rate` and divides the others by 1 − rate, so that the mean stays.
 * In inference, `x` itself. Which elements is a function of the scope's seed. Throws ArgumentError where the rate is not
 * within [0, 1], and in training where a size is symbolic.
 */
export function dropout(scope: Scope, x: Value, options: DropoutOptions = {}): Value {
  return masked(scope, x, { ...options, shape: x.type.shape });
}

/** As {@link dropout}, but of whole channels of [batch, channel, ...] (Tompson et al. 2015). */
export function dropoutChannels(scope: Scope, x: Value, options: DropoutOptions = {}): Value {
  return masked(scope, x, { ...options, shape: x.type.shape.slice(0, 2) });
}

function masked(
  scope: Scope,
  x: Value,
  options: DropoutOptions & { readonly shape: readonly (number | string)[] },
): Value {
  const rate = checkNumber('rate', options.rate ?? 0.5, { min: 0, max: 1 });
  if (!scope.training || rate === 0) return x;
  return within(scope, () => {
    if (rate === 1) return mul(x, 0);
    const bits = randomIntegers(scope.stream(), options.shape);
    // Uniform over [−2³¹, 2³¹): a part `rate` of the numbers lies below the limit.
    const limit = Math.round((rate - 0.5) * 2 ** 32);
    const mask = where(less(bits, limit), constant(scalar(0)), constant(scalar(1 / (1 - rate))));
    const { shape } = mask.type;
    return mul(x, reshape(mask, [...shape, ...x.type.shape.slice(shape.length).map(() => 1)]));
  });
}
