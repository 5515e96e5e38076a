/** Attention and rotary positions against PyTorch; masks against each other. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/support/engine.ts';
import { describeGolden } from '../../test/support/nn-golden.ts';
import { input } from '../graph/index.ts';
import { example } from '../graph/ops/naive.ts';
import { tensor } from '../tensor/index.ts';
import { ArgumentError } from '../util/index.ts';
import { multiheadAttention, scaledDotProduct } from './multihead-attention.ts';
import { rotary } from './rotary.ts';
import { createScope } from './scope.ts';

describeGolden('attention');

const [batch, time, size] = [2, 3, 4];
const shape = [batch, time, size];
const x = input('x', { dtype: 'float32', shape });

describe('multiheadAttention', () => {
  it('does not look where a boolean mask says so', async () => {
    const [q, k, v] = [1, 2, 3].map((n) => input(`q${n}`, { dtype: 'float32', shape }));
    const mask = input('mask', { dtype: 'bool', shape: [time, time] });
    const later = [0, 1, 1, 0, 0, 1, 0, 0, 0];
    const { masked, causal } = await evaluate(
      {
        masked: scaledDotProduct(q!, k!, v!, { mask }),
        causal: scaledDotProduct(q!, k!, v!, { causal: true }),
      },
      {
        q1: example(shape, 1),
        q2: example(shape, 2),
        q3: example(shape, 3),
        mask: tensor('bool', [time, time], Uint8Array.from(later)),
      },
    );
    expect(Array.from(masked!.data, Number)).toEqual(Array.from(causal!.data, Number));
  });

  it('takes symbolic axes, and refuses heads that do not divide the features', () => {
    const open = input('x', { dtype: 'float32', shape: ['batch', 'time', size] });
    const y = multiheadAttention(createScope(), open, { heads: 2, batchFirst: true });
    expect(y.type.shape).toEqual(['batch', 'time', size]);
    expect(() => multiheadAttention(createScope(), x, { heads: 3 })).toThrow(ArgumentError);
  });
});

describe('rotary', () => {
  it('refuses an odd number of features', () => {
    expect(() => rotary(input('x', { dtype: 'float32', shape: [2, 3] }))).toThrow(ArgumentError);
  });
});
