/**
 * Tensors and the bytes of files. Files are little-endian, like every host that JavaScript runs on today, so that bytes are
 * looked at and not converted.
 */

import { ArgumentError } from '../util/index.ts';
import { type DType, type DTypeArrays, dtypeBytes, elementCount, type Tensor, tensor } from './tensor.ts';

/** Bytes that can be read at any place: an open file, a blob, a download by ranges. Audio's sources fit. */
export interface DataSource {
  /** How errors call it: a path, a file's name. */
  readonly name: string;
  /** Total bytes. */
  readonly size: number;
  /** `length` bytes from `position`, fewer only at the end. The caller may keep the array. */
  read(position: number, length: number): Promise<Uint8Array>;
}

/** Bytes that can be written from front to back. Audio's sinks fit. */
export interface DataSink {
  /** Writes `bytes` at `position`. The callee does not keep the array. */
  write(position: number, bytes: Uint8Array): Promise<void>;
}

const arrays: {
  readonly [D in DType]: new (
    buffer: ArrayBufferLike,
    byteOffset: number,
    length: number,
  ) => DTypeArrays[D];
} = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int64: BigInt64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  int8: Int8Array,
  bool: Uint8Array,
};

/** Bytes in memory as a source. They are not copied until they are read. */
export function dataSource(bytes: Uint8Array, name = 'bytes'): DataSource {
  return {
    name,
    size: bytes.length,
    read: async (position, length) => bytes.slice(position, position + length),
  };
}

/** The bytes of a tensor's elements in row-major order, little-endian: a view, not a copy. */
export function tensorBytes({ data }: Tensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * A tensor over `bytes`, row-major and little-endian. A view where their place in memory allows it, else a copy: elements
 * of four bytes cannot start at any byte. Throws ArgumentError where the number of bytes is not that of the shape.
 */
export function tensorFromBytes<D extends DType>(
  dtype: D,
  shape: readonly number[],
  bytes: Uint8Array,
): Tensor<D> {
  const count = elementCount(shape);
  if (bytes.length !== count * dtypeBytes[dtype]) {
    throw new ArgumentError({
      place: 'tensorFromBytes',
      expected: `${count * dtypeBytes[dtype]} bytes for ${dtype}[${shape.join(', ')}]`,
      got: String(bytes.length),
      remedy: 'Give bytes and shape of one size',
    });
  }
  // Not slice(): that of Node's Buffer is a view of the same odd place.
  const aligned = bytes.byteOffset % dtypeBytes[dtype] === 0 ? bytes : new Uint8Array(bytes);
  return tensor(dtype, shape, new arrays[dtype](aligned.buffer, aligned.byteOffset, count));
}

/** A tensor of zeros. */
export function zeros<D extends DType>(dtype: D, shape: readonly number[]): Tensor<D> {
  return tensorFromBytes(dtype, shape, new Uint8Array(elementCount(shape) * dtypeBytes[dtype]));
}
