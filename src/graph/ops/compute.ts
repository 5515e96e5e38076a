/**
 * The plainest way to compute elementwise ops and reductions, in double precision: what examples are judged by, and what
 * folds constants. Never on the path of a run.
 */

import { type DType, type DTypeArrays, elementCount, type Tensor, tensor } from '../../tensor/index.ts';
import { flatIndex, indicesOf } from './naive.ts';

/** The elements as numbers. `float16` is not understood here. */
export function numbersOf({ data }: Tensor): number[] {
  return Array.from(data as ArrayLike<number | bigint>, Number);
}

/** A tensor of `dtype` from numbers. */
export function tensorOf(dtype: DType, shape: readonly number[], numbers: readonly number[]): Tensor {
  return tensor(dtype, shape, arrays[dtype](numbers) as DTypeArrays[typeof dtype]);
}

const arrays: { readonly [D in DType]: (numbers: readonly number[]) => DTypeArrays[D] } = {
  float32: (numbers) => Float32Array.from(numbers),
  float64: (numbers) => Float64Array.from(numbers),
  float16: () => {
    throw new TypeError('float16 is not computed here');
  },
  int64: (numbers) => BigInt64Array.from(numbers, (x) => BigInt(Math.trunc(x))),
  int32: (numbers) => Int32Array.from(numbers),
  uint8: (numbers) => Uint8Array.from(numbers),
  int8: (numbers) => Int8Array.from(numbers),
  bool: (numbers) => Uint8Array.from(numbers, (x) => (x === 0 ? 0 : 1)),
};

/** The shape that static shapes broadcast to. */
export function broadcastSizes(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    return sizes.find((size) => size !== 1) ?? 1;
  });
}

/** `y[i] = fn(a[i], b[i], …)` with broadcasting. */
export function elementwise(
  fn: (...x: readonly number[]) => number,
  inputs: readonly Tensor[],
  dtype: DType = inputs[0]!.dtype,
): Tensor {
  const shape = broadcastSizes(inputs.map((input) => input.shape));
  const spread = inputs.map((input) => spreadTo(input, shape));
  const count = elementCount(shape);
  return tensorOf(
    dtype,
    shape,
    Array.from({ length: count }, (_, i) => fn(...spread.map((numbers) => numbers[i]!))),
  );
}

/** The elements of `input` repeated to fill `shape`. */
export function spreadTo(input: Tensor, shape: readonly number[]): number[] {
  const numbers = numbersOf(input);
  const offset = shape.length - input.shape.length;
  return Array.from(indicesOf(shape), (index) => numbers[flatIndex(index.slice(offset), input.shape)]!);
}

/** Folds the elements along `axes` with `fn`, given all that fall together. */
export function reduce(
  fn: (x: readonly number[]) => number,
  input: Tensor,
  { axes, keepDims }: { readonly axes: readonly number[]; readonly keepDims: boolean },
): Tensor {
  const kept = input.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const groups: number[][] = Array.from({ length: elementCount(kept) }, () => []);
  const numbers = numbersOf(input);
  for (const index of indicesOf(input.shape)) {
    groups[flatIndex(index, kept)]!.push(numbers[flatIndex(index, input.shape)]!);
  }
  const shape = keepDims ? kept : input.shape.filter((_, axis) => !axes.includes(axis));
  return tensorOf(input.dtype, shape, groups.map(fn));
}
