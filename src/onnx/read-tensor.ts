/** Tensors out of ONNX messages: raw bytes, or the typed fields of older writers. Nothing is allocated before it is there. */

import type { DType, DTypeArrays, Tensor } from '../tensor/index.ts';
import { dtypeBytes, tensor, tensorFromBytes } from '../tensor/index.ts';
import { dtypeOf } from './element-type.ts';
import { type TensorProto, TensorProto_DataLocation, TensorProto_DataType } from './generated/onnx_pb.ts';
import { refusal } from './refuse.ts';

/** Axes of a tensor; ONNX Runtime's kernels stop far below. */
const rankLimit = 64;

/** Element type, shape and bytes that a tensor message declares, checked against each other. */
export interface Layout {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly count: number;
  readonly byteLength: number;
}

/** Bytes of tensors whose data lies in side files, by their messages. */
export type ExternalBytes = ReadonlyMap<TensorProto, Uint8Array>;

/** The tensor of a message: a view of the model's bytes where they are aligned. Throws FormatError at `place`. */
export function readTensor(message: TensorProto, place: string, external: ExternalBytes): Tensor {
  const layout = readLayout(message, place);
  const bytes = isExternal(message) ? external.get(message) : message.rawData;
  if (bytes === undefined) {
    throw refusal(place, {
      expected: 'data inside the model',
      got: 'data in a side file',
      remedy: 'Read the model with decodeModelFrom, and give its side files',
    });
  }
  if (bytes.length === layout.byteLength) return checkBools(fromBytes(layout, bytes), place);
  if (bytes.length > 0) throw sizeRefusal(place, `${layout.byteLength} bytes`, `${bytes.length} bytes`);
  return fromFields(message, layout, place);
}

/** Whether the data of a tensor lies in a side file. */
export function isExternal(message: TensorProto): boolean {
  return message.dataLocation === TensorProto_DataLocation.EXTERNAL;
}

/** What a message declares, where it can be true at all. */
export function readLayout(message: TensorProto, place: string): Layout {
  const dtype = dtypeOf(message.dataType);
  if (dtype === undefined) {
    throw refusal(place, {
      expected: 'float32, float64, float16, int64, int32, uint8, int8 or bool',
      got: elementTypeName(message.dataType),
      remedy: 'Convert the model to one of these types',
    });
  }
  const shape = message.dims.map(Number);
  if (shape.length > rankLimit) {
    throw refusal(place, { expected: `at most ${rankLimit} axes`, got: String(shape.length) });
  }
  let count = 1;
  for (const size of shape) {
    if (!(size >= 0)) throw refusal(place, { expected: 'sizes of at least 0', got: String(size) });
    count *= size;
  }
  const byteLength = count * dtypeBytes[dtype];
  if (!Number.isSafeInteger(byteLength) || !shape.every(Number.isSafeInteger)) {
    throw refusal(place, { expected: 'a size that fits into memory', got: `[${shape.join(', ')}]` });
  }
  return { dtype, shape, count, byteLength };
}

/** ONNX's name of an element type. */
export function elementTypeName(elementType: number): string {
  const entry = Object.entries(TensorProto_DataType).find(([, number]) => number === elementType);
  return entry === undefined ? `element type ${elementType}` : entry[0].toLowerCase();
}

function fromBytes({ dtype, shape }: Layout, bytes: Uint8Array): Tensor {
  return tensorFromBytes(dtype, shape, bytes);
}

/** The typed fields: 32-bit and smaller integers, booleans and the bits of float16 share one. */
function fromFields(message: TensorProto, { dtype, shape, count }: Layout, place: string): Tensor {
  const fields = {
    float32: message.floatData,
    float64: message.doubleData,
    int64: message.int64Data,
  } as const;
  const values = dtype in fields ? fields[dtype as keyof typeof fields] : message.int32Data;
  if (values.length !== count) throw sizeRefusal(place, `${count} elements`, String(values.length));
  const data = makeData[dtype](values as never);
  return checkBools(tensor(dtype, shape, data as never), place);
}

const makeData: { readonly [D in DType]: (values: never) => DTypeArrays[D] } = {
  float32: (values: number[]) => Float32Array.from(values),
  float64: (values: number[]) => Float64Array.from(values),
  float16: (values: number[]) => Uint16Array.from(values),
  int64: (values: bigint[]) => BigInt64Array.from(values),
  int32: (values: number[]) => Int32Array.from(values),
  uint8: (values: number[]) => Uint8Array.from(values),
  int8: (values: number[]) => Int8Array.from(values),
  bool: (values: number[]) => Uint8Array.from(values),
};

function checkBools(result: Tensor, place: string): Tensor {
  if (result.dtype !== 'bool') return result;
  const odd = (result.data as Uint8Array).find((value) => value > 1);
  if (odd === undefined) return result;
  throw refusal(place, { expected: '0 or 1 for bool', got: String(odd) });
}

function sizeRefusal(place: string, expected: string, got: string): Error {
  return refusal(place, { expected: `${expected} of data, as its shape says`, got });
}
