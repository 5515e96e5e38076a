import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/support/engine.ts';
import {
  constant,
  createGraph,
  gradients,
  inScope,
  matMul,
  mul,
  parameter,
  reduceMean,
  sigmoid,
  tanh,
  type Value,
} from '../graph/index.ts';
import { floatTensor, type Tensor } from '../tensor/index.ts';
import { createRandom } from '../util/index.ts';
import { recomputeSegments } from './checkpointing.ts';

const size = 4;
const layerCount = 3;

function draw(seed: number): Tensor<'float32'> {
  const random = createRandom(seed);
  return floatTensor(
    [size, size],
    Array.from({ length: size * size }, () => random.normal()),
  );
}

/** Three blocks, each with inner values and a way around, as in a U-Net. */
function build(): Readonly<Record<string, Value>> {
  const weights = Array.from({ length: layerCount }, (_, i) =>
    parameter(`w${i}`, { dtype: 'float32', shape: [size, size] }),
  );
  const block = (x: Value, w: Value): Value => mul(tanh(matMul(sigmoid(x), w)), sigmoid(matMul(x, w)));
  let x: Value = constant(draw(100));
  const first = x;
  weights.forEach((w, i) => {
    x = inScope(`block.${i}`, () => block(x, w));
  });
  const loss = reduceMean(mul(mul(x, first), x));
  const slopes = gradients(loss, weights);
  return { loss, ...Object.fromEntries(slopes.map((slope, i) => [`gradient/w${i}`, slope])) };
}

const feeds = Object.fromEntries(Array.from({ length: layerCount }, (_, i) => [`w${i}`, draw(i)]));

describe('recomputing segments', () => {
  it('changes no number', async () => {
    const outputs = build();
    const graph = recomputeSegments(createGraph(outputs), ['block.0', 'block.1', 'block.2']);
    expect(await evaluate(Object.fromEntries(graph.outputs), feeds)).toEqual(await evaluate(outputs, feeds));
  });

  it('computes the inner values of a segment twice, once its gradient is there', () => {
    const plain = createGraph(build());
    const graph = recomputeSegments(plain, ['block.1']);
    const count = (nodes: typeof graph.nodes, op: string): number =>
      nodes.filter((node) => node.op.name === op && node.scope === 'block.1').length;
    expect(count(plain.nodes, 'Tanh')).toBe(1);
    expect(count(graph.nodes, 'Tanh')).toBe(2);
    expect(count(graph.nodes, 'MatMul')).toBeGreaterThan(count(plain.nodes, 'MatMul'));
    const again = graph.nodes.findLastIndex((node) => node.op.name === 'Tanh' && node.scope === 'block.1');
    const upstream = graph.nodes.findIndex((node) => node.scope.startsWith('block.2.gradient'));
    expect(again).toBeGreaterThan(upstream);
  });

  it('leaves no backward node with inner values of the forward pass', () => {
    const graph = recomputeSegments(createGraph(build()), ['block.1']);
    const forward = new Set(createGraph({ loss: graph.outputs.get('loss')! }).nodes);
    const inner = graph.nodes.filter((node) => forward.has(node) && node.scope === 'block.1').slice(0, -1);
    const users = graph.nodes.filter(
      (node) => !forward.has(node) && node.inputs.some((value) => inner.some((n) => n === value?.node)),
    );
    expect(users.map((node) => `${node.scope} ${node.op.name}`)).toEqual([]);
  });

  it('refuses a scope without nodes', () => {
    expect(() => recomputeSegments(createGraph(build()), ['block.9'])).toThrow('recompute block.9');
  });
});
