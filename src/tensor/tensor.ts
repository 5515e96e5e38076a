/** A typed array with a shape: what graphs are fed with, what comes out of them, and what parameters are. */

import { ArgumentError, checkInteger } from '../util/index.ts';

/** Element types, by their names in PyTorch and safetensors' plain form. */
export type DType = 'float32' | 'float64' | 'float16' | 'int64' | 'int32' | 'uint8' | 'int8' | 'bool';

/** How each element type lies in memory. `float16` holds the bits in a Uint16Array, `bool` 0 and 1. */
export interface DTypeArrays {
  float32: Float32Array;
  float64: Float64Array;
  float16: Uint16Array;
  int64: BigInt64Array;
  int32: Int32Array;
  uint8: Uint8Array;
  int8: Int8Array;
  bool: Uint8Array;
}

/** Elements in row-major order: the last axis runs fastest. A scalar has the shape `[]`. */
export interface Tensor<D extends DType = DType> {
  readonly dtype: D;
  readonly shape: readonly number[];
  /** As many elements as the shape's product. */
  readonly data: DTypeArrays[D];
}

/** Bytes per element. */
export const dtypeBytes: Readonly<Record<DType, number>> = {
  float32: 4,
  float64: 8,
  float16: 2,
  int64: 8,
  int32: 4,
  uint8: 1,
  int8: 1,
  bool: 1,
};

/** Number of elements of a shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A tensor around `data`, which is not copied. Throws ArgumentError where shape and data do not fit. */
export function tensor<D extends DType>(dtype: D, shape: readonly number[], data: DTypeArrays[D]): Tensor<D> {
  if (data.length !== elementCount(shape)) {
    throw new ArgumentError({
      place: 'tensor',
      expected: `${elementCount(shape)} elements for the shape [${shape.join(', ')}]`,
      got: String(data.length),
      remedy: 'Give data and shape of one size',
    });
  }
  return { dtype, shape: [...shape], data };
}

/** A float32 tensor from numbers or a Float32Array (not copied). */
export function floatTensor(
  shape: readonly number[],
  data: Float32Array | readonly number[],
): Tensor<'float32'> {
  return tensor('float32', shape, data instanceof Float32Array ? data : Float32Array.from(data));
}

/** An int64 tensor, as ONNX wants for axes, shapes and indices. */
export function intTensor(shape: readonly number[], data: readonly number[]): Tensor<'int64'> {
  return tensor(
    'int64',
    shape,
    BigInt64Array.from(data, (x) => BigInt(checkInteger('intTensor', x))),
  );
}

/** A single float32. */
export function scalar(value: number): Tensor<'float32'> {
  return floatTensor([], [value]);
}
