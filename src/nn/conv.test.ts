/** Convolutions against PyTorch, and what they refuse. */

import { describe, expect, it } from 'vitest';
import { describeGolden } from '../../test/support/nn-golden.ts';
import { input } from '../graph/index.ts';
import { ArgumentError } from '../util/index.ts';
import { conv1d, conv2d } from './conv.ts';
import { createScope } from './scope.ts';

describeGolden('conv');

describe('a convolution', () => {
  const x = input('x', { dtype: 'float32', shape: ['batch', 4, 9] });

  it('refuses groups that do not divide the channels', () => {
    const build = () => conv1d(createScope(), x, { outChannels: 6, kernelSize: 3, groups: 3 });
    expect(build).toThrow(ArgumentError);
  });

  it('names the layer that refuses', () => {
    const scope = createScope().child('encoder').child(0);
    expect(() => conv2d(scope, x, { outChannels: 2, kernelSize: 3 })).toThrow(
      /^encoder\.0: input: expected 4/,
    );
    const scope2 = createScope().child('decoder');
    expect(() => conv1d(scope2, x, { outChannels: 2, kernelSize: 11 })).toThrow(/^decoder/);
  });

  it('refuses images where it wants time', () => {
    expect(() => conv2d(createScope(), x, { outChannels: 2, kernelSize: 3 })).toThrow(/4 axes/);
  });

  it("refuses PyTorch's same padding with a stride, as PyTorch does", () => {
    const options = { outChannels: 2, kernelSize: 3, stride: 2, padding: 'same' } as const;
    expect(() => conv1d(createScope(), x, options)).toThrow(/stride 1/);
  });

  it("keeps symbolic sizes with TensorFlow's padding at stride 1", () => {
    const time = input('x', { dtype: 'float32', shape: [1, 4, 'time'] });
    const y = conv1d(createScope(), time, { outChannels: 2, kernelSize: 4, padding: 'same-tf' });
    expect(y.type.shape).toEqual([1, 2, 'time']);
  });
});
