/** What all normalizations share: zero mean and unit variance over some axes, then a weight and a bias. */

import {
  add,
  mul,
  reciprocal,
  reduceMean,
  reduceSumSquare,
  reshape,
  sqrt,
  standardizeBy,
  staticCount,
  sub,
  type Value,
} from '../graph/index.ts';
import { ones, zeros } from './init.ts';
import type { Scope } from './scope.ts';

/** Which weights a normalization has. */
export interface AffineOptions {
  /** Whether a weight is multiplied. */
  readonly weight: boolean;
  /** Whether a bias is added. */
  readonly bias: boolean;
  /** Shape of both parameters. */
  readonly shape: readonly number[];
  /** The shape in which they broadcast against the value. */
  readonly broadcast: readonly number[];
}

/** (x − mean) / √(variance + eps) over `axes`, with the variance that divides by the count, as networks do. */
export function standardize(
  x: Value,
  options: { readonly axes: readonly number[]; readonly eps: number },
): Value {
  const { axes, eps } = options;
  const centred = sub(x, reduceMean(x, axes, { keepDims: true }));
  return standardizeBy(centred, inverseRoot(meanSquare(centred, axes), eps));
}

/** Σx² / count over `axes`, which are kept. ReduceSumSquare's gradient is one product, that of a mean of x·x three passes. */
export function meanSquare(x: Value, axes: readonly number[]): Value {
  const count = staticCount(axes.map((axis) => x.type.shape[axis]!));
  if (count === undefined) return reduceMean(mul(x, x), axes, { keepDims: true });
  return mul(reduceSumSquare(x, axes, { keepDims: true }), 1 / count);
}

/** 1 / √(power + eps). Of a small value: multiplying the large one by it is cheaper than dividing, in the gradient above all. */
export function inverseRoot(power: Value, eps: number): Value {
  return reciprocal(sqrt(add(power, eps)));
}

/** x·weight + bias, with the parameters `weight` (ones at first) and `bias` (zeros at first). */
export function affine(scope: Scope, x: Value, options: AffineOptions): Value {
  let y = x;
  if (options.weight) y = mul(y, reshape(scope.parameter('weight', options.shape, ones), options.broadcast));
  if (options.bias) y = add(y, reshape(scope.parameter('bias', options.shape, zeros), options.broadcast));
  return y;
}
