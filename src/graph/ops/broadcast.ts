/**
 * Broadcasting and what undoes it. Expand repeats, ReduceSum adds up, and each is the other's gradient: that is why they
 * share a file.
 */

import { intTensor } from '../../tensor/index.ts';
import { apply1 } from '../apply.ts';
import type { InferContext, OpDefinition, Value } from '../node.ts';
import { type Dim, formatType, type Shape, type TensorType } from '../type.ts';
import { constant } from '../value.ts';
import { constantIntegers, inputType, integerAttribute, misfit, normalizeAxes } from './axes.ts';
import { at, example, indicesOf, tabulate } from './naive.ts';
import { reshape, shapeOf } from './shape.ts';

/** Repeats axes of size 1, and adds axes in front, until the shape is the one of input 1. */
export const Expand: OpDefinition = {
  name: 'Expand',
  domain: '',
  inputs: ['any', 'sizes'],
  infer: (context) => {
    const { dtype, shape } = inputType(context, 0);
    const sizes = context.dimsOf(1);
    if (sizes === undefined) {
      throw misfit('a shape known by name', 'a computed one', 'Give a constant, or the Shape of a value');
    }
    return [{ dtype, shape: broadcastShapes(shape, sizes) }];
  },
  gradient: ({ inputs, gradients }) => [sumToShape(gradients[0]!, inputs[0]!.type.shape), undefined],
  examples: [
    {
      inputs: [example([3, 1]), intTensor([3], [2, 1, 4])],
      constants: [1],
      reference: ([x]) => [tabulate([2, 3, 4], ([, b]) => at(x!, [b!, 0]))],
    },
  ],
};

/** `x` repeated along axes of size 1 until it has `shape`. A symbolic size must be one that `x` has there already. */
export function expand(x: Value, shape: Shape): Value {
  const from = x.type.shape;
  if (from.length === shape.length && shape.every((dim, axis) => dim === from[axis])) return x;
  const sizes = shape.map((dim, axis) => {
    if (typeof dim === 'number') return dim;
    if (dim === from[axis - shape.length + from.length]) return 1;
    throw misfit(
      `the symbolic size ${dim} in the input`,
      formatType(x.type),
      'Let an elementwise op broadcast instead',
      'expand',
    );
  });
  return apply1(Expand, [x, constant(intTensor([sizes.length], sizes))]);
}

/** `x` repeated until it has the shape of `like`, whatever that is when the graph runs. */
export function expandLike(x: Value, like: Value): Value {
  const from = x.type.shape;
  const { shape } = like.type;
  if (from.length === shape.length && shape.every((dim, axis) => dim === from[axis])) return x;
  return apply1(Expand, [x, shapeOf(like)]);
}

/** What reductions may be told. */
export const reductionRules: NonNullable<OpDefinition['attributes']> = {
  keepdims: 'flag',
  noop_with_empty_axes: 'flag',
};

/** Adds up along axes; no axes means all of them. */
export const ReduceSum: OpDefinition = {
  name: 'ReduceSum',
  domain: '',
  inputs: ['number', 'sizes?'],
  attributes: reductionRules,
  infer: (context) => {
    const { dtype, shape } = inputType(context, 0);
    const axes = reducedAxes(context, shape.length);
    const keep = integerAttribute(context.attributes, 'keepdims', 1) === 1;
    return [{ dtype, shape: reducedShape(shape, axes, keep) }];
  },
  gradient: ({ node, inputs, gradients }) => {
    const { shape } = inputs[0]!.type;
    const axesNode = node.inputs[1]?.node;
    const given = axesNode?.kind === 'constant' ? Array.from(axesNode.tensor.data, Number) : [];
    const axes = normalizeAxes(given.length > 0 ? given : shape.map((_, axis) => axis), shape.length);
    return [expandLike(reshape(gradients[0]!, reducedShape(shape, axes, true)), inputs[0]!), undefined];
  },
  examples: [
    {
      inputs: [example([2, 3, 4]), intTensor([2], [0, -1])],
      constants: [1],
      attributes: { keepdims: 0 },
      reference: ([x]) => [
        tabulate([3], ([b]) => [...indicesOf([2, 4])].reduce((sum, [a, c]) => sum + at(x!, [a!, b!, c!]), 0)),
      ],
    },
    {
      name: 'everything',
      inputs: [example([2, 3])],
      reference: ([x]) => [
        tabulate([1, 1], () => Array.from(x!.data, Number).reduce((sum, v) => sum + v, 0)),
      ],
    },
  ],
};

/** The sum over `axes` (all by default). `keepDims` leaves them as axes of size 1. */
export function reduceSum(
  x: Value,
  axes?: readonly number[],
  options: { readonly keepDims?: boolean } = {},
): Value {
  const list = axes === undefined ? undefined : constant(intTensor([axes.length], axes));
  if (axes?.length === 0) return x;
  return apply1(ReduceSum, [x, list], { keepdims: options.keepDims ? 1 : 0 });
}

/** `gradient` added up over whatever broadcasting repeated, so that it has `shape` again. */
export function sumToShape(gradient: Value, shape: Shape): Value {
  const from = gradient.type.shape;
  const added = from.length - shape.length;
  const axes = from.flatMap((dim, axis) => {
    const own = shape[axis - added];
    return axis < added || (own === 1 && dim !== 1) ? [axis] : [];
  });
  return axes.length === 0 ? gradient : reshape(reduceSum(gradient, axes, { keepDims: true }), shape);
}

/** The shape that two values broadcast to. Throws ArgumentError where two sizes differ and neither is 1. */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left: Dim = a[axis - rank + a.length] ?? 1;
    const right: Dim = b[axis - rank + b.length] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw misfit(
      'sizes that are equal or 1',
      `${left} and ${right} in axis ${axis - rank}`,
      'Make the shapes fit each other',
    );
  });
}

/** The type of `whole`, to which `part` broadcasts. Throws ArgumentError where it would become larger. */
export function broadcastsTo(part: TensorType, whole: TensorType): TensorType {
  const shape = broadcastShapes(whole.shape, part.shape);
  if (shape.length === whole.shape.length && shape.every((dim, axis) => dim === whole.shape[axis]))
    return whole;
  throw misfit(`what broadcasts to ${formatType(whole)}`, formatType(part), 'Make its axes equal or 1');
}

/** {@link broadcastShapes} of any number of shapes. */
export function broadcastAll(shapes: readonly Shape[]): Shape {
  return shapes.reduce(broadcastShapes, []);
}

/** `shape` with `axes` removed, or of size 1 where they are kept. */
export function reducedShape(shape: Shape, axes: readonly number[], keep: boolean): Shape {
  return keep
    ? shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim))
    : shape.filter((_, axis) => !axes.includes(axis));
}

/** The axes that a reduction goes along, from its input 1; none given means all. */
export function reducedAxes(context: InferContext, rank: number): number[] {
  const given = constantIntegers(context, 1) ?? [];
  if (given.length === 0 && integerAttribute(context.attributes, 'noop_with_empty_axes', 0) === 1) {
    throw misfit('axes', 'none, and noop_with_empty_axes', 'Leave the op out, or name the axes');
  }
  return normalizeAxes(given.length > 0 ? given : Array.from({ length: rank }, (_, axis) => axis), rank);
}
