/** Normal random numbers inside a graph, as a function of a seed: the same on every device and in every session. */

import { add, cast, cos, log, max, mul, reshape, slice, sqrt, type Value } from '../../graph/index.ts';
import { type RandomStream, randomIntegers } from '../../nn/index.ts';

/** 2⁻³², from all int32 numbers to (−½, ½). */
const unit = 2 ** -32;

/**
 * Numbers with mean 0 and variance 1 of this shape, by Box and Muller (1958): √(−2 ln u)·cos 2πv. None is beyond ±6.8. Throws
 * ArgumentError where a size is symbolic.
 */
export function gaussianNoise(stream: RandomStream, shape: readonly (number | string)[]): Value {
  const integers = cast(randomIntegers(stream, [2, ...shape]), 'float32');
  const half = (index: number) => reshape(slice(integers, { axis: 0, start: index, end: index + 1 }), shape);
  const [first, second] = [half(0), half(1)];
  const u = max(add(mul(first, unit), 0.5), unit / 2);
  return mul(sqrt(mul(log(u), -2)), cos(mul(second, 2 * Math.PI * unit)));
}
