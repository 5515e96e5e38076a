/** The last step of a normalization, which knows the gradient of all of it. */

import { apply1 } from '../apply.ts';
import type { OpDefinition, Value } from '../node.ts';
import { Mul, mul, sub } from './arithmetic.ts';
import { reduceMean } from './reduce.ts';

/**
 * To ONNX a Mul; to gradients the map from c to x̂ = c / √(mean c² + ε) as a whole: with r = 1 / √(mean c² + ε), the gradient
 * by c is r · (g − x̂ · mean(g · x̂)). It is made of the output, so that c need not be kept. Not in the list of ops, since a
 * file cannot tell the two apart.
 */
const Standardize: OpDefinition = {
  ...Mul,
  gradient: ({ inputs, outputs, gradients: [g] }) => {
    const [standard, inverse] = [outputs[0]!, inputs[1]!];
    const { shape } = standard.type;
    const axes = shape.map((_, axis) => axis).filter((axis) => inverse.type.shape[axis] === 1);
    const along = reduceMean(mul(g!, standard), axes, { keepDims: true });
    return [mul(sub(g!, mul(standard, along)), inverse), undefined];
  },
};

/**
 * `values` · `inverse`, where `inverse` must be 1 / √(mean square of `values` + ε) over the axes in which it has size 1, and
 * has all axes.
 */
export function standardizeBy(values: Value, inverse: Value): Value {
  return apply1(Standardize, [values, inverse]);
}
