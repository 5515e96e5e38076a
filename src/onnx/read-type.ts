/** Types of values out of ONNX messages. */

import type { Dim, TensorType } from '../graph/index.ts';
import { dtypeOf } from './element-type.ts';
import type { TensorShapeProto_Dimension, ValueInfoProto } from './generated/onnx_pb.ts';
import { elementTypeName } from './read-tensor.ts';
import { refusal } from './refuse.ts';

/** The type of an input. Throws FormatError where it is no tensor, or its rank is not told. */
export function readType({ name, type }: ValueInfoProto, place: string): TensorType {
  const value = type?.value;
  if (value?.case !== 'tensorType') {
    throw refusal(place, { expected: 'a tensor', got: value?.case ?? 'no type' });
  }
  const { elemType, shape } = value.value;
  const dtype = dtypeOf(elemType);
  if (dtype === undefined) {
    throw refusal(place, {
      expected: 'float32, float64, float16, int64, int32, uint8, int8 or bool',
      got: elementTypeName(elemType),
    });
  }
  if (shape === undefined) {
    throw refusal(place, {
      expected: 'a shape, some of whose axes may be symbolic',
      got: 'a tensor of any rank',
      remedy: 'Export the model with the shapes of its inputs',
    });
  }
  return { dtype, shape: shape.dim.map((dim, axis) => readDim(dim, `${name}_${axis}`, place)) };
}

/** A size, or the name of one; axes without either are named after their place. */
function readDim({ value }: TensorShapeProto_Dimension, nameless: string, place: string): Dim {
  if (value.case !== 'dimValue') return value.value || nameless;
  const size = Number(value.value);
  if (Number.isSafeInteger(size) && size >= 0) return size;
  throw refusal(place, { expected: 'sizes of at least 0', got: String(value.value) });
}
