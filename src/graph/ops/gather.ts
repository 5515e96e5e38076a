/**
 * Reading and adding at indices: Gather, GatherElements, GatherND, ScatterElements and ScatterND. To read is the gradient
 * of adding, and the other way round. Negative indices count from the end.
 */

import { elementCount, intTensor, type Tensor } from '../../tensor/index.ts';
import { apply1 } from '../apply.ts';
import type { Attributes, InferContext, OpDefinition, Value } from '../node.ts';
import { type Dim, formatType, type Shape } from '../type.ts';
import { constant } from '../value.ts';
import { inputType, integerAttribute, misfit, normalizeAxis, textAttribute } from './axes.ts';
import { expandLike } from './broadcast.ts';
import { numbersOf } from './compute.ts';
import { productOf } from './dims.ts';
import { zerosLike } from './elementwise.ts';
import { at, example, tabulate } from './naive.ts';
import { reshape } from './shape.ts';

const reductions = ['none', 'add', 'mul', 'max', 'min'] as const;

/** Takes slices along an axis, in the order of the indices, whose axes take the place of that axis. */
export const Gather: OpDefinition = {
  name: 'Gather',
  domain: '',
  inputs: ['any', 'index'],
  attributes: { axis: 'integer' },
  infer: (context) => {
    const { dtype, shape } = inputType(context, 0);
    const axis = normalizeAxis(integerAttribute(context.attributes, 'axis', 0), shape.length);
    const indices = inputType(context, 1).shape;
    checkKnown(context, shape[axis]!);
    return [{ dtype, shape: [...shape.slice(0, axis), ...indices, ...shape.slice(axis + 1)] }];
  },
  gradient: ({ node, inputs, gradients }) => {
    const [x, indices] = inputs as readonly [Value, Value];
    const axis = normalizeAxis(integerAttribute(node.attributes, 'axis', 0), x.type.shape.length);
    return [gatherGradient({ x, indices, axis, dy: gradients[0]! }), undefined];
  },
  examples: [
    {
      inputs: [example([3, 4]), intTensor([2, 2], [2, 0, -1, 2])],
      attributes: { axis: 1 },
      reference: ([x]) => [tabulate([3, 2, 2], ([a, b, c]) => at(x!, [a!, [2, 0, 3, 2][2 * b! + c!]!]))],
    },
    {
      name: 'a permutation known beforehand',
      inputs: [example([3, 2]), intTensor([3], [2, 0, 1])],
      constants: [1],
      reference: ([x]) => [tabulate([3, 2], ([a, b]) => at(x!, [[2, 0, 1][a!]!, b!]))],
    },
  ],
};

/** `x` at `indices` along `axis`: a list of them, or a value of integers. */
export function gather(x: Value, indices: Value | readonly number[], axis = 0): Value {
  return apply1(Gather, [x, indexValue(indices)], { axis });
}

/** Takes single elements: where indices stand in the other axes, and at the index along the axis. */
export const GatherElements: OpDefinition = {
  name: 'GatherElements',
  domain: '',
  inputs: ['any', 'index'],
  attributes: { axis: 'integer' },
  infer: (context) => [{ dtype: inputType(context, 0).dtype, shape: elementIndices(context) }],
  gradient: ({ node, inputs, gradients }) => {
    const [x, indices] = inputs as readonly [Value, Value];
    const axis = integerAttribute(node.attributes, 'axis', 0);
    return [scatterAdd(zerosLike(x), indices, gradients[0]!, axis), undefined];
  },
  examples: [
    {
      inputs: [example([2, 3]), intTensor([2, 2], [1, 2, 0, 0])],
      attributes: { axis: 1 },
      reference: ([x, indices]) => [tabulate([2, 2], ([a, b]) => at(x!, [a!, at(indices!, [a!, b!])]))],
    },
  ],
};

/** Elements of `x` at `indices` along `axis`, everything else in place: `torch.gather`. */
export function gatherElements(x: Value, indices: Value, axis: number): Value {
  return apply1(GatherElements, [x, indices], { axis });
}

/** Takes slices at tuples of indices, which the last axis of the indices holds. */
export const GatherND: OpDefinition = {
  name: 'GatherND',
  domain: '',
  inputs: ['any', 'index'],
  attributes: { batch_dims: 'integer' },
  infer: (context) => {
    const { dtype, shape } = inputType(context, 0);
    const indices = inputType(context, 1).shape;
    if (integerAttribute(context.attributes, 'batch_dims', 0) !== 0) {
      throw misfit('batch_dims 0', 'another', 'Put the indices of the batch into the tuples');
    }
    return [{ dtype, shape: [...indices.slice(0, -1), ...shape.slice(tupleLength(indices, shape))] }];
  },
  gradient: ({ inputs, gradients }) => {
    const [x, indices] = inputs as readonly [Value, Value];
    return [scatterNDAdd(zerosLike(x), indices, gradients[0]!), undefined];
  },
  examples: [
    {
      inputs: [example([2, 3, 2]), intTensor([3, 2], [1, 0, 0, 2, 1, 0])],
      reference: ([x, indices]) => [
        tabulate([3, 2], ([a, b]) => at(x!, [at(indices!, [a!, 0]), at(indices!, [a!, 1]), b!])),
      ],
    },
  ],
};

/** Slices of `x` at tuples of indices: `indices` is `[…, tuple]`. */
export function gatherND(x: Value, indices: Value): Value {
  return apply1(GatherND, [x, indices]);
}

/** Writes (or adds, with `reduction` `add`) single elements at indices along an axis. */
export const ScatterElements: OpDefinition = {
  name: 'ScatterElements',
  domain: '',
  inputs: ['any', 'index', 'any'],
  attributes: { axis: 'integer', reduction: reductions },
  infer: (context) => {
    checkUpdates(context, elementIndices(context));
    return [inputType(context, 0)];
  },
  gradient: ({ node, inputs, gradients }) => {
    const [, indices, updates] = inputs as readonly [Value, Value, Value];
    const axis = integerAttribute(node.attributes, 'axis', 0);
    const dy = gradients[0]!;
    const read = gatherElements(dy, indices, axis);
    if (reductionOf(node.attributes) === 'add') return [dy, undefined, read];
    const kept = apply1(ScatterElements, [dy, indices, zerosLike(updates)], { axis });
    return [kept, undefined, read];
  },
  examples: [
    {
      name: 'written',
      inputs: [example([2, 3]), intTensor([2, 1], [2, 0]), example([2, 1], 5)],
      attributes: { axis: 1 },
      reference: ([x, indices, updates]) => [
        tabulate([2, 3], ([a, b]) =>
          at(at(indices!, [a!, 0]) === b ? updates! : x!, [a!, at(indices!, [a!, 0]) === b ? 0 : b!]),
        ),
      ],
    },
    {
      name: 'added, some twice',
      inputs: [example([3, 2]), intTensor([3, 2], [2, 0, 2, 1, 0, 1]), example([3, 2], 5)],
      attributes: { axis: 0, reduction: 'add' },
      reference: ([x, indices, updates]) => [
        tabulate([3, 2], ([a, b]) =>
          [0, 1, 2].reduce(
            (sum, i) => sum + (at(indices!, [i, b!]) === a ? at(updates!, [i, b!]) : 0),
            at(x!, [a!, b!]),
          ),
        ),
      ],
    },
  ],
};

/** `x` with `updates` added at `indices` along `axis`; an index may come several times. */
export function scatterAdd(x: Value, indices: Value, updates: Value, axis: number): Value {
  return apply1(ScatterElements, [x, indices, updates], { axis, reduction: 'add' });
}

/** Writes (or adds, with `reduction` `add`) slices at tuples of indices. */
export const ScatterND: OpDefinition = {
  name: 'ScatterND',
  domain: '',
  inputs: ['any', 'index', 'any'],
  attributes: { reduction: reductions },
  infer: (context) => {
    const x = inputType(context, 0);
    const indices = inputType(context, 1).shape;
    checkUpdates(context, [...indices.slice(0, -1), ...x.shape.slice(tupleLength(indices, x.shape))]);
    return [x];
  },
  gradient: ({ node, inputs, gradients }) => {
    const [, indices, updates] = inputs as readonly [Value, Value, Value];
    const dy = gradients[0]!;
    const read = gatherND(dy, indices);
    if (reductionOf(node.attributes) === 'add') return [dy, undefined, read];
    return [apply1(ScatterND, [dy, indices, zerosLike(updates)]), undefined, read];
  },
  examples: [
    {
      name: 'added, one twice',
      inputs: [example([3, 2]), intTensor([3, 1], [2, 0, 2]), example([3, 2], 5)],
      attributes: { reduction: 'add' },
      reference: ([x, indices, updates]) => [
        tabulate([3, 2], ([a, b]) =>
          [0, 1, 2].reduce(
            (sum, i) => sum + (at(indices!, [i, 0]) === a ? at(updates!, [i, b!]) : 0),
            at(x!, [a!, b!]),
          ),
        ),
      ],
    },
    {
      name: 'written',
      inputs: [example([2, 2]), intTensor([1, 2], [1, 0]), example([1], 5)],
      reference: ([x, , updates]) => [
        tabulate([2, 2], ([a, b]) => (a === 1 && b === 0 ? at(updates!, [0]) : at(x!, [a!, b!]))),
      ],
    },
  ],
};

/** `x` with `updates` added at tuples of indices `[…, tuple]`; a tuple may come several times. */
export function scatterNDAdd(x: Value, indices: Value, updates: Value): Value {
  return apply1(ScatterND, [x, indices, updates], { reduction: 'add' });
}

interface GatherParts {
  readonly x: Value;
  readonly indices: Value;
  readonly axis: number;
  readonly dy: Value;
}

/** Adds each slice of dy where it came from; a permutation known beforehand is turned around instead. */
function gatherGradient({ x, indices, axis, dy }: GatherParts): Value {
  const { shape } = x.type;
  const known = indices.node.kind === 'constant' ? indices.node.tensor : undefined;
  const inverse = known && inverseOf(known, shape[axis]!);
  if (inverse) return gather(dy, inverse, axis);
  const count = productOf(indices.type.shape);
  const merged = [...shape.slice(0, axis), count, ...shape.slice(axis + 1)];
  const column = reshape(indices, [count, ...shape.slice(axis + 1).map(() => 1)]);
  const slices = reshape(dy, merged);
  return scatterAdd(zerosLike(x), expandLike(column, slices), slices, axis);
}

/** Where each element of an axis went, if every one went somewhere exactly once. */
function inverseOf(indices: Tensor, size: Dim): number[] | undefined {
  if (indices.shape.length !== 1 || elementCount(indices.shape) !== size) return undefined;
  const inverse: number[] = [];
  numbersOf(indices).forEach((index, i) => {
    inverse[index < 0 ? index + Number(size) : index] = i;
  });
  return inverse.length === size && !inverse.includes(undefined as unknown as number) ? inverse : undefined;
}

function indexValue(indices: Value | readonly number[]): Value {
  return 'type' in indices ? indices : constant(intTensor([indices.length], indices));
}

/** The shape of indices of single elements: as many axes as what they point into, none but theirs longer. */
function elementIndices(context: InferContext): Shape {
  const { shape } = inputType(context, 0);
  const indices = inputType(context, 1);
  const axis = normalizeAxis(integerAttribute(context.attributes, 'axis', 0), shape.length);
  checkKnown(context, shape[axis]!);
  const fits = indices.shape.every((dim, i) => i === axis || !(Number(dim) > Number(shape[i])));
  if (fits && indices.shape.length === shape.length) return indices.shape;
  throw misfit(
    `indices within [${shape.join(', ')}] but for axis ${axis}`,
    formatType(indices),
    'Give as many axes',
  );
}

/** Indices known when the graph is built are looked up then. */
function checkKnown(context: InferContext, size: Dim): void {
  const tensor = context.constantOf(1);
  if (tensor === undefined || typeof size === 'string') return;
  const outside = numbersOf(tensor).find((index) => index < -size || index >= size);
  if (outside !== undefined) {
    throw misfit(`indices from ${-size} to ${size - 1}`, String(outside), 'Point into the axis');
  }
}

function tupleLength(indices: Shape, shape: Shape): number {
  const length = indices.at(-1);
  if (typeof length !== 'number' || length < 1 || length > shape.length) {
    throw misfit(
      `tuples of at most ${shape.length}`,
      length === undefined ? 'a scalar' : String(length),
      'Give one index per axis, or fewer',
    );
  }
  return length;
}

function reductionOf(attributes: Attributes): string {
  const reduction = textAttribute(attributes, 'reduction', 'none');
  if (reduction === 'none' || reduction === 'add') return reduction;
  throw misfit('the reduction none or add', reduction, 'Train with one of these');
}

function checkUpdates(context: InferContext, shape: Shape): void {
  const updates = inputType(context, 2);
  if (updates.shape.length === shape.length && updates.shape.every((dim, i) => dim === shape[i])) return;
  throw misfit(`updates of the shape [${shape.join(', ')}]`, formatType(updates), 'Give one per index');
}
