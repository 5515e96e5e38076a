/** Graphs in half precision: the same to three digits, whatever is in them, with the same feeds and outputs. */

import { describe, expect, it } from 'vitest';
import { evaluate, testEngine } from '../../../test/support/engine.ts';
import {
  add,
  apply,
  cast,
  constant,
  createGraph,
  exp,
  formatType,
  type Graph,
  input,
  matMul,
  mul,
  ops,
  parameter,
  reduceSum,
  shapeOf,
} from '../../graph/index.ts';
import { floatTensor, type Tensor } from '../../tensor/index.ts';
import { toHalfPrecision } from './half-precision.ts';

/** Eleven bits of precision, and a sum of a few of such. */
const halfTolerance = 3e-3;

const x = input('x', { dtype: 'float32', shape: ['n', 3] });
const w = parameter('w', { dtype: 'float32', shape: [3, 2] });
const b = parameter('b', { dtype: 'float32', shape: [2] });
const hidden = add(matMul(x, w), b);
const graph = createGraph({
  y: mul(exp(hidden), constant(floatTensor([2], [0.5, 3]))),
  sum: reduceSum(hidden),
  shape: shapeOf(x),
  count: cast(cast(shapeOf(x), 'float32'), 'int64'),
  same: x,
});
const feeds: Record<string, Tensor> = { x: floatTensor([2, 3], [0.1, 0.2, -0.3, 1, -0.5, 0.25]) };
const weights: Record<string, Tensor> = {
  w: floatTensor([3, 2], [0.3, -0.2, 0.7, 1.1, -0.9, 0.4]),
  b: floatTensor([2], [0.01, -0.02]),
};

async function outputsOf(half: Graph, fed: Record<string, Tensor>): Promise<Record<string, Tensor>> {
  return evaluate(Object.fromEntries(half.outputs), fed);
}

describe('half precision', () => {
  it('gives nearly the same from the same feeds, weights stored or fed', async () => {
    const exact = await outputsOf(graph, { ...feeds, ...weights });
    const stored = toHalfPrecision({ graph, parameters: weights });
    expect(stored.parameters.w!.dtype).toBe('float16');
    const fed = toHalfPrecision({ graph, parameters: {} });
    const results = [
      await outputsOf(stored.graph, { ...feeds, ...stored.parameters }),
      await outputsOf(fed.graph, { ...feeds, ...weights }),
    ];
    for (const outputs of results) {
      expect(Object.keys(outputs)).toEqual(Object.keys(exact));
      for (const [name, { dtype, shape, data }] of Object.entries(exact)) {
        expect(outputs[name]).toMatchObject({ dtype, shape });
        data.forEach((value: number | bigint, i: number) => {
          const scale = Math.max(1, Math.abs(Number(value)));
          expect(Math.abs(Number(outputs[name]!.data[i]) - Number(value))).toBeLessThan(
            halfTolerance * scale,
          );
        });
      }
    }
  });

  it('computes products in halves and sums in float32', () => {
    const { nodes } = toHalfPrecision({ graph, parameters: weights }).graph;
    const typeOf = (op: string): unknown => nodes.find((node) => node.op.name === op)!.outputs[0]!.type.dtype;
    expect(typeOf('MatMul')).toBe('float16');
    expect(typeOf('Exp')).toBe('float32');
    expect(typeOf('ReduceSum')).toBe('float32');
  });

  it('is made of every op', () => {
    for (const op of ops) {
      for (const { inputs, constants, attributes } of op.examples) {
        const values = inputs.map(
          (tensor, i) => tensor && (constants?.includes(i) ? constant(tensor) : input(`x${i}`, tensor)),
        );
        const outputs = apply(op, values, attributes).map((value, i) => [`y${i}`, value] as const);
        const own = createGraph(Object.fromEntries(outputs));
        const half = toHalfPrecision({ graph: own, parameters: {} }).graph;
        for (const [name, { type }] of own.outputs)
          expect(formatType(half.outputs.get(name)!.type)).toBe(formatType(type));
      }
    }
  });

  it('is refused where the device gains nothing from it', async () => {
    const refused = (await testEngine()).compile(graph, { precision: 'float16' });
    await expect(refused).rejects.toThrow(/cpu has: float32, got 'float16'/);
  });
});
