/** How elementwise ops are declared: a name, what one element becomes, a gradient. */

import { type DType, type Tensor, tensor } from '../../tensor/index.ts';
import type { GradientContext, OpDefinition, OpExample, Value } from '../node.ts';
import type { InputRule } from '../signature.ts';
import { constant } from '../value.ts';
import { inputType } from './axes.ts';
import { broadcastAll, expandLike } from './broadcast.ts';
import { elementwise, tensorOf } from './compute.ts';

/** An elementwise op of any number of inputs that broadcast against each other. */
export interface ElementwiseOp {
  readonly name: string;
  readonly domain?: OpDefinition['domain'];
  readonly inputs: readonly InputRule[];
  /** What becomes of one element of each input. Absent where plain JavaScript has no such function. */
  element?(...x: readonly number[]): number;
  gradient?(context: GradientContext): readonly (Value | undefined)[];
  /** The output's element type; default: that of the inputs. */
  readonly dtype?: DType;
  readonly examples: readonly OpExample[];
}

/** The definition of an elementwise op. */
export function defineElementwise(op: ElementwiseOp): OpDefinition {
  const { element } = op;
  return {
    name: op.name,
    domain: op.domain ?? '',
    inputs: op.inputs,
    infer(context) {
      const types = context.inputs.map((_, index) => inputType(context, index));
      return [{ dtype: op.dtype ?? types[0]!.dtype, shape: broadcastAll(types.map((type) => type.shape)) }];
    },
    ...(op.gradient === undefined ? {} : { gradient: op.gradient }),
    ...(element === undefined
      ? {}
      : { compute: (inputs) => [elementwise(element, inputs as readonly Tensor[], op.dtype)] }),
    examples: op.examples,
  };
}

/** Examples of an op of two inputs: the same shape, and broadcast both ways. */
export function pairExamples(
  element: (a: number, b: number) => number,
  { a, b, dtype, ...rest }: PairExample,
): OpExample[] {
  const column = tensorOf('float32', [2, 1], a.slice(0, 2));
  const row = tensorOf('float32', [3], b.slice(0, 3));
  const square = tensorOf('float32', [2, 2], a.slice(0, 4));
  const other = tensorOf('float32', [2, 2], b.slice(0, 4));
  const cases: readonly (readonly [string, Tensor, Tensor])[] = [
    ['same shape', square, other],
    ['broadcast', column, row],
  ];
  return cases.map(([name, x, y]) => ({
    ...rest,
    name,
    inputs: [x, y],
    reference: () => [elementwise(element as (...x: readonly number[]) => number, [x, y], dtype)],
  }));
}

/** Four elements for each side, away from kinks and ties. */
export interface PairExample {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly dtype?: DType;
  readonly skipGradient?: string;
}

/** An example of an op of one input. */
export function singleExample(
  element: (x: number) => number,
  numbers: readonly number[],
  rest: Omit<OpExample, 'inputs' | 'reference'> & { readonly dtype?: DType } = {},
): OpExample {
  const x = tensorOf('float32', [numbers.length], numbers);
  const { dtype, ...others } = rest;
  return { ...others, inputs: [x], reference: () => [elementwise(element, [x], dtype)] };
}

/** A value, or a plain number that takes the element type of the value beside it. */
export type Operand = Value | number;

/** A number as a constant of an element type. */
export function scalarOf(value: number, dtype: DType): Value {
  return constant(dtype === 'float16' ? halfScalar(value) : tensorOf(dtype, [], [value]));
}

/** Zeros like a value, whatever its shape is when the graph runs: one zero repeated, so that many cost no memory in a graph. */
export function zerosLike(value: Value): Value {
  return expandLike(scalarOf(0, value.type.dtype), value);
}

/** Both operands as values. Numbers take the element type of the other side; two numbers are float32. */
export function operands(a: Operand, b: Operand): [Value, Value] {
  const dtype = typeof a !== 'number' ? a.type.dtype : typeof b !== 'number' ? b.type.dtype : 'float32';
  return [typeof a === 'number' ? scalarOf(a, dtype) : a, typeof b === 'number' ? scalarOf(b, dtype) : b];
}

/** IEEE 754 binary16, rounded to nearest even through float32's bits. */
function halfScalar(value: number): Tensor {
  const single = new Float32Array([value]);
  const bits = new Uint32Array(single.buffer)[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = Math.abs(single[0]!);
  let half: number;
  if (Number.isNaN(magnitude)) half = 0x7e00;
  // 65520 is the first number that rounds to infinity.
  else if (magnitude >= 65520) half = 0x7c00;
  // Below 2^-14 lie the subnormals, in steps of 2^-24.
  else if (magnitude < 2 ** -14) half = roundEven(magnitude * 2 ** 24);
  else {
    const exponent = Math.floor(Math.log2(magnitude));
    // A mantissa that rounds up to 1024 carries into the exponent, as it should.
    half = (exponent + 15) * 1024 + roundEven((magnitude / 2 ** exponent - 1) * 1024);
  }
  return tensor('float16', [], new Uint16Array([sign | half]));
}

function roundEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
