/** Types of values as ONNX messages; symbolic axes keep their names. */

import { create } from '@bufbuild/protobuf';
import type { TensorType } from '../graph/index.ts';
import { elementTypes } from './element-type.ts';
import { type ValueInfoProto, ValueInfoProtoSchema } from './generated/onnx_pb.ts';
import type { Metadata } from './tensor-message.ts';

/** A named, typed value. */
export function valueMessage(
  name: string,
  { dtype, shape }: TensorType,
  metadataProps: Metadata = [],
): ValueInfoProto {
  const dim = shape.map((size) => ({
    value:
      typeof size === 'number'
        ? { case: 'dimValue' as const, value: BigInt(size) }
        : { case: 'dimParam' as const, value: size },
  }));
  const value = { elemType: elementTypes[dtype], shape: { dim } };
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value } },
    metadataProps: [...metadataProps],
  });
}
