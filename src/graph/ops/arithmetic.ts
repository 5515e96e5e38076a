/** Sums, products and their inverses. Everything else's gradient is written in these. */

import { apply1 } from '../apply.ts';
import type { OpDefinition, Value } from '../node.ts';
import { sumToShape } from './broadcast.ts';
import { defineElementwise, type Operand, operands, pairExamples, singleExample } from './elementwise.ts';

const a = [1.5, -2, 0.75, 3];
const b = [-0.5, 2.5, 1.25, -4];

/** Gradients of a broadcasting op of two inputs, each made only when wanted. */
export function pairGradients(
  {
    inputs,
    wanted,
  }: { readonly inputs: readonly (Value | undefined)[]; readonly wanted: readonly boolean[] },
  forA: () => Value,
  forB: () => Value,
): (Value | undefined)[] {
  return [forA, forB].map((make, i) => (wanted[i] ? sumToShape(make(), inputs[i]!.type.shape) : undefined));
}

/** a + b. */
export const Add: OpDefinition = defineElementwise({
  name: 'Add',
  inputs: ['number', 'number'],
  element: (x, y) => x! + y!,
  gradient: (context) => {
    const g = context.gradients[0]!;
    return pairGradients(
      context,
      () => g,
      () => g,
    );
  },
  examples: pairExamples((x, y) => x + y, { a, b }),
});

/** a − b. */
export const Sub: OpDefinition = defineElementwise({
  name: 'Sub',
  inputs: ['number', 'number'],
  element: (x, y) => x! - y!,
  gradient: (context) => {
    const g = context.gradients[0]!;
    // The sum first: fewer elements to negate.
    const [forA, forB] = pairGradients(
      context,
      () => g,
      () => g,
    );
    return [forA, forB === undefined ? undefined : neg(forB)];
  },
  examples: pairExamples((x, y) => x - y, { a, b }),
});

/** a · b. */
export const Mul: OpDefinition = defineElementwise({
  name: 'Mul',
  inputs: ['number', 'number'],
  element: (x, y) => x! * y!,
  gradient: (context) => {
    const [x, y] = context.inputs;
    const g = context.gradients[0]!;
    return pairGradients(
      context,
      () => mul(g, y!),
      () => mul(g, x!),
    );
  },
  examples: pairExamples((x, y) => x * y, { a, b }),
});

/** a / b. */
export const Div: OpDefinition = defineElementwise({
  name: 'Div',
  inputs: ['number', 'number'],
  element: (x, y) => x! / y!,
  gradient: (context) => {
    const y = context.inputs[1]!;
    const [quotient] = context.outputs;
    const over = div(context.gradients[0]!, y);
    // ∂(a/b)/∂b = −(a/b)/b
    const [forA, forB] = pairGradients(
      context,
      () => over,
      () => mul(over, quotient!),
    );
    return [forA, forB === undefined ? undefined : neg(forB)];
  },
  examples: pairExamples((x, y) => x / y, { a, b }),
});

/** −x. */
export const Neg: OpDefinition = defineElementwise({
  name: 'Neg',
  inputs: ['number'],
  element: (x) => -x!,
  gradient: ({ gradients: [g] }) => [neg(g!)],
  examples: [singleExample((x) => -x, a)],
});

/** a + b; a plain number takes the other's element type. */
export function add(x: Operand, y: Operand): Value {
  return apply1(Add, operands(x, y));
}

/** a − b. */
export function sub(x: Operand, y: Operand): Value {
  return apply1(Sub, operands(x, y));
}

/** a · b. */
export function mul(x: Operand, y: Operand): Value {
  return apply1(Mul, operands(x, y));
}

/** a / b. */
export function div(x: Operand, y: Operand): Value {
  return apply1(Div, operands(x, y));
}

/** −x. */
export function neg(x: Value): Value {
  return apply1(Neg, [x]);
}
