/** Gathering and scattering where indices repeat, and what is refused; the definition is the conformance suite's. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import { createEngine } from '../../node/engine.ts';
import { floatTensor, intTensor } from '../../tensor/index.ts';
import { gradients } from '../autodiff.ts';
import { createGraph } from '../graph.ts';
import { constant } from '../value.ts';
import { reduceSum } from './broadcast.ts';
import { gather, gatherND, scatterNDAdd } from './gather.ts';

describe('the gradient of Gather', () => {
  it('counts an element as often as it was taken', async () => {
    const x = constant(floatTensor([3, 2], [1, 2, 3, 4, 5, 6]));
    const loss = reduceSum(gather(x, [2, 0, 2, -1], 0));
    const { found } = await evaluate({ found: gradients(loss, [x])[0]! });
    expect([...found!.data]).toEqual([1, 1, 0, 0, 3, 3]);
  });

  it('of a known permutation is the permutation turned around', () => {
    const x = constant(floatTensor([3], [1, 2, 3]));
    const [gradient] = gradients(reduceSum(gather(x, [2, 0, -2])), [x]);
    const node = gradient!.node;
    expect(node.kind === 'op' && node.op.name).toBe('Gather');
  });
});

describe('adding at tuples of indices', () => {
  it('loses nothing where many threads add to one element', async () => {
    const count = 20_000;
    const engine = await createEngine({ device: 'cpu', threads: 2 });
    const zeros = constant(floatTensor([2, 8], new Float32Array(16)));
    const ones = constant(floatTensor([count, 8], new Float32Array(count * 8).fill(1)));
    const indices = constant(
      intTensor(
        [count, 1],
        Array.from({ length: count }, (_, i) => i % 2),
      ),
    );
    const program = await engine.compile(createGraph({ sums: scatterNDAdd(zeros, indices, ones) }));
    const { sums } = await program.run({});
    expect([...sums!.data]).toEqual(new Array(16).fill(count / 2));
    await engine.dispose();
  });

  it('refuses tuples that are too long', () => {
    const x = constant(floatTensor([2], [1, 2]));
    expect(() => gatherND(x, constant(intTensor([1, 2], [0, 0])))).toThrow(
      /GatherND: expected tuples of at most 1/,
    );
  });
});
