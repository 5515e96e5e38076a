/** What normalizations share: numbers per channel of `[batch, channel, …]`, and the root of a variance. */

import type { Attributes, InferContext, Value } from '../node.ts';
import { formatType, type TensorType } from '../type.ts';
import { add } from './arithmetic.ts';
import { inputType, misfit } from './axes.ts';
import { reciprocal, sqrt } from './unary.ts';

/** What is added to variances, by default. */
export const defaultEpsilon = 1e-5;

/** The attribute, or the default. */
export function epsilonOf({ epsilon }: Attributes): number {
  return typeof epsilon === 'number' ? epsilon : defaultEpsilon;
}

/** 1 / √(variance + ε). */
export function inverseRoot(variance: Value, epsilon: number): Value {
  return reciprocal(sqrt(add(variance, epsilon)));
}

/** `[1, channel, 1, …]`. */
export function perChannel({ shape }: TensorType): number[] {
  return shape.map((dim, axis) => (axis === 1 ? Number(dim) : 1));
}

/** All axes but that of channels. */
export function axesBesideChannel({ shape }: TensorType): number[] {
  return shape.map((_, axis) => axis).filter((axis) => axis !== 1);
}

/** The type of a value with at least `rank` axes, the second of which counts channels. */
export function withChannels(context: InferContext, rank: number): TensorType {
  const x = inputType(context, 0);
  if (x.shape.length >= rank) return x;
  throw misfit('[batch, channel, …]', formatType(x), 'Reshape the value first');
}

/** Throws ArgumentError where `weight` is no vector with one number per channel of `x`. */
export function checkPerChannel(weight: TensorType, x: TensorType): void {
  if (weight.shape.length === 1 && weight.shape[0] === x.shape[1]) return;
  throw misfit(
    `one number per channel of ${formatType(x)}`,
    formatType(weight),
    'Give a vector of that length',
  );
}
