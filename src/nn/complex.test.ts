/** Complex arithmetic against PyTorch's complex tensors, and at zero. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/support/engine.ts';
import { describeGolden } from '../../test/support/nn-golden.ts';
import { constant, gradients, input, reduceSum } from '../graph/index.ts';
import { floatTensor } from '../tensor/index.ts';
import * as complex from './complex.ts';

describeGolden('complex');

describe('silence', () => {
  it('has no angle and gradients of zero', async () => {
    const re = input('re', { dtype: 'float32', shape: [2] });
    const im = constant(floatTensor([2], [0, 0]));
    const magnitude = complex.complexAbs({ re, im });
    const phase = complex.complexPhase({ re, im });
    const [slope, turn] = [magnitude, phase].map((value) => gradients(reduceSum(value), [re])[0]!);
    const got = await evaluate({ phase, slope: slope!, turn: turn! }, { re: floatTensor([2], [0, 0]) });
    expect(
      [...got.phase!.data, ...got.slope!.data, ...got.turn!.data].map(Math.abs as (x: unknown) => number),
    ).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('counts the negative real axis as half a turn', async () => {
    const re = constant(floatTensor([3], [-1, 0, 0]));
    const im = constant(floatTensor([3], [0, 2, -2]));
    const { phase } = await evaluate({ phase: complex.complexPhase({ re, im }) });
    expect(Array.from(phase!.data, Number)).toEqual([Math.PI, Math.PI / 2, -Math.PI / 2].map(Math.fround));
  });
});
