/** Tensors as ONNX messages: dimensions, element type and raw little-endian bytes. */

import { create } from '@bufbuild/protobuf';
import { type Tensor, tensorBytes } from '../tensor/index.ts';
import { elementTypes } from './element-type.ts';
import { type TensorProto, TensorProtoSchema } from './generated/onnx_pb.ts';

/** Texts by key that a message carries. */
export type Metadata = readonly { readonly key: string; readonly value: string }[];

/** The message of a tensor; its bytes are those of the tensor, not a copy. */
export function tensorMessage(name: string, tensor: Tensor, metadataProps: Metadata = []): TensorProto {
  return create(TensorProtoSchema, {
    name,
    metadataProps: [...metadataProps],
    dims: tensor.shape.map(BigInt),
    dataType: elementTypes[tensor.dtype],
    rawData: tensorBytes(tensor) as Uint8Array<ArrayBuffer>,
  });
}
