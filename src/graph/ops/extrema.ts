/** The larger, the smaller, and clipping between bounds. Where two are equal, each gets half the gradient, as in PyTorch. */

import { apply1 } from '../apply.ts';
import type { GradientContext, OpDefinition, Value } from '../node.ts';
import { add, mul, pairGradients } from './arithmetic.ts';
import { inputType, misfit } from './axes.ts';
import { sumToShape } from './broadcast.ts';
import { cast } from './cast.ts';
import { and, equal, greaterOrEqual, lessOrEqual, not } from './compare.ts';
import { elementwise, tensorOf } from './compute.ts';
import { defineElementwise, type Operand, operands, pairExamples, scalarOf } from './elementwise.ts';

const a = [1.5, -2, 0.75, 3];
const b = [-0.5, 2.5, 1.25, -4];

/** Each element of the larger operand. */
export const Max: OpDefinition = defineElementwise({
  name: 'Max',
  inputs: ['number...'],
  element: (x, y) => Math.max(x!, y!),
  gradient: (context) => toWinners(context),
  examples: pairExamples((x, y) => Math.max(x, y), { a, b }),
});

/** Each element of the smaller operand. */
export const Min: OpDefinition = defineElementwise({
  name: 'Min',
  inputs: ['number...'],
  element: (x, y) => Math.min(x!, y!),
  gradient: (context) => toWinners(context),
  examples: pairExamples((x, y) => Math.min(x, y), { a, b }),
});

/** Where an operand is the result it gets the gradient; where both are, half of it. */
function toWinners(context: GradientContext): readonly (Value | undefined)[] {
  if (context.inputs.length !== 2) {
    throw misfit('two inputs', String(context.inputs.length), 'Nest calls of two', context.node.op.name);
  }
  const [x, y] = context.inputs as readonly [Value, Value];
  const g = context.gradients[0]!;
  const { dtype } = g.type;
  const tie = mul(cast(equal(x, y), dtype), -0.5);
  const share = (operand: Value): Value => mul(g, add(cast(equal(operand, context.outputs[0]!), dtype), tie));
  return pairGradients(
    context,
    () => share(x),
    () => share(y),
  );
}

/** Between a lower and an upper bound, either of which may be missing. */
export const Clip: OpDefinition = {
  name: 'Clip',
  domain: '',
  inputs: ['number', 'number?', 'number?'],
  infer(context) {
    const x = inputType(context, 0);
    for (const bound of context.inputs.slice(1)) {
      if (bound === undefined) continue;
      if (bound.shape.length > 0)
        throw misfit('scalar bounds', `[${bound.shape.join(', ')}]`, 'Use max and min');
    }
    return [x];
  },
  gradient({ inputs: [x, low, high], gradients: [g], wanted }) {
    const gated = (holds: Value): Value => mul(g!, cast(holds, g!.type.dtype));
    const above = low === undefined ? undefined : greaterOrEqual(x!, low);
    const below = high === undefined ? undefined : lessOrEqual(x!, high);
    const inside = above !== undefined && below !== undefined ? and(above, below) : (above ?? below);
    return [
      inside === undefined ? g : gated(inside),
      // A bound that is computed gets the gradient of what it replaced.
      wanted[1] ? sumToShape(gated(not(above!)), []) : undefined,
      wanted[2] ? sumToShape(gated(not(below!)), []) : undefined,
    ];
  },
  compute: ([x, low, high]) => {
    const bounds = [low ?? tensorOf('float64', [], [-1 / 0]), high ?? tensorOf('float64', [], [1 / 0])];
    return [elementwise((v, l, h) => Math.min(Math.max(v!, l!), h!), [x!, ...bounds])];
  },
  examples: [
    {
      inputs: [
        tensorOf('float32', [4], [-2, 0.5, 1, 3]),
        tensorOf('float32', [], [-1]),
        tensorOf('float32', [], [2]),
      ],
      constants: [1, 2],
      reference: () => [tensorOf('float32', [4], [-1, 0.5, 1, 2])],
    },
    {
      name: 'computed bounds',
      inputs: [
        tensorOf('float32', [4], [-2, 0.5, 1, 3]),
        tensorOf('float32', [], [-1]),
        tensorOf('float32', [], [2]),
      ],
      reference: () => [tensorOf('float32', [4], [-1, 0.5, 1, 2])],
    },
    {
      name: 'upper bound only',
      inputs: [tensorOf('float32', [3], [-2, 0.5, 3]), undefined, tensorOf('float32', [], [2])],
      constants: [2],
      reference: () => [tensorOf('float32', [3], [-2, 0.5, 2])],
    },
  ],
};

/** The larger of each pair of elements; a plain number takes the other's element type. */
export function max(x: Operand, y: Operand): Value {
  return apply1(Max, operands(x, y));
}

/** The smaller of each pair of elements. */
export function min(x: Operand, y: Operand): Value {
  return apply1(Min, operands(x, y));
}

/** `x` between bounds, given as numbers; default: no bound. */
export function clip(x: Value, bounds: { readonly min?: number; readonly max?: number }): Value {
  const [low, high] = [bounds.min, bounds.max].map((bound) =>
    bound === undefined ? undefined : scalarOf(bound, x.type.dtype),
  );
  return apply1(Clip, high === undefined ? [x, low] : [x, low, high]);
}
