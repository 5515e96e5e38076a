/** Products in loops give the same however their matrices are laid out. */

import { describe, expect, it } from 'vitest';
import {
  createGraph,
  type Graph,
  gradients,
  input,
  lstmScan,
  mul,
  reduceSum,
  type Value,
} from '../graph/index.ts';
import { createEngine } from '../node/engine.ts';
import { elementCount, floatTensor, type Tensor } from '../tensor/index.ts';
import { createRandom } from '../util/index.ts';
import type { CompileOptions } from './engine.ts';
import { hasLoopProducts, layOutLoopProducts } from './loop-products.ts';

const hidden = 128;
const shapes = {
  projected: [3, 2, 4 * hidden],
  recurrent: [4 * hidden, hidden],
  h: [2, hidden],
  c: [2, hidden],
};
const leaf = (name: keyof typeof shapes): Value => input(name, { dtype: 'float32', shape: shapes[name] });

/** Last state of a loop and its gradients: one product with a transposed matrix, one with the matrix itself. */
function step(): Graph {
  const [projected, recurrent] = [leaf('projected'), leaf('recurrent')];
  const [h, c] = [leaf('h'), leaf('c')];
  const { output } = lstmScan({ projected, recurrent, h, c, reversed: true, order: 'ifgo' });
  const [dx, dr] = gradients(reduceSum(mul(output, output)), [projected, recurrent]);
  return createGraph({ output, dx: dx!, dr: dr! });
}

function feeds(): Record<string, Tensor> {
  const random = createRandom(1);
  const drawn = (shape: readonly number[]): Tensor =>
    floatTensor(
      shape,
      Float32Array.from({ length: elementCount(shape) }, () => random.uniform() / 8),
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

const opsIn = (graph: Graph): string[] =>
  graph.nodes.flatMap(({ op, attributes }) => [op.name, ...(attributes.body ? ['body'] : [])]);

describe('products in loops', () => {
  it('are the same as they are, in panels and as this processor likes them', async () => {
    const graph = step();
    const plain = await run(graph, 'inference');
    const laidOut = await run(layOutLoopProducts(graph, undefined), 'inference');
    const trained = await run(graph, 'training');
    for (const name of ['output', 'dx', 'dr']) {
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

  it('are laid out where blocks or panels divide them, outside the loop', () => {
    const graph = step();
    expect(hasLoopProducts(graph)).toBe(true);
    expect(opsIn(layOutLoopProducts(graph, 16)).filter((name) => name === 'body')).toHaveLength(2);
    expect(layOutLoopProducts(graph, 16).nodes.length).toBeGreaterThan(graph.nodes.length);
    expect(layOutLoopProducts(createGraph({ y: mul(leaf('h'), 2) }), 16).nodes).toHaveLength(1);
  });
});
