/** What every layer is exported as, with all axes symbolic that may be: ops of ONNX itself, and the same numbers. */

import { describe, expect, it } from 'vitest';
import {
  apply1,
  createGraph,
  fusedMatMul,
  input,
  ops,
  scan,
  useStandardOps,
  type Value,
} from '../../src/graph/index.ts';
import { createScope, initialize, type LayerExample, layers } from '../../src/nn/index.ts';
import { decodeModel, exportModel } from '../../src/onnx/index.ts';
import { floatTensor, type Tensor } from '../../src/tensor/index.ts';
import { evaluate } from '../support/engine.ts';
import { noise } from '../support/layer-step.ts';

interface Exported {
  readonly y: Value;
  readonly weights: Readonly<Record<string, Tensor>>;
}

/** A layer in inference with as many axes symbolic as it takes: all, all but the last, the first, none. */
function exportable({ shape, build }: LayerExample): Exported[] {
  const last = shape.length - 1;
  const frees = [shape.map((_, axis) => axis), shape.map((_, axis) => axis).slice(0, last), [0], []];
  return frees.flatMap((free) => {
    const scope = createScope();
    const sizes = shape.map((size, axis) => (free.includes(axis) ? `axis${axis}` : size));
    try {
      const y = build(scope, input('x', { dtype: 'float32', shape: sizes }));
      const { parameters } = createGraph({ y });
      const weights = [...initialize(scope.parameters, 1)].filter(([name]) => parameters.has(name));
      return [{ y, weights: Object.fromEntries(weights) }];
    } catch {
      // Layers say which sizes their weights depend on.
      return [];
    }
  });
}

describe.each(layers.map((layer) => [layer.name, layer] as const))('%s', (_name, layer) => {
  it('is exported as ops of ONNX itself', async () => {
    const all = exportable(layer);
    expect(all.length).toBeGreaterThan(1);
    for (const { y, weights } of all) {
      const { graph, parameters } = decodeModel(exportModel(createGraph({ y }), weights));
      expect(graph.nodes.filter(({ op }) => op.domain !== '').map(({ op }) => op.name)).toEqual([]);
      const x = noise(layer.shape);
      const own = await evaluate({ y }, { x, ...weights });
      const read = await evaluate({ y: graph.outputs.get('y')! }, { x, ...Object.fromEntries(parameters) });
      expect(read.y!.shape).toEqual(own.y!.shape);
      Array.from(own.y!.data, Number).forEach((value, i) => {
        expect(Number(read.y!.data[i])).toBeCloseTo(value, 5);
      });
    }
  });
});

describe('ops of ONNX Runtime', () => {
  const own = ops.filter(({ domain }) => domain !== '');

  it.each(own.flatMap((op) => op.examples.map((example, i) => [`${op.name}.${i}`, op, example] as const)))(
    '%s are written as others that compute the same',
    async (_name, op, { inputs, attributes, reference }) => {
      const values = inputs.map((tensor, i) => tensor && input(`x${i}`, tensor));
      const graph = useStandardOps(createGraph({ y: apply1(op, values, attributes) }));
      expect(graph.nodes.every((node) => node.op.domain === '')).toBe(true);
      const feeds = Object.fromEntries(inputs.map((tensor, i) => [`x${i}`, tensor!]));
      const got = await evaluate({ y: graph.outputs.get('y')! }, feeds);
      Array.from(reference(inputs)[0]!.data, Number).forEach((value, i) => {
        expect(Number(got.y!.data[i])).toBeCloseTo(value, 5);
      });
    },
  );

  it('are so in bodies too', async () => {
    const x = input('x', { dtype: 'float32', shape: [3, 2, 2] });
    const start = input('start', { dtype: 'float32', shape: [2, 2] });
    const { states } = scan({
      states: [start],
      inputs: [x],
      body: ([state], [step]) => ({ states: [fusedMatMul(state!, step!, { transB: true })], outputs: [] }),
    });
    const graph = useStandardOps(createGraph({ y: states[0]! }));
    const bytes = exportModel(createGraph({ y: states[0]! }), {});
    expect(Buffer.from(bytes).includes('FusedMatMul')).toBe(false);
    const feeds = { x: noise([3, 2, 2]), start: floatTensor([2, 2], [1, 2, 3, 4]) };
    const got = await evaluate({ own: states[0]!, other: graph.outputs.get('y')! }, feeds);
    expect(got.other!.data).toEqual(got.own!.data);
  });
});
