/** Gradients against derivatives known in closed form, computed by the engine; first and second ones. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/support/engine.ts';
import { floatTensor, intTensor, type Tensor } from '../tensor/index.ts';
import {
  add,
  apply1,
  constant,
  createGraph,
  detach,
  exp,
  expand,
  gradients,
  input,
  inScope,
  leakyRelu,
  matMul,
  mul,
  type OpDefinition,
  parameter,
  reduceMean,
  reduceSum,
  relu,
  reshape,
  sigmoid,
  sin,
  softmax,
  sub,
  tanh,
  type Value,
  verifyGraph,
} from './index.ts';

const x = (shape: readonly (number | string)[]): Value => input('x', { dtype: 'float32', shape });
const numbers = (tensor: Tensor | undefined): number[] => Array.from(tensor!.data, Number);

async function gradientAt(build: (v: Value) => Value, at: readonly number[]): Promise<number[]> {
  const v = x([at.length]);
  const [g] = gradients(reduceSum(build(v)), [v]);
  const graph = createGraph({ g: g! });
  verifyGraph(graph);
  const feeds: Record<string, Tensor> = graph.inputs.has('x') ? { x: floatTensor([at.length], at) } : {};
  return numbers((await evaluate({ g: g! }, feeds)).g);
}

describe('gradients', () => {
  it('follow the chain rule', async () => {
    // d/dx sin(x²) = 2x·cos(x²)
    const at = [0.5, -1.25];
    const found = await gradientAt((v) => sin(mul(v, v)), at);
    at.forEach((a, i) => {
      expect(found[i]).toBeCloseTo(2 * a * Math.cos(a * a), 5);
    });
  });

  it('add up over all uses of a value', async () => {
    // x·x + 3x: 2x + 3
    expect(await gradientAt((v) => add(mul(v, v), mul(v, 3)), [2, -1])).toEqual([7, 1]);
  });

  it('sum over what broadcasting repeated', async () => {
    const bias = parameter('bias', { dtype: 'float32', shape: [3, 1] });
    const loss = reduceSum(mul(add(x([2, 3, 4]), bias), 2));
    const [g] = gradients(loss, [bias]);
    expect(g!.type.shape).toEqual([3, 1]);
    expect(numbers((await evaluate({ g: g! })).g)).toEqual([16, 16, 16]);
  });

  it('of a linear layer are the transposed products, with one product for the whole batch', async () => {
    const w = parameter('w', { dtype: 'float32', shape: [2, 1] });
    const v = x(['batch', 'time', 2]);
    const [gw, gx] = gradients(reduceSum(matMul(v, w)), [w, v]);
    const graph = createGraph({ gw: gw!, gx: gx! });
    verifyGraph(graph);
    expect(graph.nodes.filter((node) => node.op.name === 'ReduceSum')).toHaveLength(0);
    const feeds = { x: floatTensor([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]), w: floatTensor([2, 1], [10, 20]) };
    const results = await evaluate({ gw: gw!, gx: gx! }, feeds);
    expect(numbers(results.gw)).toEqual([16, 20]);
    expect(numbers(results.gx)).toEqual([10, 20, 10, 20, 10, 20, 10, 20]);
  });

  it('divide a mean by a size that is only known when the graph runs', async () => {
    const v = x(['time', 2]);
    const [g] = gradients(reduceMean(mul(v, v)), [v]);
    const results = await evaluate({ g: g! }, { x: floatTensor([2, 2], [1, 2, 3, 4]) });
    expect(numbers(results.g)).toEqual([0.5, 1, 1.5, 2]);
  });

  it('have gradients themselves', async () => {
    // d²/dx² tanh = −2·tanh·(1 − tanh²); d² eˣ = eˣ; d² σ = σ(1−σ)(1−2σ); d² x³ = 6x
    const second: readonly (readonly [(v: Value) => Value, (at: number) => number])[] = [
      [tanh, (a) => -2 * Math.tanh(a) * (1 - Math.tanh(a) ** 2)],
      [exp, Math.exp],
      [sigmoid, (a) => s(a) * (1 - s(a)) * (1 - 2 * s(a))],
      [(v) => mul(mul(v, v), v), (a) => 6 * a],
      [relu, () => 0],
      [(v) => leakyRelu(v, { alpha: 0.25 }), () => 0],
    ];
    const at = [0.75, -0.5, 0];
    for (const [fn, expected] of second) {
      const found = await gradientAt((v) => gradients(reduceSum(fn(v)), [v])[0]!, at);
      at.forEach((a, i) => {
        expect(found[i]).toBeCloseTo(expected(a), 5);
      });
    }
  });

  it('of a softmax and of its gradient agree with differences', async () => {
    const weights = constant(floatTensor([3], [1, -2, 0.5]));
    const score = (v: Value): Value => mul(softmax(v), weights);
    const slope = (v: Value): Value => mul(gradients(reduceSum(score(v)), [v])[0]!, weights);
    const at = [0.3, -0.2, 0.9];
    const step = 1e-2;
    for (const fn of [score, slope]) {
      const found = await gradientAt(fn, at);
      for (let i = 0; i < 3; i++) {
        const [high, low] = await Promise.all(
          [step, -step].map(async (d) => {
            const moved = at.map((a, j) => (j === i ? a + d : a));
            const v = x([3]);
            return numbers((await evaluate({ y: reduceSum(fn(v)) }, { x: floatTensor([3], moved) })).y)[0]!;
          }),
        );
        // Differences of float32 with this step carry errors near 1e-5.
        expect(found[i]).toBeCloseTo((high! - low!) / (2 * step), 3);
      }
    }
  });

  it('start from gradOutput when one is given', async () => {
    const v = x([2]);
    const [g] = gradients(mul(v, v), [v], { gradOutput: constant(floatTensor([2], [1, 10])) });
    expect(numbers((await evaluate({ g: g! }, { x: floatTensor([2], [3, 4]) })).g)).toEqual([6, 80]);
  });

  it('are zeros where nothing flows, also behind detach and for unknown sizes', async () => {
    const v = x(['n']);
    const other = parameter('other', { dtype: 'float32', shape: [2] });
    const loss = reduceSum(mul(detach(v), 2));
    const [gv, go] = gradients(loss, [v, other]);
    const feeds = { x: floatTensor([3], [1, 2, 3]), other: floatTensor([2], [1, 1]) };
    const { gv: a } = await evaluate({ gv: gv! }, { x: feeds.x });
    const { go: b } = await evaluate({ go: go! });
    expect(numbers(a)).toEqual([0, 0, 0]);
    expect(numbers(b)).toEqual([0, 0]);
  });

  it('stop at values in the middle when asked for them', async () => {
    const v = x([2]);
    const middle = mul(v, 3);
    const [gm, gx] = gradients(reduceSum(mul(middle, middle)), [middle, v]);
    const results = await evaluate({ gm: gm!, gx: gx! }, { x: floatTensor([2], [1, 2]) });
    expect(numbers(results.gm)).toEqual([6, 12]);
    expect(numbers(results.gx)).toEqual([18, 36]);
  });

  it('go through reshapes and repetitions of symbolic axes', async () => {
    const v = x(['batch', 2, 3]);
    const flat = reshape(v, [-1, 3]);
    const [g] = gradients(reduceSum(mul(flat, expand(reshape(flat, [1, -1, 3]), [1, '2*batch', 3]))), [v]);
    const results = await evaluate({ g: g! }, { x: floatTensor([1, 2, 3], [1, 2, 3, 4, 5, 6]) });
    expect(numbers(results.g)).toEqual([2, 4, 6, 8, 10, 12]);
  });

  it('are iterative: ten thousand nodes deep', () => {
    const v = x([1]);
    let deep = v;
    for (let i = 0; i < 10_000; i++) deep = sub(deep, 1e-3);
    expect(createGraph({ g: gradients(reduceSum(deep), [v])[0]! }).nodes.length).toBeGreaterThan(0);
  });

  it('put their nodes into the scope of the node they belong to', () => {
    const v = x([2]);
    const y = inScope('encoder', () => inScope('0', () => tanh(v)));
    const scopes = createGraph({ g: gradients(reduceSum(y), [v])[0]! }).nodes.map((node) => node.scope);
    expect(scopes).toContain('encoder.0.gradient');
  });
});

describe('what has no gradient', () => {
  it('is named with its scope', () => {
    const Opaque: OpDefinition = {
      name: 'Opaque',
      domain: '',
      infer: ({ inputs }) => [inputs[0]!],
      examples: [],
    };
    const v = x([2]);
    const y = inScope('decoder', () => apply1(Opaque, [v]));
    expect(() => gradients(reduceSum(y), [v])).toThrow(/^decoder\.Opaque: expected .*Opaque, which has none/);
  });

  it('is a loss of more than one element', () => {
    const v = x([2]);
    expect(() => gradients(v, [v])).toThrow(/gradients: expected a loss of one float, got float32\[2\]/);
  });

  it('is an integer', () => {
    const v = input('i', { dtype: 'int64', shape: [2] });
    expect(() => gradients(reduceSum(x([1])), [v])).toThrow(/expected values of floats, got int64\[2\]/);
  });

  it('is a rule that returns another shape', () => {
    const Wrong: OpDefinition = {
      name: 'Wrong',
      domain: '',
      infer: ({ inputs }) => [inputs[0]!],
      gradient: () => [constant(intTensor([1], [1]))],
      examples: [],
    };
    const v = x([2]);
    expect(() => gradients(reduceSum(apply1(Wrong, [v])), [v])).toThrow(
      /^Wrong: expected a gradient of input 0 of float32\[2\], got int64\[1\]/,
    );
  });
});

function s(a: number): number {
  return 1 / (1 + Math.exp(-a));
}
