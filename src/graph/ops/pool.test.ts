/** Pools' gradients where elements are equally large, and sizes that do not fit; values are the conformance suite's. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import { floatTensor } from '../../tensor/index.ts';
import { gradients } from '../autodiff.ts';
import { constant } from '../value.ts';
import { mul } from './arithmetic.ts';
import { reduceSum } from './broadcast.ts';
import { example } from './naive.ts';
import { averagePool, maxPool } from './pool.ts';

describe('the gradient of MaxPool', () => {
  it('is shared by elements that are equally large, so that none is lost or doubled', async () => {
    const x = constant(floatTensor([1, 1, 2, 4], [0, 0, 3, 1, 0, 0, 3, 2]));
    const y = maxPool(x, { kernel: 2 });
    const loss = reduceSum(mul(y, constant(floatTensor([1, 1, 1, 2], [8, 4]))));
    const { found } = await evaluate({ found: gradients(loss, [x])[0]! });
    expect([...found!.data]).toEqual([2, 2, 2, 0, 2, 2, 2, 0]);
  });

  it('adds up where windows overlap', async () => {
    const x = constant(floatTensor([1, 1, 5], [1, 2, 9, 3, 4]));
    const y = maxPool(x, { kernel: 3, strides: 1 });
    const { found } = await evaluate({ found: gradients(reduceSum(y), [x])[0]! });
    expect([...found!.data]).toEqual([0, 0, 3, 0, 0]);
  });
});

describe('pools', () => {
  it('stand side by side unless strides are given', () => {
    const x = constant(example([1, 2, 7, 9]));
    expect(maxPool(x, { kernel: 2 }).type.shape).toEqual([1, 2, 3, 4]);
    expect(maxPool(x, { kernel: 2, ceil: true }).type.shape).toEqual([1, 2, 4, 5]);
    expect(averagePool(x, { kernel: [3, 2], strides: 1 }).type.shape).toEqual([1, 2, 5, 8]);
  });

  it('say when the window is larger than the axis', () => {
    expect(() => maxPool(constant(example([1, 1, 2])), { kernel: 3 })).toThrow(/MaxPool: expected an axis/);
  });
});
