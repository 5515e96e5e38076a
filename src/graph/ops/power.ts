/** a to the power b. */

import { apply1 } from '../apply.ts';
import type { OpDefinition, Value } from '../node.ts';
import { mul, pairGradients, sub } from './arithmetic.ts';
import { equal, where } from './compare.ts';
import { numbersOf } from './compute.ts';
import { defineElementwise, type Operand, operands, pairExamples } from './elementwise.ts';
import { log, reciprocal, sqrt } from './unary.ts';

/** aᵇ. The gradient for b needs a ≥ 0; at 0 it is 0. */
export const Pow: OpDefinition = defineElementwise({
  name: 'Pow',
  inputs: ['number', 'number'],
  element: (x, y) => x! ** y!,
  gradient: (context) => {
    const [x, y] = context.inputs as readonly [Value, Value];
    const g = context.gradients[0]!;
    return pairGradients(
      context,
      () => mul(g, mul(y, power(x, lowered(y)))),
      () => mul(g, mul(context.outputs[0]!, log(where(equal(x, 0), 1, x)))),
    );
  },
  examples: pairExamples((x, y) => x ** y, { a: [0.5, 2, 1.25, 3], b: [2, -1, 0.5, 1.5] }),
});

/**
 * aᵇ; a plain number takes the other's element type. Small powers and roots are written as what is
 * faster: products, Sqrt, Reciprocal.
 */
export function pow(x: Operand, y: Operand): Value {
  if (typeof x !== 'number' && typeof y === 'number') return power(x, y);
  return apply1(Pow, operands(x, y));
}

function power(x: Value, y: Value | number): Value {
  if (y === 1) return x;
  if (y === 2) return mul(x, x);
  if (y === 0.5) return sqrt(x);
  if (y === -1) return reciprocal(x);
  return apply1(Pow, operands(x, y));
}

/** b − 1, as a number where b is one. */
function lowered(y: Value): Value | number {
  if (y.node.kind === 'constant' && y.type.shape.length === 0 && y.type.dtype !== 'float16') {
    return numbersOf(y.node.tensor)[0]! - 1;
  }
  return sub(y, 1);
}
