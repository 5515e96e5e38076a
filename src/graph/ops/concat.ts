/** Laying values end to end and taking them apart: Concat and Split, each the other's gradient. */

import { intTensor } from '../../tensor/index.ts';
import { apply, apply1 } from '../apply.ts';
import type { InferContext, OpDefinition, Value } from '../node.ts';
import { formatType, type Shape, sameDim, type TensorType } from '../type.ts';
import { constant } from '../value.ts';
import { constantIntegers, inputType, integerAttribute, misfit, normalizeAxis } from './axes.ts';
import { sumOf } from './dims.ts';
import { zerosLike } from './elementwise.ts';
import { at, example, tabulate } from './naive.ts';
import { unsqueeze } from './shape.ts';
import { slice } from './slice.ts';

/** Lays values end to end along an axis. */
export const Concat: OpDefinition = {
  name: 'Concat',
  domain: '',
  inputs: ['any...'],
  attributes: { axis: 'integer' },
  infer: (context) => {
    const types = context.inputs.map((_, index) => inputType(context, index));
    const { dtype, shape } = inputType(context, 0);
    const axis = normalizeAxis(integerAttribute(context.attributes, 'axis', 0), shape.length);
    for (const type of types) checkAlike(type, { dtype, shape }, axis);
    return [{ dtype, shape: shape.with(axis, sumOf(types.map((type) => type.shape[axis]!))) }];
  },
  gradient: ({ node, inputs, gradients, wanted }) => {
    const axis = integerAttribute(node.attributes, 'axis', 0);
    const sizes = inputs.map((value) => value!.type.shape.at(axis)!);
    if (sizes.every((size) => typeof size === 'number')) {
      if (wanted.every(Boolean)) return split(gradients[0]!, sizes, axis);
      const starts = startsOf(sizes);
      return sizes.map((size, i) =>
        wanted[i] ? slice(gradients[0]!, { axis, start: starts[i]!, end: starts[i]! + size }) : undefined,
      );
    }
    return inputs.map((_, i) =>
      wanted[i] ? symbolicPart(gradients[0]!, { sizes, axis, part: i }) : undefined,
    );
  },
  examples: [
    {
      inputs: [example([2, 3], 1), example([2, 1], 2), example([2, 2], 3)],
      attributes: { axis: -1 },
      reference: ([a, b, c]) => [
        tabulate([2, 6], ([i, j]) =>
          j! < 3 ? at(a!, [i!, j!]) : j! < 4 ? at(b!, [i!, 0]) : at(c!, [i!, j! - 4]),
        ),
      ],
    },
  ],
};

/** Values end to end along `axis`, which may count from the end. All other axes must agree. */
export function concat(values: readonly Value[], axis: number): Value {
  return values.length === 1 ? values[0]! : apply1(Concat, values, { axis });
}

/** Values of one shape as one, along a new axis at `axis` of the result. */
export function stack(values: readonly Value[], axis: number): Value {
  return concat(
    values.map((value) => unsqueeze(value, [axis])),
    axis,
  );
}

/** Takes an axis apart into the sizes of input 1. */
export const Split: OpDefinition = {
  name: 'Split',
  domain: '',
  inputs: ['any', 'sizes?'],
  attributes: { axis: 'integer', num_outputs: 'size' },
  infer: (context) => {
    const { dtype, shape } = inputType(context, 0);
    const axis = normalizeAxis(integerAttribute(context.attributes, 'axis', 0), shape.length);
    const sizes = constantIntegers(context, 1) ?? equalParts(context, shape[axis]!);
    if (context.inputs[1] !== undefined && context.attributes.num_outputs !== undefined) {
      throw misfit('sizes or num_outputs', 'both', 'Leave num_outputs out');
    }
    if (sumOf(sizes) !== shape[axis] && typeof shape[axis] === 'number') {
      throw misfit(
        `sizes that add up to ${shape[axis]}`,
        `[${sizes.join(', ')}]`,
        'Give the sizes of all parts',
      );
    }
    return sizes.map((size) => ({ dtype, shape: shape.with(axis, size) }));
  },
  gradient: ({ node, outputs, gradients }) => {
    const axis = integerAttribute(node.attributes, 'axis', 0);
    const parts = gradients.map((gradient, i) => gradient ?? zerosLike(outputs[i]!));
    return [concat(parts, axis), undefined];
  },
  examples: [
    {
      inputs: [example([2, 5]), intTensor([2], [2, 3])],
      constants: [1],
      attributes: { axis: 1 },
      reference: ([x]) => [
        tabulate([2, 2], ([a, b]) => at(x!, [a!, b!])),
        tabulate([2, 3], ([a, b]) => at(x!, [a!, b! + 2])),
      ],
    },
  ],
};

/** `x` taken apart along `axis` into parts of `sizes`, in order. */
export function split(x: Value, sizes: readonly number[], axis: number): readonly Value[] {
  if (sizes.length === 1) return [x];
  return apply(Split, [x, constant(intTensor([sizes.length], sizes))], { axis });
}

function equalParts(context: InferContext, size: number | string): number[] {
  const count = integerAttribute(context.attributes, 'num_outputs', 0);
  if (count < 1) throw misfit('sizes, or num_outputs', 'neither', 'Give the sizes of the parts');
  if (typeof size === 'string') throw misfit('an axis of known size', size, 'Give the sizes of the parts');
  if (count > size) throw misfit(`at most ${size} parts`, String(count), 'Take fewer parts');
  const part = Math.ceil(size / count);
  return Array.from({ length: count }, (_, i) => Math.min(part, size - i * part));
}

function checkAlike(type: TensorType, first: TensorType, axis: number): void {
  const same = (shape: Shape) => shape.every((dim, i) => i === axis || sameDim(dim, first.shape[i]!));
  if (type.dtype !== first.dtype || type.shape.length !== first.shape.length || !same(type.shape)) {
    throw misfit(
      `values like ${formatType(first)} but for axis ${axis}`,
      formatType(type),
      'Make the other axes agree',
    );
  }
}

/** Where each part begins. */
function startsOf(sizes: readonly number[]): number[] {
  let next = 0;
  return sizes.map((size) => {
    next += size;
    return next - size;
  });
}

/** One part along an axis where one size is symbolic: counted from whichever side is known. */
function symbolicPart(
  x: Value,
  { sizes, axis, part }: { readonly sizes: Shape; readonly axis: number; readonly part: number },
): Value {
  const before = sumOf(sizes.slice(0, part));
  const after = sumOf(sizes.slice(part + 1));
  const size = sizes[part]!;
  if (typeof before === 'number' && typeof size === 'number') {
    return slice(x, { axis, start: before, end: before + size });
  }
  if (typeof before === 'number' && typeof after === 'number') {
    return slice(x, { axis, start: before, ...(after === 0 ? {} : { end: -after }) });
  }
  if (typeof after === 'number' && typeof size === 'number') {
    return slice(x, { axis, start: -after - size, ...(after === 0 ? {} : { end: -after }) });
  }
  throw misfit('at most one symbolic size', `[${sizes.join(', ')}]`, 'Fix the sizes to train', 'Concat');
}
