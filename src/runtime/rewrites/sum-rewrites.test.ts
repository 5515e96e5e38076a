/** Sums as the processor does them: right to the last digits however long they are, and in as few passes as there can be. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import {
  abs,
  createGraph,
  input,
  mul,
  reduceL1,
  reduceL2,
  reduceMean,
  reduceSum,
  reduceSumSquare,
  type Value,
} from '../../graph/index.ts';
import { elementCount, floatTensor, type Tensor } from '../../tensor/index.ts';
import { rewriteForDevice } from './device-rewrites.ts';

/** Two roundings of float32, and what a chain of a few thousand additions adds to them. */
const tolerance = 1e-6;

function ramp(shape: readonly number[]): Tensor {
  const values = new Float32Array(elementCount(shape));
  for (let i = 0; i < values.length; i++) values[i] = ((i * 0x9e3779b1) >>> 8) / 2 ** 24;
  return floatTensor(shape, values);
}

function opsOf(y: Value): string[] {
  return rewriteForDevice('cpu', createGraph({ y })).nodes.map(({ op }) => op.name);
}

function variable(shape: readonly (number | string)[]): Value {
  return input('x', { dtype: 'float32', shape });
}

type Reduction = (x: Value, axes?: readonly number[]) => Value;

const reductions: Readonly<Record<string, readonly [Reduction, (x: Float32Array) => number]>> = {
  sum: [(x, axes) => reduceSum(x, axes), (x) => total(x, (v) => v)],
  mean: [(x, axes) => reduceMean(x, axes), (x) => total(x, (v) => v) / x.length],
  'mean of squares': [(x, axes) => reduceMean(mul(x, x), axes), (x) => total(x, (v) => v * v) / x.length],
  'sum of squares': [(x, axes) => reduceSumSquare(x, axes), (x) => total(x, (v) => v * v)],
  'mean of magnitudes': [(x, axes) => reduceMean(abs(x), axes), (x) => total(x, Math.abs) / x.length],
  L1: [(x, axes) => reduceL1(x, axes), (x) => total(x, Math.abs)],
  L2: [(x, axes) => reduceL2(x, axes), (x) => Math.sqrt(total(x, (v) => v * v))],
};

function total(x: Float32Array, of: (v: number) => number): number {
  let sum = 0;
  for (const v of x) sum += of(v);
  return sum;
}

async function errors(shape: readonly number[]): Promise<[name: string, error: number][]> {
  const feed = ramp(shape);
  const x = variable(shape);
  const values = Object.entries(reductions).map(([name, [build]]) => [name, build(x)]);
  const results = await evaluate(Object.fromEntries(values), { x: feed });
  return Object.entries(reductions).map(([name, [, reference]]) => {
    const wanted = reference(feed.data as Float32Array);
    return [name, Math.abs(Number(results[name]!.data[0]) / wanted - 1)];
  });
}

describe('long sums on the processor', () => {
  it.each([
    ['of three million', [3, 1000, 1000]],
    ['of a prime number of elements', [1_000_003]],
    ['of few divisors', [2, 524_287]],
  ])('are right to the last digits: %s', async (_, shape) => {
    for (const [name, error] of await errors(shape)) expect(error, name).toBeLessThan(tolerance);
  });

  it('are right over outer axes, however few the columns', async () => {
    const feed = ramp([600_000, 2]);
    const { y } = await evaluate({ y: reduceSum(variable([600_000, 2]), [0]) }, { x: feed });
    for (const column of [0, 1]) {
      const own = (feed.data as Float32Array).filter((_, i) => i % 2 === column);
      expect(Math.abs(Number(y!.data[column]) / total(own, (v) => v) - 1)).toBeLessThan(tolerance);
    }
  });

  it('are right per channel', async () => {
    const shape = [2, 3, 40_000];
    const feed = ramp(shape);
    const x = variable(shape);
    const y = reduceMean(mul(x, x), [0, 2], { keepDims: true });
    const results = await evaluate({ y, z: reduceSumSquare(x, [0, 2]) }, { x: feed });
    expect(results.y!.shape).toEqual([1, 3, 1]);
    for (const channel of [0, 1, 2]) {
      const own = (feed.data as Float32Array).filter((_, i) => Math.floor(i / 40_000) % 3 === channel);
      const wanted = total(own, (v) => v * v);
      expect(Math.abs((Number(results.y!.data[channel]) * 80_000) / wanted - 1)).toBeLessThan(tolerance);
      expect(Math.abs(Number(results.z!.data[channel]) / wanted - 1)).toBeLessThan(tolerance);
    }
  });
});

describe('the ops of a sum on the processor', () => {
  const squares = (shape: readonly (number | string)[], axes?: readonly number[]): string[] => {
    const x = variable(shape);
    return opsOf(reduceSum(mul(x, x), axes));
  };

  it('are products of rows where products are summed, without the product as a tensor', () => {
    expect(squares([8, 4096])).toEqual(['Reshape', 'FusedMatMul', 'Reshape', 'ReduceSum']);
    expect(squares([8, 100])).toEqual(['Mul', 'ReduceSum']);
  });

  it('are products with ones where outer axes are summed and columns are many', () => {
    const sum = (shape: readonly number[], axes: readonly number[]): string[] =>
      opsOf(reduceSum(variable(shape), axes, { keepDims: true }));
    expect(sum([4, 3, 2048], [0, 1])).toEqual(['Reshape', 'MatMul', 'Reshape']);
    expect(sum([4, 3, 2048], [1])).toEqual(['ReduceSum']);
    expect(sum([4, 3, 2], [0])).toEqual(['ReduceSum']);
  });

  it('never are the slow ones of squares and magnitudes', () => {
    for (const build of [reduceSumSquare, reduceL1, reduceL2]) {
      for (const axes of [[0], [1], [2], [0, 2], undefined]) {
        const ops = opsOf(build(variable([3, 4, 5]), axes));
        expect(ops.filter((op) => op.startsWith('Reduce'))).toEqual(['ReduceSum']);
      }
    }
  });

  it('stay where sizes are known by name only', () => {
    expect(squares(['batch', 100_000])).toEqual(['Mul', 'ReduceSum']);
    expect(opsOf(reduceMean(variable(['batch', 100_000])))).toEqual(['ReduceMean']);
  });
});
