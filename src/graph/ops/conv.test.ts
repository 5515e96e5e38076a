/** Convolutions' gradients where the formulation changes with the shape; the small cases are the conformance suite's. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import type { Tensor } from '../../tensor/index.ts';
import { gradients } from '../autodiff.ts';
import { constant } from '../value.ts';
import { mul } from './arithmetic.ts';
import { reduceSum } from './broadcast.ts';
import { conv } from './conv.ts';
import type { ConvOptions } from './conv-options.ts';
import { type AxisWindow, windowAttributes, windowOf } from './conv-shape.ts';
import { at, example, indicesOf, tabulate } from './naive.ts';

/** Float32 sums of about a thousand products, in another order. */
const tolerance = 1e-4;

interface Case {
  readonly x: readonly number[];
  readonly w: readonly number[];
  readonly options: ConvOptions;
}

/** dw[o, i, k] = Σ dy[n, o, p] · x[n, i, p·stride − before + k·dilation]. */
function naiveWeightGradient(x: Tensor, dy: Tensor, { w, options }: Case): Tensor {
  const kernel = w.slice(2);
  const windows = windowOf(windowAttributes(options, kernel.length), { kernel, sizes: x.shape.slice(2) });
  const group = options.group ?? 1;
  return tabulate(w, ([o, i, ...tap]) => {
    let sum = 0;
    const channel = Math.floor(o! / (w[0]! / group)) * w[1]! + i!;
    for (const [n, ...place] of indicesOf([x.shape[0]!, ...dy.shape.slice(2)])) {
      const seen = windows.map((window: AxisWindow, axis) => {
        return place[axis]! * window.stride - window.before + tap[axis]! * window.dilation;
      });
      sum += at(dy, [n!, o!, ...place]) * at(x, [n!, channel, ...seen]);
    }
    return sum;
  });
}

const cases: Readonly<Record<string, Case>> = {
  'strides over two axes': { x: [2, 2, 9, 7], w: [2, 2, 5, 3], options: { strides: 2, pads: [2, 1, 2, 0] } },
  'strides, the last rows unseen': { x: [1, 2, 10, 8], w: [3, 2, 2, 3], options: { strides: [4, 3] } },
  'strides and dilations': {
    x: [1, 2, 11, 9],
    w: [2, 2, 3, 2],
    options: { strides: [2, 1], dilations: [3, 2] },
  },
  'strides and groups': { x: [2, 4, 6, 6], w: [6, 2, 3, 3], options: { strides: 2, group: 2, pads: 1 } },
  'strides down only': { x: [1, 3, 8, 4], w: [2, 3, 8, 1], options: { strides: [4, 1], pads: [2, 0, 2, 0] } },
  'one axis, the last unseen': { x: [2, 3, 41], w: [2, 3, 3], options: { strides: 4 } },
  'one axis, groups': { x: [1, 4, 20], w: [2, 2, 4], options: { strides: 2, group: 2, pads: 1 } },
  'depthwise, two axes': {
    x: [2, 2, 5, 6],
    w: [4, 1, 3, 2],
    options: { group: 2, pads: [1, 0, 2, 1], dilations: [2, 1] },
  },
  'depthwise, one axis': { x: [2, 3, 9], w: [3, 1, 3], options: { group: 3, pads: 2, dilations: 2 } },
  'many weights for few places': { x: [2, 64, 4, 3], w: [64, 64, 4, 4], options: { strides: 2, pads: 1 } },
  'many outputs': { x: [2, 2, 5], w: [100, 2, 3], options: { pads: 1 } },
};

describe('the gradient of a convolution by its weights', () => {
  it.each(Object.entries(cases))('is that of the definition: %s', async (_, one) => {
    const [x, w] = [example(one.x, 1), example(one.w, 2)];
    const weights = constant(w);
    const y = conv(constant(x), weights, undefined, one.options);
    const dy = example(y.type.shape as number[], 3);
    const [gradient] = gradients(reduceSum(mul(y, constant(dy))), [weights]);
    const { found } = await evaluate({ found: gradient! });
    const expected = naiveWeightGradient(x, dy, one);
    expect(found!.shape).toEqual(one.w);
    const largest = Math.max(...Array.from(expected.data, Number).map(Math.abs));
    for (const [i, value] of expected.data.entries()) {
      expect(Math.abs(Number(value) - Number(found!.data[i]))).toBeLessThan(tolerance * largest);
    }
  });

  it('has gradients of its own', async () => {
    const weights = constant(example([2, 2, 3], 2));
    const x = constant(example([1, 2, 6], 1));
    const y = conv(x, weights, undefined, { strides: 2, pads: 1 });
    const [first] = gradients(reduceSum(mul(y, y)), [weights]);
    const [second] = gradients(reduceSum(mul(first!, constant(example([2, 2, 3], 4)))), [weights]);
    // The loss is a quadratic form: its second derivative times v is the gradient at v.
    const direction = constant(example([2, 2, 3], 4));
    const z = conv(x, direction, undefined, { strides: 2, pads: 1 });
    const [expected] = gradients(reduceSum(mul(z, z)), [direction]);
    const results = await evaluate({ second: second!, expected: expected! });
    Array.from(results.expected!.data, Number).forEach((value, i) => {
      expect(Number(results.second!.data[i])).toBeCloseTo(value, 4);
    });
  });
});

describe('a convolution', () => {
  it('says what does not fit', () => {
    const x = constant(example([1, 3, 8]));
    expect(() => conv(x, constant(example([2, 2, 3])))).toThrow(/Conv: expected 2 channels/);
    expect(() => conv(x, constant(example([2, 3, 9])))).toThrow(/an axis of at least 9/);
  });
});
