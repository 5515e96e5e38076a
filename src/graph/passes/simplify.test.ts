/** Passes give the same numbers with fewer nodes, and leave alone what they must. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import { floatTensor, intTensor, type Tensor } from '../../tensor/index.ts';
import { capturedBy } from '../graph.ts';
import {
  add,
  apply1,
  constant,
  createGraph,
  detach,
  div,
  type Graph,
  gradients,
  identity,
  input,
  matMul,
  mul,
  neg,
  type OpDefinition,
  ops,
  parameter,
  pow,
  reduceMean,
  relu,
  reshape,
  simplifyGraph,
  sub,
  tanh,
  transpose,
  type Value,
  verifyGraph,
} from '../index.ts';

const x = input('x', { dtype: 'float32', shape: [2, 3] });
const numbers = (tensor: Tensor | undefined): number[] => Array.from(tensor!.data, Number);

function simplified(y: Value): Graph {
  const graph = simplifyGraph(createGraph({ y }));
  verifyGraph(graph);
  return graph;
}

const opsOf = (y: Value): string[] => simplified(y).nodes.map((node) => node.op.name);

describe('simplifyGraph', () => {
  it.each<[string, Value]>([
    ['x + 0', add(x, 0)],
    ['0 + x', add(0, x)],
    ['x − 0', sub(x, 0)],
    ['x · 1', mul(x, constant(floatTensor([3], [1, 1, 1])))],
    ['x / 1', div(x, 1)],
    ['x to the power 1', pow(x, constant(floatTensor([], [1])))],
    ['identity', identity(x)],
    ['minus minus', neg(neg(x))],
    ['transposed twice', transpose(transpose(x))],
    ['reshaped and back', reshape(reshape(x, [6]), [2, 3])],
  ])('removes %s', (_, y) => {
    expect(simplified(y).outputs.get('y')).toBe(x);
  });

  it('keeps what changes the shape', () => {
    expect(opsOf(add(x, constant(floatTensor([1, 2, 3], [0, 0, 0, 0, 0, 0]))))).toEqual(['Add']);
    expect(opsOf(sub(0, x))).toEqual(['Sub']);
  });

  it('joins transposes and reshapes', () => {
    const y = transpose(transpose(reshape(reshape(x, [6]), [1, 2, 3]), [1, 2, 0]), [1, 0, 2]);
    expect(opsOf(y)).toEqual(['Reshape', 'Transpose']);
  });

  it('folds what is made of constants, and shapes that are known', () => {
    const scale = div(add(constant(floatTensor([], [1])), 2), 4);
    const graph = simplified(mul(x, scale));
    expect(graph.nodes.map((node) => node.op.name)).toEqual(['Mul']);
    expect(graph.constants.map((value) => value.node)).toMatchObject([{ tensor: floatTensor([], [0.75]) }]);
    const Shape = ops.find((op) => op.name === 'Shape')!;
    const sizes = simplified(apply1(Shape, [x])).outputs.get('y')!;
    expect(sizes.node).toMatchObject({ tensor: intTensor([2], [2, 3]) });
  });

  it('computes equal things once', () => {
    expect(opsOf(add(tanh(mul(x, 2)), tanh(mul(x, 2))))).toEqual(['Mul', 'Tanh', 'Add']);
    expect(opsOf(add(transpose(x), transpose(x, [1, 0])))).toEqual(['Transpose', 'Add']);
    expect(simplified(mul(add(x, 2), tanh(add(x, mul(x, 2))))).constants).toHaveLength(1);
  });

  it('keeps random ops, zeros of different sign and detached values apart', () => {
    const Random: OpDefinition = {
      name: 'RandomNormalLike',
      domain: '',
      infer: ({ inputs }) => [inputs[0]!],
      examples: [],
    };
    expect(opsOf(add(apply1(Random, [x]), apply1(Random, [x])))).toHaveLength(3);
    expect(opsOf(sub(div(1, mul(x, 0)), div(1, mul(x, -0)))).filter((op) => op === 'Mul')).toHaveLength(2);
    const detached = mul(detach(x), x);
    expect(simplified(detached).nodes.map((node) => node.op.name)).toEqual(['Identity', 'Mul']);
  });

  it('hands bodies what became of the values that they take from outside', () => {
    const Run: OpDefinition = {
      name: 'Run',
      domain: '',
      infer: ({ inputs }) => [inputs[0]!],
      examples: [],
    };
    const state = input('state', { dtype: 'float32', shape: [2, 3] });
    const body = {
      kind: 'subgraph',
      inputs: [state],
      outputs: [tanh(mul(state, add(neg(neg(x)), 0)))],
    } as const;
    const graph = simplified(add(apply1(Run, [x], { body }), 1));
    expect(graph.nodes.map((node) => node.op.name)).toEqual(['Run', 'Add']);
    expect(capturedBy(graph.nodes[0]!)).toEqual([x]);
  });

  it('gives a training step fewer nodes and the same numbers', async () => {
    const w = parameter('w', { dtype: 'float32', shape: [3, 2] });
    const b = parameter('b', { dtype: 'float32', shape: [2] });
    const error = sub(relu(add(matMul(x, w), b)), 1);
    const loss = reduceMean(mul(error, error));
    const [gw, gb] = gradients(loss, [w, b]);
    const graph = createGraph({ loss, gw: gw!, gb: gb! });
    const small = simplifyGraph(graph);
    verifyGraph(small);
    expect(small.nodes.length).toBeLessThan(graph.nodes.length);
    expect(small.nodes.map((node) => node.op.name)).not.toContain('Expand');
    const feeds = {
      x: floatTensor([2, 3], [1, 2, 3, -4, 5, 6]),
      w: floatTensor([3, 2], [0.5, -0.25, 1, 0.75, -0.5, 0.125]),
      b: floatTensor([2], [0.5, -1]),
    };
    const before = await evaluate(Object.fromEntries(graph.outputs), feeds);
    const after = await evaluate(Object.fromEntries(small.outputs), feeds);
    for (const name of graph.outputs.keys()) {
      numbers(after[name]).forEach((value, i) => {
        expect(value).toBeCloseTo(numbers(before[name])[i]!, 5);
      });
    }
  });
});
