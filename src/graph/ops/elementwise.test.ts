/** What the builders of elementwise ops and products accept, infer and refuse. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import { type DType, floatTensor } from '../../tensor/index.ts';
import {
  add,
  cast,
  clip,
  constant,
  type Dim,
  equal,
  gemm,
  input,
  inScope,
  matMul,
  mul,
  pow,
  reduceMean,
  relu,
  sub,
  type Value,
  where,
} from '../index.ts';

const value = (shape: readonly Dim[], dtype: DType = 'float32'): Value => input('x', { dtype, shape });

describe('elementwise ops', () => {
  it('broadcast symbolic axes with themselves and with 1', () => {
    const y = add(value(['batch', 1, 'time']), value([4, 1]));
    expect(y.type).toEqual({ dtype: 'float32', shape: ['batch', 4, 'time'] });
  });

  it('refuse axes that differ, naming op, scope and shapes', () => {
    expect(() => inScope('encoder', () => add(value([2, 3]), value([2, 4])))).toThrow(
      /^encoder\.Add: expected sizes that are equal or 1, got 3 and 4 in axis -1 \(inputs float32\[2, 3\], float32\[2, 4\]\)/,
    );
    expect(() => mul(value(['batch']), value(['time']))).toThrow(/batch and time/);
  });

  it('refuse element types that differ', () => {
    expect(() => sub(value([1]), value([1], 'int64'))).toThrow(
      /^Sub: expected inputs of one element type, float32, got int64/,
    );
    expect(() => where(value([1]), 1, 0)).toThrow(/^Where: expected bool in input 0, got float32/);
    expect(() => clip(value([1], 'int64'), { min: 0.5 })).not.toThrow();
  });

  it.each<DType>(['float32', 'float64', 'float16', 'int64', 'int32'])(
    'give numbers the type of %s',
    (dtype) => {
      expect(add(value([2], dtype), 1).type).toEqual({ dtype, shape: [2] });
      expect(mul(2, value([2], dtype)).type.dtype).toBe(dtype);
      expect(equal(value([2], dtype), 0).type.dtype).toBe('bool');
    },
  );

  it('round numbers to half precision as IEEE 754 says', async () => {
    // Largest subnormal, smallest normal, a tie to even, the largest number, the first infinity, a negative, zero.
    const numbers = [1023 * 2 ** -24, 2 ** -14, 2049, 65519, 65520, -1.5, 0];
    const rounded = [1023 * 2 ** -24, 2 ** -14, 2048, 65504, Number.POSITIVE_INFINITY, -1.5, 0];
    const zero = cast(constant(floatTensor([], [0])), 'float16');
    const values = numbers.map((number, i) => [
      String(i),
      cast(where(equal(cast(zero, 'float32'), 0), half(number), zero), 'float32'),
    ]);
    const results = await evaluate(Object.fromEntries(values) as Record<string, Value>);
    expect(numbers.map((_, i) => results[String(i)]!.data[0])).toEqual(rounded);
  });

  it('write small powers as what is faster', () => {
    const x = value([2]);
    const opOf = (y: Value): string => (y.node.kind === 'op' ? y.node.op.name : y.node.kind);
    expect([1, 2, 0.5, -1, 3].map((power) => opOf(pow(x, power)))).toEqual([
      'input',
      'Mul',
      'Sqrt',
      'Reciprocal',
      'Pow',
    ]);
  });
});

describe('products', () => {
  it('keep symbolic axes', () => {
    expect(matMul(value(['batch', 'time', 8]), value([8, 2])).type.shape).toEqual(['batch', 'time', 2]);
  });

  it('refuse what does not fit', () => {
    expect(() => matMul(value([2, 3]), value([4, 2]))).toThrow(
      /^MatMul: expected as many columns on the left as rows on the right, got 3 and 4/,
    );
    expect(() => matMul(value([]), value([4, 2]))).toThrow(/Use mul/);
    expect(() => gemm(value([2, 2, 3]), value([3, 2]))).toThrow(/^Gemm: expected 2 axes/);
  });
});

describe('reductions', () => {
  it('refuse axes that are not there, twice or none', () => {
    expect(() => reduceMean(value([2, 3]), [2])).toThrow(/^ReduceMean: expected an axis from -2 to 1, got 2/);
    expect(() => reduceMean(value([2, 3]), [1, -1])).toThrow(/each axis once/);
    expect(() => reduceMean(value([2, 3]), [])).toThrow(/Leave axes out to reduce all/);
  });
});

describe('activations', () => {
  it('keep what is not a number', async () => {
    const { y } = await evaluate({ y: relu(constant(floatTensor([2], [Number.NaN, -1]))) });
    expect(Array.from(y!.data, Number)).toEqual([Number.NaN, 0]);
  });
});

/** A number in half precision, as the builders make it. */
function half(number: number): Value {
  const sum = add(value([], 'float16'), number);
  return sum.node.kind === 'op' ? sum.node.inputs[1]! : sum;
}
