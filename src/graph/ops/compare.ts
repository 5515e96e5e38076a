/** Comparisons, logic and choice. Truth values have no gradient; Where sends it to whichever side was taken. */

import { apply1 } from '../apply.ts';
import type { OpDefinition, OpExample, Value } from '../node.ts';
import { inputType } from './axes.ts';
import { broadcastAll, sumToShape } from './broadcast.ts';
import { elementwise, tensorOf } from './compute.ts';
import {
  defineElementwise,
  type Operand,
  operands,
  pairExamples,
  scalarOf,
  singleExample,
} from './elementwise.ts';

const noDerivative = 'truth values have no derivative';
const a = [1, -2, 3, 4];
const b = [1, 2.5, 3, -4];

function comparison(
  name: string,
  holds: (x: number, y: number) => boolean,
  kind: 'any' | 'number' = 'number',
): OpDefinition {
  const element = (x: number, y: number): number => (holds(x, y) ? 1 : 0);
  return defineElementwise({
    name,
    inputs: [kind, kind],
    dtype: 'bool',
    element: element as (...x: readonly number[]) => number,
    examples: pairExamples(element, { a, b, dtype: 'bool', skipGradient: noDerivative }),
  });
}

function logic(name: string, element: (x: number, y: number) => number): OpDefinition {
  const inputs = [tensorOf('bool', [2, 1], [1, 0]), tensorOf('bool', [2], [1, 0])];
  const plain = element as (...x: readonly number[]) => number;
  const example: OpExample = {
    inputs,
    reference: () => [elementwise(plain, inputs)],
    skipGradient: noDerivative,
  };
  return defineElementwise({ name, inputs: ['bool', 'bool'], element: plain, examples: [example] });
}

/** a = b. */
export const Equal: OpDefinition = comparison('Equal', (x, y) => x === y, 'any');
/** a < b. */
export const Less: OpDefinition = comparison('Less', (x, y) => x < y);
/** a ≤ b. */
export const LessOrEqual: OpDefinition = comparison('LessOrEqual', (x, y) => x <= y);
/** a > b. */
export const Greater: OpDefinition = comparison('Greater', (x, y) => x > y);
/** a ≥ b. */
export const GreaterOrEqual: OpDefinition = comparison('GreaterOrEqual', (x, y) => x >= y);
/** Both. */
export const And: OpDefinition = logic('And', (x, y) => x & y);
/** One or both. */
export const Or: OpDefinition = logic('Or', (x, y) => x | y);
/** Exactly one. */
export const Xor: OpDefinition = logic('Xor', (x, y) => x ^ y);

/** The opposite. */
export const Not: OpDefinition = defineElementwise({
  name: 'Not',
  inputs: ['bool'],
  element: (x) => 1 - x!,
  examples: [
    {
      inputs: [tensorOf('bool', [2], [1, 0])],
      reference: () => [tensorOf('bool', [2], [0, 1])],
      skipGradient: noDerivative,
    },
  ],
});

/** Whether an element is not a number. */
export const IsNaN: OpDefinition = defineElementwise({
  name: 'IsNaN',
  inputs: ['float'],
  dtype: 'bool',
  element: (x) => (Number.isNaN(x) ? 1 : 0),
  examples: [
    singleExample((x) => (Number.isNaN(x) ? 1 : 0), [1, Number.NaN, Number.POSITIVE_INFINITY], {
      dtype: 'bool',
      skipGradient: noDerivative,
    }),
  ],
});

/** Whether an element is infinite, of either sign. */
export const IsInf: OpDefinition = defineElementwise({
  name: 'IsInf',
  inputs: ['float'],
  dtype: 'bool',
  element: (x) => (Math.abs(x!) === Number.POSITIVE_INFINITY ? 1 : 0),
  examples: [
    singleExample((x) => (Math.abs(x) === Number.POSITIVE_INFINITY ? 1 : 0), [1, Number.NaN, -1 / 0], {
      dtype: 'bool',
      skipGradient: noDerivative,
    }),
  ],
});

/** `x` where the condition holds, else `y`. */
export const Where: OpDefinition = {
  name: 'Where',
  domain: '',
  inputs: ['bool', 'any', 'any'],
  infer(context) {
    const [condition, x, y] = [0, 1, 2].map((index) => inputType(context, index));
    return [{ dtype: x!.dtype, shape: broadcastAll([condition!.shape, x!.shape, y!.shape]) }];
  },
  gradient({ inputs: [condition, x, y], gradients: [g], wanted }) {
    return [
      undefined,
      wanted[1] ? sumToShape(where(condition!, g!, 0), x!.type.shape) : undefined,
      wanted[2] ? sumToShape(where(condition!, 0, g!), y!.type.shape) : undefined,
    ];
  },
  compute: ([c, x, y]) => [elementwise((t, p, q) => (t === 0 ? q! : p!), [c!, x!, y!], x!.dtype)],
  examples: [
    {
      inputs: [
        tensorOf('bool', [2, 1], [1, 0]),
        tensorOf('float32', [2, 2], [1, 2, 3, 4]),
        tensorOf('float32', [2], [-1, -2]),
      ],
      reference: () => [tensorOf('float32', [2, 2], [1, 2, -1, -2])],
    },
  ],
};

/** a = b, elementwise, as bool. */
export function equal(x: Operand, y: Operand): Value {
  return apply1(Equal, operands(x, y));
}

/** a < b. */
export function less(x: Operand, y: Operand): Value {
  return apply1(Less, operands(x, y));
}

/** a ≤ b. */
export function lessOrEqual(x: Operand, y: Operand): Value {
  return apply1(LessOrEqual, operands(x, y));
}

/** a > b. */
export function greater(x: Operand, y: Operand): Value {
  return apply1(Greater, operands(x, y));
}

/** a ≥ b. */
export function greaterOrEqual(x: Operand, y: Operand): Value {
  return apply1(GreaterOrEqual, operands(x, y));
}

/** Both. */
export function and(x: Value, y: Value): Value {
  return apply1(And, [x, y]);
}

/** One or both. */
export function or(x: Value, y: Value): Value {
  return apply1(Or, [x, y]);
}

/** Exactly one. */
export function xor(x: Value, y: Value): Value {
  return apply1(Xor, [x, y]);
}

/** The opposite. */
export function not(x: Value): Value {
  return apply1(Not, [x]);
}

/** Whether elements are not numbers. */
export function isNan(x: Value): Value {
  return apply1(IsNaN, [x]);
}

/** Whether elements are infinite. */
export function isInf(x: Value): Value {
  return apply1(IsInf, [x]);
}

/** `x` where `condition` holds, else `y`. Broadcasts. */
export function where(condition: Value, x: Operand, y: Operand): Value {
  if (typeof x === 'number' && typeof y === 'number') {
    return apply1(Where, [condition, scalarOf(x, 'float32'), scalarOf(y, 'float32')]);
  }
  return apply1(Where, [condition, ...operands(x, y)]);
}
