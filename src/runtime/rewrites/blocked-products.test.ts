/** Large products give the same on blocked channels, and outputs without their last reshapes. */

import { describe, expect, it } from 'vitest';
import { createGraph, fusedMatMul, input, matMul, mul, reshape, type Value } from '../../graph/index.ts';
import { createEngine } from '../../node/engine.ts';
import { elementCount, floatTensor, type Tensor } from '../../tensor/index.ts';
import { createRandom } from '../../util/index.ts';
import { withBareOutputs } from './bare-outputs.ts';
import { blockProducts } from './blocked-products.ts';

const [rows, terms, columns] = [384, 1024, 704] as const;

/** Of sums of a thousand products in another order, as a share of the largest. */
const tolerance = 2e-6;

function leaf(name: string, shape: readonly number[]): Value {
  return input(name, { dtype: 'float32', shape });
}

function drawn({ type }: Value, seed: number): Tensor {
  const random = createRandom(seed);
  const shape = type.shape as readonly number[];
  return floatTensor(
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => random.uniform() - 0.5),
  );
}

const a = leaf('a', [rows, terms]);
const threeAxes = leaf('a', [rows / 4, 4, terms]);
const aTransposed = leaf('a', [terms, rows]);
const b = leaf('b', [terms, columns]);
const bTransposed = leaf('b', [columns, terms]);

describe('large products of a training step', () => {
  it.each([
    ['as they are', matMul(a, b)],
    ['of three axes with a matrix', matMul(threeAxes, b)],
    ['with the first transposed', fusedMatMul(aTransposed, b, { transA: true })],
    ['with the second transposed', fusedMatMul(a, bTransposed, { transB: true })],
    ['with both transposed', fusedMatMul(aTransposed, bTransposed, { transA: true, transB: true })],
  ])('are the same on blocks %s', async (_, y) => {
    const graph = createGraph({ y });
    expect(blockProducts(graph, 16).nodes.map(({ op }) => op.name)).not.toContain(
      y.node.kind === 'op' && y.node.op.name,
    );
    const feeds = Object.fromEntries([...graph.inputs].map(([name, value], i) => [name, drawn(value, i)]));
    const engine = await createEngine({ device: 'cpu', threads: 1 });
    const results = await Promise.all(
      (['inference', 'training'] as const).map(async (purpose) => {
        const program = await engine.compile(graph, { purpose });
        return (await program.run(feeds)).y!;
      }),
    );
    await engine.dispose();
    const [plain, blocked] = results as [Tensor, Tensor];
    expect(blocked.shape).toEqual(plain.shape);
    const values = Array.from(plain.data, Number);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const worst = values.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - Number(blocked.data[i]))),
      0,
    );
    expect(worst / largest).toBeLessThan(tolerance);
  });

  it('lay out once what several of them read alike', () => {
    const other = leaf('other', [terms, columns]);
    const { nodes } = blockProducts(createGraph({ y: matMul(a, b), z: matMul(a, other) }), 16);
    expect(nodes.filter(({ op }) => op.name === 'ReorderInput').length).toBe(3);
  });

  it('stay as they are where blocks do not divide them, or sums are short', () => {
    const graph = createGraph({
      odd: matMul(leaf('x', [512, 1025]), leaf('y', [1025, 1024])),
      short: matMul(leaf('u', [4096, 512]), leaf('v', [512, 1024])),
    });
    expect(blockProducts(graph, 16)).toEqual(graph);
  });
});

describe('outputs that end with a reshape', () => {
  it('are computed without it and read in its shape, in a buffer of the caller too', async () => {
    const x = leaf('x', [2, 6]);
    const graph = createGraph({ y: reshape(mul(x, 2), [3, 4]), z: reshape(x, [12]) });
    const { graph: bare, shapes } = withBareOutputs(graph);
    expect(bare.nodes.map(({ op }) => op.name)).toEqual(['Mul', 'Reshape']);
    expect([...shapes]).toEqual([['y', [2, 6]]]);
    const engine = await createEngine({ device: 'cpu', threads: 1 });
    const program = await engine.compile(graph);
    const feeds = {
      x: floatTensor(
        [2, 6],
        Float32Array.from({ length: 12 }, (_, i) => i),
      ),
    };
    const given = floatTensor([3, 4], new Float32Array(12));
    const { y, z } = await program.run(feeds, { outputs: { y: given } });
    expect(y).toBe(given);
    expect([...given.data.slice(0, 4)]).toEqual([0, 2, 4, 6]);
    expect([(await program.run(feeds)).y!.shape, z!.shape]).toEqual([[3, 4], [12]]);
    await engine.dispose();
  });
});
