/** Shape rules with symbolic sizes, and what they refuse; values and gradients are the conformance suite's. */

import { describe, expect, it } from 'vitest';
import type { Value } from '../node.ts';
import type { Shape } from '../type.ts';
import { input } from '../value.ts';
import { concat } from './concat.ts';
import { conv } from './conv.ts';
import { offsetDim, productOf, quotientOf, sumOf } from './dims.ts';
import { flatten, reshape, swapAxes, transpose } from './shape.ts';
import { pad, slice } from './slice.ts';

const of = (shape: Shape): Value => input('x', { dtype: 'float32', shape });

describe('symbolic sizes', () => {
  it('multiply and divide by name', () => {
    expect(productOf([2, 'time', 'batch', 3])).toBe('6*batch*time');
    expect(quotientOf(['6*batch*time'], ['batch', 2])).toBe('3*time');
    expect(quotientOf(['batch'], ['time'])).toBeUndefined();
  });

  it('add up, and what cancels is gone', () => {
    expect(offsetDim(offsetDim('time', 3), -3)).toBe('time');
    expect(offsetDim(offsetDim('time', 3), -5)).toBe('time-2');
    expect(sumOf(['time', 2, 1])).toBe('time+3');
  });

  it('go through reshapes and back', () => {
    const x = of(['batch', 4, 'time']);
    expect(flatten(x, 0, 2).type.shape).toEqual(['4*batch', 'time']);
    expect(reshape(flatten(x, 0, 2), ['batch', 4, 'time']).type.shape).toEqual(['batch', 4, 'time']);
    expect(() => reshape(x, ['time', 4, 'batch'])).toThrow(/at most one symbolic size in a new place/);
  });

  it('go through convolutions that keep the length', () => {
    const x = of(['batch', 2, 'time']);
    const w = input('w', { dtype: 'float32', shape: [3, 2, 5] });
    expect(conv(x, w, undefined, { pads: 2 }).type.shape).toEqual(['batch', 3, 'time']);
    expect(conv(x, w, undefined, { strides: 2 }).type.shape).toEqual(['batch', 3, 'floor(time-5/2)+1']);
  });

  it('go through padding, cutting and joining', () => {
    const x = of(['batch', 'time']);
    const padded = pad(x, [{ axis: 1, before: 2, after: 1 }]);
    expect(padded.type.shape).toEqual(['batch', 'time+3']);
    expect(slice(padded, { axis: 1, start: 2, end: -1 }).type.shape).toEqual(['batch', 'time']);
    expect(concat([x, padded], 1).type.shape).toEqual(['batch', '(time+time+3)']);
  });
});

describe('axes', () => {
  it('count from the end', () => {
    expect(swapAxes(of([2, 3, 4]), [0, -1]).type.shape).toEqual([4, 3, 2]);
    expect(transpose(of([2, 3])).type.shape).toEqual([3, 2]);
  });

  it('that do not exist are refused', () => {
    expect(() => slice(of([2, 3]), { axis: 2, end: 1 })).toThrow(
      /Slice: expected an axis from -2 to 1, got 2/,
    );
    expect(() => transpose(of([2, 3]), [0, 0])).toThrow(/Transpose: expected each axis once/);
  });
});
