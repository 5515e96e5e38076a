/** What ops refuse before anything is computed, and in which words. The conformance suite goes through all of them at random. */

import { describe, expect, it } from 'vitest';
import { apply1, inScope } from './apply.ts';
import { gradients } from './autodiff.ts';
import type { Value } from './node.ts';
import { LeakyRelu, leakyRelu } from './ops/activation.ts';
import { reduceSum } from './ops/broadcast.ts';
import { Conv, conv, convTranspose } from './ops/conv.ts';
import { LSTM } from './ops/lstm.ts';
import { maxPool } from './ops/pool.ts';
import { slice } from './ops/slice.ts';
import { input } from './value.ts';

const float = (...shape: number[]): Value => input('x', { dtype: 'float32', shape });

describe('an op refuses', () => {
  const cases: readonly (readonly [string, () => unknown, RegExp])[] = [
    ['a missing input', () => apply1(Conv, [float(1, 2, 4)]), /Conv: expected an input 1, got none/],
    ['one too many', () => apply1(LeakyRelu, [float(2), float(2)]), /at most 1 inputs, got 2/],
    [
      'an attribute that it has not',
      () => apply1(LeakyRelu, [float(2)], { beta: 1 }),
      /attributes that the op has, got beta/,
    ],
    [
      'a number that is none',
      () => leakyRelu(float(2), { alpha: Number.NaN }),
      /a finite number as alpha, got NaN/,
    ],
    [
      'a stride of 0',
      () => conv(float(1, 2, 4), float(2, 2, 2), undefined, { strides: 0 }),
      /at least 1 as strides, got \[0\]/,
    ],
    [
      'a dilation of 0',
      () => maxPool(float(1, 2, 4), { kernel: 2, dilations: 0 }),
      /as dilations, got \[0\]/,
    ],
    ['a kernel of 0', () => maxPool(float(1, 2, 4), { kernel: 0 }), /as kernel_shape, got \[0\]/],
    ['a step of 0', () => slice(float(4), { axis: 0, step: 0 }), /Slice: expected steps other than 0/],
    ['half a step', () => slice(float(4), { axis: 0, start: 0.5 }), /expected an integer, got 0\.5/],
    [
      'a size below 0',
      () => convTranspose(float(1, 2, 2, 2), float(2, 3, 1, 1), undefined, { pads: 2 }),
      /got output 0 of float32\[1, 3, -2, -2\]/,
    ],
  ];

  it.each(cases)('%s', (_name, build, words) => {
    expect(() => inScope('encoder.0', build)).toThrow(words);
  });

  it('in the name of its layer', () => {
    expect(() => inScope('encoder.0', () => maxPool(float(1, 2, 4), { kernel: 0 }))).toThrow(
      /^encoder\.0\.MaxPool: /,
    );
  });
});

it('refuses the gradient of what it does not know, in the name of the layer', () => {
  const x = float(3, 2, 4);
  const inputs = [x, float(1, 8, 4), float(1, 8, 2), undefined, undefined, undefined, undefined, float(1, 6)];
  const y = inScope('rnn', () => apply1(LSTM, inputs, { hidden_size: 2 }));
  expect(() => gradients(reduceSum(y), [x])).toThrow(
    /^rnn\.LSTM, gradient: expected gates .* got peepholes in input 7/,
  );
});
