/** Tensors as ONNX messages: dimensions, element type and raw little-endian bytes. */

import { create } from '@bufbuild/protobuf';
import type { Tensor } from '../tensor/index.ts';
import { elementTypes } from './element-type.ts';
import { type TensorProto, TensorProtoSchema } from './generated/onnx_pb.ts';

/** The message of a tensor; its bytes are those of the tensor, not a copy. */
export function tensorMessage(name: string, tensor: Tensor): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dims: tensor.shape.map(BigInt),
    dataType: elementTypes[tensor.dtype],
    rawData: tensorBytes(tensor),
  });
}

/** The bytes of a tensor, not copied. Little-endian as ONNX wants, like every host that JavaScript runs on today. */
export function tensorBytes({ data }: Tensor): Uint8Array<ArrayBuffer> {
  return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
}
