/** Which ops of a step become halves, and that nothing else of a graph changes. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import { floatTensor, intTensor, type Tensor } from '../../tensor/index.ts';
import { createRandom } from '../../util/index.ts';
import { inScope } from '../apply.ts';
import { gradients } from '../autodiff.ts';
import { bodyOf, createGraph, type Graph } from '../graph.ts';
import type { OpNode, Subgraph, Value } from '../node.ts';
import { add, mul } from '../ops/arithmetic.ts';
import { conv, convTranspose } from '../ops/conv.ts';
import { lstmScan } from '../ops/lstm-scan.ts';
import { gemm, matMul } from '../ops/matmul.ts';
import { reduceMean } from '../ops/reduce.ts';
import { reshape, transpose } from '../ops/shape.ts';
import { softmax } from '../ops/softmax.ts';
import { tanh } from '../ops/unary.ts';
import { constant, input, parameter } from '../value.ts';
import { verifyGraph } from '../verify.ts';
import { mixPrecision } from './mixed-precision.ts';
import { simplifyGraph } from './simplify.ts';

const float = (name: string, shape: readonly number[]): Value => input(name, { dtype: 'float32', shape });
const weight = (name: string, shape: readonly number[]): Value =>
  parameter(name, { dtype: 'float32', shape });

function halvedOps({ nodes }: Graph): string[] {
  const halved = nodes.filter(({ outputs: [value] }) => value!.type.dtype === 'float16');
  return halved.map(({ op }) => op.name).toSorted();
}

function castsOf(graph: Graph, dtype: string): OpNode[] {
  return graph.nodes.filter(({ op, outputs: [value] }) => op.name === 'Cast' && value!.type.dtype === dtype);
}

describe('mixed precision', () => {
  it('computes products in halves and everything else in float32', () => {
    const x = float('x', [2, 3, 8, 8]);
    const y = convTranspose(conv(x, weight('a', [4, 3, 3, 3])), weight('b', [4, 2, 3, 3]));
    const flat = gemm(reshape(tanh(y), [16, 16]), weight('c', [16, 5]), { c: weight('d', [5]) });
    const loss = reduceMean(softmax(matMul(flat, weight('e', [5, 4])), -1));
    const graph = mixPrecision(createGraph({ loss }));
    expect(halvedOps(graph).filter((name) => name !== 'Cast')).toEqual([
      'Conv',
      'ConvTranspose',
      'Gemm',
      'MatMul',
      'Reshape',
    ]);
    verifyGraph(graph);
    // From Conv to ConvTranspose and from Gemm to MatMul nothing is cast.
    expect(castsOf(graph, 'float32')).toHaveLength(2);
  });

  it('leaves alone what is known beforehand, sums, and what is named', () => {
    const x = float('x', [4, 4]);
    const transform = constant(floatTensor([4, 4], Float32Array.from({ length: 16 }, Math.sin)));
    const graph = mixPrecision(
      createGraph({
        bins: matMul(transform, x),
        scaled: matMul(x, mul(transform, transform)),
        sum: matMul(x, weight('column', [4, 1])),
        row: matMul(weight('row', [4]), x),
        named: inScope('loss', () => matMul(x, weight('w', [4, 4]))),
      }),
      { keep: ({ scope }) => scope === 'loss' },
    );
    expect(halvedOps(graph)).toEqual([]);
  });

  it('moves halves between products, and float32 where anything else looks at it', () => {
    const x = float('x', [4, 6]);
    const turned = transpose(tanh(x), [1, 0]);
    const product = matMul(turned, weight('w', [4, 3]));
    const alone = mixPrecision(createGraph({ product }));
    expect(halvedOps(alone)).toEqual(['Cast', 'Cast', 'MatMul', 'Transpose']);
    const seen = mixPrecision(createGraph({ product, turned }));
    expect(halvedOps(seen)).toEqual(['Cast', 'Cast', 'MatMul']);
  });

  it('lays out columns of a convolution in halves, and turns its kernels', () => {
    const x = float('x', [2, 3, 6, 6]);
    const [a, b] = [weight('a', [4, 3, 3, 3]), weight('b', [4, 4, 3, 3])];
    const loss = reduceMean(tanh(conv(tanh(conv(x, a)), b)));
    const [da, db] = gradients(loss, [a, b]);
    const graph = mixPrecision(simplifyGraph(createGraph({ da: da!, db: db! })));
    const products = graph.nodes.filter(({ op }) => /Conv|MatMul/.test(op.name));
    expect(products.length).toBeGreaterThan(5);
    for (const { outputs } of products) expect(outputs[0]!.type.dtype).toBe('float16');
    expect(castsOf(graph, 'float16').some(({ inputs }) => inputs[0]!.type.dtype === 'float16')).toBe(false);
  });

  it('goes into loops and keeps their states in float32', async () => {
    const [h, c] = [float('h', [2, 4]), float('c', [2, 4])];
    const recurrent = weight('recurrent', [16, 4]);
    const loop = { projected: float('projected', [5, 2, 16]), recurrent, h, c, reversed: false };
    const { output } = lstmScan({ ...loop, order: 'ifgo' });
    const [slope] = gradients(reduceMean(output), [recurrent]);
    const whole = simplifyGraph(createGraph({ output, slope: slope! }));
    const graph = mixPrecision(whole);
    const bodies = graph.nodes.flatMap(({ attributes }) =>
      attributes.body === undefined ? [] : [attributes.body as Subgraph],
    );
    expect(bodies).toHaveLength(2);
    for (const body of bodies) {
      const halved = bodyOf(body).nodes.filter(({ outputs: [value] }) => value!.type.dtype === 'float16');
      expect(halved.map(({ op }) => op.name)).toEqual(['Cast', 'MatMul']);
    }
    const random = createRandom(4);
    const feeds: Record<string, Tensor> = {};
    for (const [name, { type }] of [...whole.inputs, ...whole.parameters]) {
      const shape = type.shape as readonly number[];
      const count = shape.reduce((product, size) => product * size, 1);
      feeds[name] = floatTensor(
        shape,
        Array.from({ length: count }, () => random.normal()),
      );
    }
    const exact = await evaluate(Object.fromEntries(whole.outputs), feeds);
    const mixed = await evaluate(Object.fromEntries(graph.outputs), feeds);
    for (const name of ['output', 'slope']) {
      const expected = exact[name]!.data as Float32Array;
      const errors = (mixed[name]!.data as Float32Array).map((x, i) => Math.abs(x - expected[i]!));
      expect(Math.max(...errors)).toBeGreaterThan(0);
      expect(Math.max(...errors)).toBeLessThan(3e-3);
    }
  });

  it('leaves integers and graphs without products as they are', () => {
    const x = float('x', [2, 3]);
    const graph = createGraph({ y: add(x, x), z: add(constant(intTensor([1], [1])), 1) });
    const mixed = mixPrecision(graph);
    expect([...mixed.outputs.values()]).toEqual([...graph.outputs.values()]);
  });

  it('is iterative: ten thousand nodes deep', () => {
    let deep = float('x', [3, 3]);
    for (let i = 0; i < 10_000; i++) deep = tanh(deep);
    const y = matMul(deep, weight('w', [3, 3]));
    expect(halvedOps(mixPrecision(createGraph({ y })))).toContain('MatMul');
  });
});
