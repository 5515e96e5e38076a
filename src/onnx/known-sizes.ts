/**
 * Sizes that a model computes from sizes. Exporters write `x.view(x.shape[0], -1)` as a chain of Shape, Gather, Unsqueeze and
 * Concat; the ops here want constants, or axes by name. What such a chain comes to is known without running it.
 */

import { apply1, concat, constant, type OpDefinition, ops, type Value } from '../graph/index.ts';
import { intTensor } from '../tensor/index.ts';

/** A number, or a symbolic axis of a value. */
export type Size = number | { readonly source: Value; readonly axis: number };

/** More than any shape has. */
const longest = 64;

const known = new WeakMap<Value, readonly Size[] | null>();

/** The elements of a vector or a single size, or `undefined` where they are not known. Remembered, so that chains are short. */
export function knownSizes(value: Value | undefined): readonly Size[] | undefined {
  if (value === undefined || value.type.dtype !== 'int64' || value.type.shape.length > 1) return undefined;
  let sizes = known.get(value);
  if (sizes === undefined) {
    sizes = findSizes(value) ?? null;
    if (sizes !== null && sizes.length > longest) sizes = null;
    known.set(value, sizes);
  }
  return sizes ?? undefined;
}

function findSizes({ node }: Value): readonly Size[] | undefined {
  if (node.kind === 'constant') {
    const { data } = node.tensor;
    return data.length > longest ? undefined : Array.from(data as ArrayLike<number | bigint>, Number);
  }
  if (node.kind !== 'op') return undefined;
  const { inputs, attributes } = node;
  const [first, second] = inputs;
  switch (node.op.name) {
    case 'Shape': {
      const { start, end } = attributes as { readonly start?: number; readonly end?: number };
      const sizes = first!.type.shape.map((dim, axis) =>
        typeof dim === 'number' ? dim : { source: first!, axis },
      );
      return sizes.slice(start ?? 0, end);
    }
    case 'Gather':
      return pick(knownSizes(first), numbers(second));
    case 'Slice':
      return slice(inputs);
    case 'Concat': {
      const parts = inputs.map(knownSizes);
      return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part!);
    }
    case 'Unsqueeze':
    case 'Squeeze':
    case 'Identity':
    case 'Cast':
      return knownSizes(first);
    case 'Add':
    case 'Sub':
    case 'Mul':
    case 'Div':
      return calculate(node.op.name, numbers(first), numbers(second));
    default:
      return undefined;
  }
}

function numbers(value: Value | undefined): readonly number[] | undefined {
  const sizes = knownSizes(value);
  return sizes?.every((size) => typeof size === 'number') ? sizes : undefined;
}

function pick(
  sizes: readonly Size[] | undefined,
  indices: readonly number[] | undefined,
): Size[] | undefined {
  const picked = indices?.map((index) => sizes?.at(index));
  return picked?.every((size) => size !== undefined) ? picked : undefined;
}

/** Slices of a vector in steps of one. */
function slice(inputs: readonly (Value | undefined)[]): readonly Size[] | undefined {
  const [starts, ends, steps] = [numbers(inputs[1]), numbers(inputs[2]), numbers(inputs[4])];
  if (starts?.length !== 1 || ends?.length !== 1 || (inputs[4] !== undefined && steps?.[0] !== 1))
    return undefined;
  return knownSizes(inputs[0])?.slice(starts[0]!, ends[0]!);
}

const operations = {
  Add: (a: number, b: number) => a + b,
  Sub: (a: number, b: number) => a - b,
  Mul: (a: number, b: number) => a * b,
  // Integer division in ONNX cuts towards zero.
  Div: (a: number, b: number) => Math.trunc(a / b),
};

function calculate(
  name: keyof typeof operations,
  a: readonly number[] | undefined,
  b: readonly number[] | undefined,
): readonly number[] | undefined {
  if (a === undefined || b === undefined || (a.length !== b.length && a.length !== 1 && b.length !== 1)) {
    return undefined;
  }
  const results = Array.from({ length: Math.max(a.length, b.length) }, (_, i) =>
    operations[name](a[a.length === 1 ? 0 : i]!, b[b.length === 1 ? 0 : i]!),
  );
  return results.every(Number.isSafeInteger) ? results : undefined;
}

/** The inputs of an op with what is known of computed sizes put in their place; `undefined` where that changes nothing. */
export function withKnownSizes(
  op: OpDefinition,
  inputs: readonly (Value | undefined)[],
): readonly (Value | undefined)[] | undefined {
  let changed = false;
  const replaced = inputs.map((value, index) => {
    const sizes = index === 0 || value?.node.kind !== 'op' ? undefined : knownSizes(value);
    if (sizes === undefined) return value;
    const better = op.name === 'Reshape' ? reshapeSizes(sizes, inputs[0]!) : sizeVector(sizes);
    changed = true;
    return value!.type.shape.length === 0 && better.node.kind === 'constant'
      ? constant({ ...better.node.tensor, shape: [] })
      : better;
  });
  return changed ? replaced : undefined;
}

/** Sizes as the ops here know them by name: pieces of the shapes that they come from. */
export function sizeVector(sizes: readonly Size[]): Value {
  if (sizes.every((size) => typeof size === 'number')) return constant(intTensor([sizes.length], sizes));
  const parts = sizes.map((size) =>
    typeof size === 'number'
      ? constant(intTensor([1], [size]))
      : apply1(shapeOp(), [size.source], { start: size.axis, end: size.axis + 1 }),
  );
  return parts.length === 1 ? parts[0]! : concat(parts, 0);
}

/** Reshape's constant: 0 keeps an axis, -1 takes what is left. */
function reshapeSizes(sizes: readonly Size[], x: Value): Value {
  const constants = sizes.map((size, axis) => {
    if (typeof size === 'number') return size;
    return x.type.shape[axis] === size.source.type.shape[size.axis] ? 0 : -1;
  });
  return constant(intTensor([constants.length], constants));
}

function shapeOp(): OpDefinition {
  return ops.find(({ name }) => name === 'Shape')!;
}
