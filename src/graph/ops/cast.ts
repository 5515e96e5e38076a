/** Change of element type. */

import type { DType, Tensor } from '../../tensor/index.ts';
import { apply1 } from '../apply.ts';
import type { OpDefinition, Value } from '../node.ts';
import { inputType, integerAttribute, isFloat, misfit } from './axes.ts';
import { numbersOf, tensorOf } from './compute.ts';

/** Numbers of element types in ONNX's TensorProto.DataType. */
const codes: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
};

/** The same numbers in another element type; floats lose their fraction on the way to integers. */
export const Cast: OpDefinition = {
  name: 'Cast',
  domain: '',
  inputs: ['each'],
  attributes: { to: 'integer', saturate: 'flag', round_mode: 'text' },
  infer: (context) => [
    { dtype: dtypeOf(integerAttribute(context.attributes, 'to', 0)), shape: inputType(context, 0).shape },
  ],
  gradient: ({ inputs: [x], gradients: [g] }) => [
    isFloat(x!.type.dtype) ? cast(g!, x!.type.dtype) : undefined,
  ],
  compute: ([x], _attributes, [type]) => [castTensor(x!, type!.dtype)],
  examples: [
    {
      inputs: [tensorOf('float32', [4], [1.75, -2.5, 0, 3])],
      attributes: { to: codes.int64 },
      reference: () => [tensorOf('int64', [4], [1, -2, 0, 3])],
      skipGradient: 'integers have no derivative',
    },
    {
      name: 'to float64',
      inputs: [tensorOf('float32', [2], [1.5, -2])],
      attributes: { to: codes.float64 },
      reference: () => [tensorOf('float64', [2], [1.5, -2])],
    },
    {
      name: 'from bool',
      inputs: [tensorOf('bool', [2], [1, 0])],
      attributes: { to: codes.float32 },
      reference: () => [tensorOf('float32', [2], [1, 0])],
      skipGradient: 'truth values have no derivative',
    },
  ],
};

/** `x` as another element type; `x` itself where it has it. */
export function cast(x: Value, dtype: DType): Value {
  return x.type.dtype === dtype ? x : apply1(Cast, [x], { to: codes[dtype] });
}

function castTensor(x: Tensor, dtype: DType): Tensor {
  return tensorOf(dtype, x.shape, numbersOf(x));
}

function dtypeOf(code: number): DType {
  const found = Object.entries(codes).find(([, own]) => own === code);
  if (found === undefined) throw misfit('a known element type in `to`', String(code), 'Use the builder cast');
  return found[0] as DType;
}
