/** Ops that only rename axes: Reshape, Transpose, Squeeze, Unsqueeze, and Shape, which reads them off. */

import { floatTensor, intTensor } from '../../tensor/index.ts';
import { apply1 } from '../apply.ts';
import type { InferContext, OpDefinition, Value } from '../node.ts';
import { type Shape as Dims, formatType, staticCount } from '../type.ts';
import { constant } from '../value.ts';
import {
  constantIntegers,
  inputType,
  integerAttribute,
  integersAttribute,
  misfit,
  normalizeAxes,
  normalizeAxis,
} from './axes.ts';
import { productOf, quotientOf } from './dims.ts';
import { at, example, tabulate } from './naive.ts';

/** Reads the sizes of all axes as an int64 vector. */
export const Shape: OpDefinition = {
  name: 'Shape',
  domain: '',
  inputs: ['each'],
  attributes: { start: 'integer', end: 'integer' },
  infer: (context) => {
    const { shape } = inputType(context, 0);
    const start = integerAttribute(context.attributes, 'start', 0);
    const end = integerAttribute(context.attributes, 'end', shape.length);
    return [{ dtype: 'int64', shape: [shape.slice(start, end).length] }];
  },
  examples: [{ inputs: [example([2, 3])], reference: ([x]) => [intTensor([2], x!.shape)] }],
};

/** The sizes of a value's axes as int64: a constant where all are known. */
export function shapeOf(x: Value): Value {
  if (staticCount(x.type.shape) !== undefined) {
    return constant(intTensor([x.type.shape.length], x.type.shape as number[]));
  }
  return apply1(Shape, [x]);
}

/** Gives the elements, in order, another shape. In the constant shape 0 keeps an axis and -1 takes what is left. */
export const Reshape: OpDefinition = {
  name: 'Reshape',
  domain: '',
  inputs: ['any', 'sizes'],
  attributes: { allowzero: 'flag' },
  infer: (context) => [{ dtype: inputType(context, 0).dtype, shape: reshapedShape(context) }],
  gradient: ({ inputs, gradients }) => [reshapeLike(gradients[0]!, inputs[0]!), undefined],
  examples: [
    {
      inputs: [example([2, 3, 4]), intTensor([2], [6, -1])],
      constants: [1],
      reference: ([x]) => [floatTensor([6, 4], x!.data as Float32Array)],
    },
    {
      name: 'to a scalar',
      inputs: [example([1, 1]), intTensor([0], [])],
      constants: [1],
      reference: ([x]) => [floatTensor([], x!.data as Float32Array)],
    },
  ],
};

/**
 * The same elements in another shape. One size may be -1: it takes what is left. Symbolic sizes may be named when, counted
 * from the front or from the end, at most one of them stands in another place than in `x`.
 */
export function reshape(x: Value, shape: Dims): Value {
  const from = x.type.shape;
  if (from.length === shape.length && shape.every((dim, axis) => dim === from[axis])) return x;
  if (shape.some((dim, axis) => dim === 0 && from[axis] !== 0)) {
    throw misfit('sizes above 0', `[${shape.join(', ')}]`, 'Keep empty axes where they stand', 'reshape');
  }
  const sizes = sizesOf(from, shape);
  if (sizes) return apply1(Reshape, [x, constant(intTensor([sizes.length], sizes))]);
  return reshapeFromEnd(x, shape);
}

/** {@link reshape} to the shape of `like`, whatever that is when the graph runs. */
export function reshapeLike(x: Value, like: Value): Value {
  const { shape } = like.type;
  const named = sizesOf(x.type.shape, shape) !== undefined;
  return named || staticCount(shape) !== undefined ? reshape(x, shape) : apply1(Reshape, [x, shapeOf(like)]);
}

/** The sizes as ONNX wants them: 0 keeps an axis, -1 is what is left. `undefined` when that would be needed twice. */
function sizesOf(from: Dims, shape: Dims): number[] | undefined {
  let free = shape.indexOf(-1);
  let fits = true;
  const sizes = shape.map((dim, axis) => {
    if (typeof dim === 'number') return dim;
    if (dim === from[axis]) return 0;
    fits &&= free < 0;
    free = axis;
    return -1;
  });
  return fits ? sizes : undefined;
}

/** Puts axes of size 1 in front of the common last axes, so that those stand in the same places on both sides. */
function reshapeFromEnd(x: Value, shape: Dims): Value {
  const from = x.type.shape;
  const shorter = Math.min(from.length, shape.length);
  let common = 0;
  while (common < shorter && from.at(-1 - common) === shape.at(-1 - common)) common++;
  const gap = Math.abs(from.length - shape.length);
  const start = shorter - common;
  const axes = Array.from({ length: gap }, (_, i) => start + i);
  const aligned = (dims: Dims) => [...dims.slice(0, start), ...axes.map(() => 1), ...dims.slice(start)];
  const longer = from.length < shape.length;
  const sizes =
    gap === 0 ? undefined : longer ? sizesOf(aligned(from), shape) : sizesOf(from, aligned(shape));
  if (!sizes) {
    throw misfit(
      'at most one symbolic size in a new place',
      `${formatType(x.type)} to [${shape.join(', ')}]`,
      'Reshape in two steps',
      'reshape',
    );
  }
  const lengthened = longer ? unsqueeze(x, axes) : x;
  const result = apply1(Reshape, [lengthened, constant(intTensor([sizes.length], sizes))]);
  return longer ? result : squeeze(result, axes);
}

function reshapedShape(context: InferContext): Dims {
  const from = inputType(context, 0).shape;
  const like = context.constantOf(1) === undefined ? context.dimsOf(1) : undefined;
  if (like !== undefined && productOf(like) === productOf(from)) return like;
  const sizes = constantIntegers(context, 1) ?? [];
  if (sizes.includes(0) && integerAttribute(context.attributes, 'allowzero', 0) === 1) {
    throw misfit('sizes without 0', 'allowzero', 'Leave allowzero out: 0 then keeps an axis');
  }
  const shape = sizes.map((size, axis) => (size === 0 ? (from[axis] ?? 0) : size));
  const free = shape.indexOf(-1);
  if (free >= 0) {
    const rest = quotientOf(
      from,
      shape.filter((_, axis) => axis !== free),
    );
    if (rest !== undefined) return shape.with(free, rest);
  } else if (productOf(from) === productOf(shape)) return shape;
  throw misfit(
    `a shape of ${productOf(from)} elements`,
    `[${sizes.join(', ')}]`,
    'Give sizes whose product is that of the input',
  );
}

/** Reorders axes: axis `i` of the result is axis `perm[i]` of the input. */
export const Transpose: OpDefinition = {
  name: 'Transpose',
  domain: '',
  inputs: ['any'],
  attributes: { perm: 'counts' },
  infer: (context) => {
    const { dtype, shape } = inputType(context, 0);
    const perm = integersAttribute(context.attributes, 'perm', reversed(shape.length));
    if (
      perm.length !== shape.length ||
      normalizeAxes(perm, shape.length).some((axis, i) => axis !== perm[i])
    ) {
      throw misfit(`each of ${shape.length} axes once`, `[${perm.join(', ')}]`, 'Give a permutation');
    }
    return [{ dtype, shape: perm.map((axis) => shape[axis]!) }];
  },
  gradient: ({ node, inputs, gradients }) => {
    const perm = integersAttribute(node.attributes, 'perm', reversed(inputs[0]!.type.shape.length));
    return [transpose(gradients[0]!, inversePermutation(perm))];
  },
  examples: [
    {
      inputs: [example([2, 3, 4])],
      attributes: { perm: [2, 0, 1] },
      reference: ([x]) => [tabulate([4, 2, 3], ([a, b, c]) => at(x!, [b!, c!, a!]))],
    },
  ],
};

/** Axis `i` of the result is axis `perm[i]` of `x`; by default all axes are reversed. */
export function transpose(x: Value, perm: readonly number[] = reversed(x.type.shape.length)): Value {
  return perm.every((axis, i) => axis === i) ? x : apply1(Transpose, [x], { perm });
}

/** Exchanges two axes, which may count from the end. */
export function swapAxes(x: Value, [a, b]: readonly [number, number]): Value {
  const rank = x.type.shape.length;
  const [first, second] = [normalizeAxis(a, rank), normalizeAxis(b, rank)];
  const perm = Array.from({ length: rank }, (_, axis) => axis);
  return transpose(x, perm.with(first, second).with(second, first));
}

/** The permutation that undoes `perm`. */
export function inversePermutation(perm: readonly number[]): number[] {
  const inverse: number[] = [];
  perm.forEach((axis, i) => {
    inverse[axis] = i;
  });
  return inverse;
}

/** Removes axes of size 1. */
export const Squeeze: OpDefinition = {
  name: 'Squeeze',
  domain: '',
  inputs: ['any', 'sizes?'],
  infer: (context) => {
    const { dtype, shape } = inputType(context, 0);
    const given = constantIntegers(context, 1);
    const axes = given
      ? normalizeAxes(given, shape.length)
      : shape.flatMap((dim, i) => (dim === 1 ? [i] : []));
    if (axes.some((axis) => shape[axis] !== 1)) {
      throw misfit('axes of size 1', `axes [${axes.join(', ')}]`, 'Squeeze only axes of size 1');
    }
    return [{ dtype, shape: shape.filter((_, axis) => !axes.includes(axis)) }];
  },
  gradient: ({ inputs, gradients }) => [reshapeLike(gradients[0]!, inputs[0]!), undefined],
  examples: [
    {
      inputs: [example([1, 3, 1, 2]), intTensor([2], [0, -2])],
      constants: [1],
      reference: ([x]) => [floatTensor([3, 2], x!.data as Float32Array)],
    },
  ],
};

/** Removes `axes`, which must be of size 1. */
export function squeeze(x: Value, axes: readonly number[]): Value {
  return apply1(Squeeze, [x, constant(intTensor([axes.length], axes))]);
}

/** Inserts axes of size 1 at the places that they have in the result. */
export const Unsqueeze: OpDefinition = {
  name: 'Unsqueeze',
  domain: '',
  inputs: ['any', 'sizes'],
  infer: (context) => {
    const { dtype, shape } = inputType(context, 0);
    const given = constantIntegers(context, 1) ?? [];
    const rank = shape.length + given.length;
    const axes = normalizeAxes(given, rank);
    const rest = [...shape];
    const result = Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : rest.shift()!));
    return [{ dtype, shape: result }];
  },
  gradient: ({ node, gradients }) => [apply1(Squeeze, [gradients[0]!, node.inputs[1]]), undefined],
  examples: [
    {
      inputs: [example([3, 2]), intTensor([2], [0, -2])],
      constants: [1],
      reference: ([x]) => [floatTensor([1, 3, 1, 2], x!.data as Float32Array)],
    },
  ],
};

/** Inserts axes of size 1 at the places `axes` of the result. */
export function unsqueeze(x: Value, axes: readonly number[]): Value {
  return apply1(Unsqueeze, [x, constant(intTensor([axes.length], axes))]);
}

/** Joins the axes from `start` to `end` (exclusive, by default the last) into one. */
export function flatten(x: Value, start = 1, end: number = x.type.shape.length): Value {
  const { shape } = x.type;
  return reshape(x, [...shape.slice(0, start), productOf(shape.slice(start, end)), ...shape.slice(end)]);
}

function reversed(rank: number): number[] {
  return Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
}
