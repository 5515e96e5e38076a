/** Products in loops give the same however their matrices are laid out. */

import { describe, expect, it } from 'vitest';
import {
  createGraph,
  type Graph,
  gradients,
  input,
  lstmScan,
  mul,
  project,
  reduceSum,
  type Value,
  verifyGraph,
} from '../../graph/index.ts';
import { createEngine } from '../../node/engine.ts';
import { elementCount, floatTensor, type Tensor } from '../../tensor/index.ts';
import { createRandom } from '../../util/index.ts';
import type { CompileOptions } from '../engine.ts';
import { hasLoopProducts, layOutLoopProducts } from './loop-products.ts';

const hidden = 128;
const shapes = {
  x: [3, 2, 4 * hidden],
  weight: [4 * hidden, 4 * hidden],
  bias: [4 * hidden],
  recurrent: [4 * hidden, hidden],
  h: [2, hidden],
  c: [2, hidden],
};
const leaf = (name: keyof typeof shapes): Value => input(name, { dtype: 'float32', shape: shapes[name] });

/**
 * Outputs of a loop and its gradients: products with a matrix and with its transpose, and with a projection that is large
 * enough to be laid out as well.
 */
function step(): Graph {
  const [x, weight, bias, recurrent] = [leaf('x'), leaf('weight'), leaf('bias'), leaf('recurrent')];
  const projected = project(x, weight, bias);
  const loop = { projected, recurrent, h: leaf('h'), c: leaf('c'), reversed: true, order: 'ifgo' } as const;
  const { output } = lstmScan(loop);
  const [dx, db, dr] = gradients(reduceSum(mul(output, output)), [x, bias, recurrent]);
  return createGraph({ output, dx: dx!, db: db!, dr: dr! });
}

function feeds(): Record<string, Tensor> {
  const random = createRandom(1);
  const drawn = (shape: readonly number[]): Tensor =>
    floatTensor(
      shape,
      Float32Array.from({ length: elementCount(shape) }, () => (random.uniform() - 0.5) / 8),
    );
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, drawn(shape)]));
}

async function run(graph: Graph, purpose: CompileOptions['purpose']): Promise<Record<string, Tensor>> {
  const engine = await createEngine({ device: 'cpu', threads: 1 });
  try {
    const program = await engine.compile(graph, { purpose });
    return await program.run(feeds());
  } finally {
    await engine.dispose();
  }
}

const opsOf = (graph: Graph): string[] => graph.nodes.map(({ op }) => op.name);

describe('products in loops', () => {
  it('are the same as they are, in panels and as this processor likes them', async () => {
    const graph = step();
    const plain = await run(graph, 'inference');
    const laidOut = await run(layOutLoopProducts(graph, undefined), 'inference');
    const trained = await run(graph, 'training');
    for (const name of ['output', 'dx', 'db', 'dr']) {
      const wanted = Array.from(plain[name]!.data, Number);
      const scale = Math.max(...wanted.map(Math.abs));
      for (const other of [laidOut, trained]) {
        const got = Array.from(other[name]!.data, Number);
        const errors = got.map((x, i) => Math.abs(x - wanted[i]!));
        // Sums of 512 products in other orders.
        expect(Math.max(...errors) / scale).toBeLessThan(2e-6);
      }
    }
  });

  it('are laid out where they are large enough, and what is added to them', () => {
    const graph = step();
    expect(hasLoopProducts(graph)).toBe(true);
    expect(opsOf(graph)).toContain('Gemm');
    const [blocks, panels] = [layOutLoopProducts(graph, 16), layOutLoopProducts(graph, undefined)];
    for (const laidOut of [blocks, panels]) verifyGraph(laidOut);
    expect(opsOf(blocks)).not.toContain('Gemm');
    expect(opsOf(panels)).toContain('Gemm');
    expect(hasLoopProducts(blocks)).toBe(false);
    expect(hasLoopProducts(createGraph({ y: mul(leaf('h'), 2) }))).toBe(false);
  });
});
