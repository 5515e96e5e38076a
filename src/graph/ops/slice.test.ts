/** Cutting and padding: what becomes of edges in gradients, and what is refused; values are the conformance suite's. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import { floatTensor } from '../../tensor/index.ts';
import { gradients } from '../autodiff.ts';
import { constant } from '../value.ts';
import { reduceSum } from './broadcast.ts';
import { concat, split } from './concat.ts';
import { example } from './naive.ts';
import { pad, slice, spread } from './slice.ts';

describe('the gradient of padding', () => {
  it('counts mirrored elements as often as they are seen', async () => {
    const x = constant(example([1, 4]));
    const y = reduceSum(pad(x, [{ axis: 1, before: 3, after: 1 }], { mode: 'reflect' }));
    const { found } = await evaluate({ found: gradients(y, [x])[0]! });
    expect([...found!.data]).toEqual([1, 2, 3, 2]);
  });

  it('adds copies of the edge to the edge', async () => {
    const x = constant(example([3]));
    const y = reduceSum(pad(x, [{ axis: 0, before: 2, after: 1 }], { mode: 'edge' }));
    const { found } = await evaluate({ found: gradients(y, [x])[0]! });
    expect([...found!.data]).toEqual([3, 1, 2]);
  });
});

describe('parts', () => {
  it('may be spread with zeros between', async () => {
    const x = constant(floatTensor([1, 3], [1, 2, 3]));
    const { found } = await evaluate({ found: spread(x, { axis: 1, stride: 3 }) });
    expect([...found!.data]).toEqual([1, 0, 0, 2, 0, 0, 3]);
  });

  it('that are joined again are the whole', async () => {
    const x = example([2, 5]);
    const parts = split(constant(x), [1, 3, 1], 1);
    const { found } = await evaluate({ found: concat(parts, 1) });
    expect([...found!.data]).toEqual([...x.data]);
  });

  it('of a wrong total are refused', () => {
    expect(() => split(constant(example([5])), [2, 2], 0)).toThrow(/Split: expected sizes that add up to 5/);
  });

  it('mirrored beyond the axis are refused', () => {
    const x = constant(example([3]));
    const wide = [{ axis: 0, before: 3 }];
    expect(() => pad(x, wide, { mode: 'reflect' })).toThrow(/Pad: expected mirrored padding shorter/);
    expect(() => slice(x, { axis: 1 })).toThrow(/Slice: expected an axis from -1 to 0, got 1/);
  });
});
