/** Element types: ours and ONNX's. */

import type { DType } from '../tensor/index.ts';
import { TensorProto_DataType } from './generated/onnx_pb.ts';

/** ONNX's number for each element type. */
export const elementTypes: Readonly<Record<DType, number>> = {
  float32: TensorProto_DataType.FLOAT,
  float64: TensorProto_DataType.DOUBLE,
  float16: TensorProto_DataType.FLOAT16,
  int64: TensorProto_DataType.INT64,
  int32: TensorProto_DataType.INT32,
  uint8: TensorProto_DataType.UINT8,
  int8: TensorProto_DataType.INT8,
  bool: TensorProto_DataType.BOOL,
};

const dtypes = new Map<number, DType>(
  Object.entries(elementTypes).map(([dtype, number]) => [number, dtype as DType]),
);

/** Our name for ONNX's number, or `undefined` for the types that tensors here do not have. */
export function dtypeOf(elementType: number): DType | undefined {
  return dtypes.get(elementType);
}
