/** Products of halves on devices that add them up in another way. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import {
  cast,
  conv,
  convTranspose,
  createGraph,
  gemm,
  input,
  matMul,
  type Value,
  verifyGraph,
} from '../../graph/index.ts';
import { floatTensor, fromHalf, type Tensor, toHalf } from '../../tensor/index.ts';
import { createRandom } from '../../util/index.ts';
import { placeHalfProducts } from './half-products.ts';

const random = createRandom(1);
const feeds: Record<string, Tensor> = {};

function halves(name: string, shape: readonly number[]): Value {
  const count = shape.reduce((product, size) => product * size, 1);
  feeds[name] = floatTensor(
    shape,
    Array.from({ length: count }, () => random.normal()),
  );
  return cast(input(name, { dtype: 'float32', shape }), 'float16');
}

function productDtypes(device: 'cpu' | 'webgpu', y: Value): string[] {
  const graph = placeHalfProducts(device, createGraph({ y: cast(y, 'float32') }));
  verifyGraph(graph);
  const products = graph.nodes.filter(({ op }) => /MatMul|Gemm|Conv/.test(op.name));
  return products.map(({ op, outputs }) => `${op.name} ${outputs[0]!.type.dtype}`);
}

async function numbersOf(values: Readonly<Record<string, Value>>): Promise<Record<string, number[]>> {
  const needed = [...createGraph(values).inputs.keys()].map((name) => [name, feeds[name]!]);
  const results = await evaluate(values, Object.fromEntries(needed));
  return Object.fromEntries(
    Object.entries(results).map(([name, { data }]) => [name, Array.from(data, Number)]),
  );
}

describe('products of halves', () => {
  it('are rounded on the processor, where the runtime would leave the rounding out', async () => {
    const [a, b] = [halves('a', [3, 7]), halves('b', [7, 2])];
    const { y } = await numbersOf({ y: cast(matMul(a, b), 'float32') });
    const round = (x: number): number => fromHalf(toHalf(x));
    const [left, right] = ['a', 'b'].map((name) => Array.from(feeds[name]!.data, Number).map(round));
    const expected = Array.from({ length: 6 }, (_, i) => {
      const [row, column] = [Math.floor(i / 2), i % 2];
      return round(
        Array.from({ length: 7 }, (_, k) => left![row * 7 + k]! * right![k * 2 + column]!).reduce(
          (sum, x) => sum + x,
        ),
      );
    });
    for (const [i, x] of y!.entries()) expect(Math.abs(x - expected[i]!)).toBeLessThanOrEqual(2 ** -10);
    expect(y!.every((x) => round(x) === x)).toBe(true);
    expect(productDtypes('cpu', matMul(a, b))).toEqual(['MatMul float32']);
  });

  it('are added up in float32 on WebGPU where sums are long', () => {
    const [short, long] = [halves('short', [2, 1024]), halves('long', [2, 1025])];
    expect(productDtypes('webgpu', gemm(short, short, { transB: true }))).toEqual(['Gemm float16']);
    expect(productDtypes('webgpu', gemm(long, long, { transB: true }))).toEqual(['Gemm float32']);
    const sound = (channels: number): Value => halves(`x${channels}`, [1, channels, 4, 4]);
    const kernel = (outputs: number, inputs: number): Value =>
      halves(`w${outputs}-${inputs}`, [outputs, inputs, 3, 3]);
    expect(productDtypes('webgpu', conv(sound(113), kernel(2, 113)))).toEqual(['Conv float16']);
    expect(productDtypes('webgpu', conv(sound(114), kernel(2, 114)))).toEqual(['Conv float32']);
    expect(productDtypes('webgpu', conv(sound(228), kernel(2, 114), undefined, { group: 2 }))).toEqual([
      'Conv float32',
    ]);
    expect(productDtypes('webgpu', convTranspose(sound(113), kernel(113, 200)))).toEqual([
      'ConvTranspose float16',
    ]);
    expect(productDtypes('webgpu', convTranspose(sound(114), kernel(114, 2)))).toEqual([
      'ConvTranspose float32',
    ]);
  });

  it('are left to devices that have them', () => {
    const graph = createGraph({ y: cast(matMul(halves('l', [2, 3]), halves('r', [3, 2])), 'float32') });
    expect(placeHalfProducts('cuda', graph)).toBe(graph);
  });
});
