/** Convolutions rewritten for the processor, against the definition. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import { constant, convTranspose, createGraph, input, inScope } from '../../graph/index.ts';
import { naiveConvTranspose } from '../../graph/ops/conv-naive.ts';
import { example } from '../../graph/ops/naive.ts';
import { rewriteForDevice } from './device-rewrites.ts';

/** Of sums of some hundred products in another order, as a share of the largest. */
const tolerance = 1e-5;

describe('transposed convolutions of many weights for few places', () => {
  it.each([
    { strides: [2, 2], pads: [1, 1, 1, 1], dilations: [1, 1], outputPadding: [1, 0] },
    { strides: [1, 2], pads: [0, 0, 2, 1], dilations: [2, 1], outputPadding: [0, 0] },
  ])('are products, and compute the same: %o', async (options) => {
    const [x, w, b] = [example([2, 128, 2, 1], 1), example([128, 128, 4, 4], 2), example([128], 3)];
    const y = inScope('up', () => convTranspose(constant(x), constant(w), constant(b), options));
    const names = rewriteForDevice('cpu', createGraph({ y })).nodes.map(
      ({ op, scope }) => `${scope}/${op.name}`,
    );
    expect(names).toContain('up/Col2Im');
    expect(names).not.toContain('up/ConvTranspose');
    const { found } = await evaluate({ found: y });
    const { outputPadding, ...attributes } = options;
    const [expected] = naiveConvTranspose([x, w, b], { ...attributes, output_padding: outputPadding });
    expect(found!.shape).toEqual(expected!.shape);
    const [ours, theirs] = [Array.from(found!.data, Number), Array.from(expected!.data, Number)];
    const largest = Math.max(...theirs.map(Math.abs));
    expect(Math.max(...ours.map((value, i) => Math.abs(value - theirs[i]!))) / largest).toBeLessThan(
      tolerance,
    );
  });

  it('stay as they are where places are many', () => {
    const x = input('x', { dtype: 'float32', shape: [1, 64, 12, 12] });
    const w = input('w', { dtype: 'float32', shape: [64, 64, 8, 8] });
    const { nodes } = rewriteForDevice('cpu', createGraph({ y: convTranspose(x, w) }));
    expect(nodes.map(({ op }) => op.name)).toEqual(['ConvTranspose']);
  });
});
