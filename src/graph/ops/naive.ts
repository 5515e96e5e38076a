/** Slow, plain arithmetic on tensors, one element at a time: what the examples of ops are checked against. */

import { elementCount, floatTensor, type Tensor } from '../../tensor/index.ts';

/** Row-major index of each element, in order. */
export function* indicesOf(shape: readonly number[]): Generator<readonly number[]> {
  const count = elementCount(shape);
  for (let flat = 0; flat < count; flat++) {
    const index: number[] = [];
    let rest = flat;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    yield index;
  }
}

/** Where an index lies; along an axis of size 1 every index is 0. */
export function flatIndex(index: readonly number[], shape: readonly number[]): number {
  return shape.reduce((flat, size, axis) => flat * size + (size === 1 ? 0 : index[axis]!), 0);
}

/** A float32 tensor whose element at each index is `element(index)`. */
export function tabulate(
  shape: readonly number[],
  element: (index: readonly number[]) => number,
): Tensor<'float32'> {
  return floatTensor(shape, Array.from(indicesOf(shape), element));
}

/** The element at `index`; 0 outside, as padding with zeros has it. */
export function at(tensor: Tensor, index: readonly number[]): number {
  const isOutside = tensor.shape.some((size, axis) => index[axis]! < 0 || index[axis]! >= size);
  return isOutside ? 0 : Number(tensor.data[flatIndex(index, tensor.shape)]);
}

/** Distinct, unordered values in (-1, 1), the same every time: multiples of the golden ratio, wrapped. */
export function example(shape: readonly number[], seed = 1): Tensor<'float32'> {
  const golden = (Math.sqrt(5) - 1) / 2;
  return floatTensor(
    shape,
    Array.from({ length: elementCount(shape) }, (_, n) => 2 * (((n + seed * 7.31) * golden) % 1) - 1),
  );
}
