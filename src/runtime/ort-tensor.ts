/** Tensors of the toolkit as tensors of ONNX Runtime and back, over the same memory. */

import type { DType, DTypeArrays, Tensor } from '../tensor/index.ts';
import { HostError } from '../util/index.ts';
import type { OrtModule, OrtTensor } from './ort.ts';

const dtypes: readonly DType[] = ['float32', 'float64', 'float16', 'int64', 'int32', 'uint8', 'int8', 'bool'];

/** A view of `tensor` for ONNX Runtime. Element types have the same names and the same memory in both. */
export function toOrt(ort: OrtModule, { dtype, shape, data }: Tensor): OrtTensor {
  return new ort.Tensor(dtype, data, [...shape]);
}

/** A view of what ONNX Runtime computed. */
export function fromOrt(name: string, { type, dims, data }: OrtTensor): Tensor {
  const dtype = dtypes.find((known) => known === type);
  if (dtype === undefined) {
    throw new HostError({
      place: `output ${name}`,
      expected: `elements of ${dtypes.join(', ')}`,
      got: type,
      remedy: 'Cast the value in the graph',
    });
  }
  return {
    dtype,
    shape: [...dims],
    data: dtype === 'float16' ? halfBits(data) : (data as DTypeArrays[DType]),
  };
}

/** Newer hosts have a Float16Array, and the runtime uses it; here half floats are their bits. */
function halfBits(data: unknown): Uint16Array {
  if (data instanceof Uint16Array) return data;
  const { buffer, byteOffset, byteLength } = data as Uint8Array;
  return new Uint16Array(buffer, byteOffset, byteLength / 2);
}
