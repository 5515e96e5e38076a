/** The fully connected layer. */

import { add, fusedMatMul, gemm, reshape, type Shape, type Value } from '../graph/index.ts';
import { fanInUniform, kaimingUniform } from './init.ts';
import { type Scope, within } from './scope.ts';
import { sizeOf } from './sizes.ts';
import { plainWeight, type WeightSource } from './weight.ts';

/** Settings of a fully connected layer. */
export interface LinearOptions {
  readonly outFeatures: number;
  /** Default: true. */
  readonly bias?: boolean;
  /** Default: a plain parameter; {@link weightNorm} for weight normalization. */
  readonly weight?: WeightSource;
}

/**
 * y = x·weightᵀ + bias on the last axis: [..., feature] to [..., outFeatures]. Parameters `weight` [outFeatures, feature] and
 * `bias`, both uniform in ±1/√feature at first, as in PyTorch. Throws ArgumentError where the last axis is symbolic.
 */
export function linear(scope: Scope, x: Value, options: LinearOptions): Value {
  return within(scope, () => {
    const inFeatures = sizeOf(x, -1);
    const { outFeatures } = options;
    const weight = (options.weight ?? plainWeight)(scope, [outFeatures, inFeatures], kaimingUniform());
    const bias =
      options.bias === false ? undefined : scope.parameter('bias', [outFeatures], fanInUniform(inFeatures));
    return onRows(x, (rows) => product(rows, weight, bias));
  });
}

function product(x: Value, weight: Value, bias: Value | undefined): Value {
  if (x.type.shape.length === 2) return gemm(x, weight, { transB: true, ...(bias ? { c: bias } : {}) });
  const y = fusedMatMul(x, weight, { transB: true });
  return bias === undefined ? y : add(y, bias);
}

/**
 * `run` on a matrix of all rows, where axes allow: one large product, and above all one for the weight's gradient, which
 * would else be a product per batch item and a sum.
 */
function onRows(x: Value, run: (rows: Value) => Value): Value {
  const leading: Shape = x.type.shape.slice(0, -1);
  const symbolic = leading.filter((dim) => typeof dim === 'string').length;
  if (leading.length < 2 || symbolic > 1) return run(x);
  const y = run(reshape(x, [-1, sizeOf(x, -1)]));
  return reshape(y, [...leading, y.type.shape.at(-1)!]);
}
