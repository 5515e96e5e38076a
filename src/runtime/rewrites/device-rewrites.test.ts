/** Graphs rewritten for a device compute the same: shown on the processor, which computes both ways rightly. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import {
  apply,
  concat,
  convTranspose,
  createGraph,
  fusedMatMul,
  gradients,
  input,
  inScope,
  maxPool,
  mul,
  normalizeBatch,
  ops,
  pRelu,
  reduceSum,
  reshape,
  slice,
  type Value,
} from '../../graph/index.ts';
import { elementCount, floatTensor, type Tensor } from '../../tensor/index.ts';
import { rewriteForDevice } from './device-rewrites.ts';

function waves(shape: readonly number[]): Tensor {
  return floatTensor(
    shape,
    Array.from({ length: elementCount(shape) }, (_, i) => Math.sin(3 * i)),
  );
}

async function compare(
  y: Value,
  feeds: Record<string, Tensor>,
  device: 'cpu' | 'webgpu' = 'webgpu',
): Promise<string[]> {
  const rewritten = rewriteForDevice(device, createGraph({ y }));
  const both = await evaluate({ plain: y, other: rewritten.outputs.get('y')! }, feeds);
  expect(both.other!.shape).toEqual(both.plain!.shape);
  const error = Array.from(both.plain!.data, Number).map((value, i) =>
    Math.abs(value - Number(both.other!.data[i])),
  );
  expect(Math.max(...error)).toBeLessThan(1e-6);
  return rewritten.nodes.map(({ op, scope }) => `${scope}/${op.name}`);
}

describe('graphs for the processor', () => {
  it('leave fed statistics as they are in training', async () => {
    const x = input('x', { dtype: 'float32', shape: [2, 3, 5] });
    const parts = ['scale', 'bias', 'mean', 'variance'].map((name) =>
      input(name, { dtype: 'float32', shape: [3] }),
    );
    const BatchNormalization = ops.find(({ name }) => name === 'BatchNormalization')!;
    const outputs = apply(BatchNormalization, [x, ...parts], { training_mode: 1, momentum: 0 });
    const feeds = {
      x: waves([2, 3, 5]),
      scale: waves([3]),
      bias: waves([3]),
      mean: floatTensor([3], [1, 2, 3]),
      variance: floatTensor([3], [1, 2, 3]),
    };
    await evaluate({ y: outputs[0]!, mean2: mul(outputs[1]!, 2), variance2: mul(outputs[2]!, 2) }, feeds);
    expect([...feeds.mean.data, ...feeds.variance.data]).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it('compute PRelu side by side', async () => {
    const x = input('x', { dtype: 'float32', shape: [2, 3, 5] });
    const slope = input('slope', { dtype: 'float32', shape: [3, 1] });
    const feeds = { x: waves([2, 3, 5]), slope: floatTensor([3, 1], [0.25, -0.5, 1.5]) };
    const nodes = await compare(
      inScope('act', () => pRelu(x, slope)),
      feeds,
      'cpu',
    );
    expect(nodes).toEqual(['act/Relu', 'act/Clip', 'act/Mul', 'act/Add']);
  });
});

describe('graphs for WebGPU', () => {
  it('have products with operands that are read transposed as Gemm, or with a Transpose', async () => {
    const [a, b] = [waves([2, 4, 3]), waves([2, 5, 3])];
    const flat = { a: waves([5, 3]), b: waves([4, 5]) };
    const [x, y] = [input('x', a), input('y', b)];
    const batched = await compare(fusedMatMul(x, y, { transB: true, alpha: 0.5 }), { x: a, y: b });
    expect(batched).toEqual(['/Transpose', '/MatMul', '/Mul']);
    const one = fusedMatMul(input('a', flat.a), input('b', flat.b), { transA: true, transB: true, alpha: 2 });
    expect(await compare(one, flat)).toEqual(['/Gemm']);
    const shared = fusedMatMul(x, input('b', waves([3, 7])), { transA: false, alpha: 3 });
    expect(await compare(shared, { x: a, b: waves([3, 7]) })).toEqual(['/MatMul', '/Mul']);
  });

  const x = input('x', { dtype: 'float32', shape: [3, 7] });

  it.each([
    [{ axis: 0, step: -1 }],
    [{ axis: 1, start: -2, end: 1, step: -2 }],
    [{ axis: -1, start: 100, end: -100, step: -3 }],
    [
      { axis: 0, start: 1, step: 1 },
      { axis: 1, step: -1 },
    ],
  ])('gather what is sliced backwards: %o', async (...ranges) => {
    const nodes = await compare(
      inScope('flip', () => slice(x, ranges)),
      { x: waves([3, 7]) },
    );
    expect(nodes).toContain('flip/Gather');
  });

  it.each([false, true])('widen groups that become one channel, bias: %s', async (hasBias) => {
    const sound = input('sound', { dtype: 'float32', shape: [2, 4, 5, 3] });
    const w = input('w', { dtype: 'float32', shape: [4, 1, 3, 2] });
    const b = input('b', { dtype: 'float32', shape: [2] });
    const y = convTranspose(sound, w, hasBias ? b : undefined, {
      group: 2,
      strides: [2, 1],
      pads: [1, 0, 1, 1],
    });
    const feeds = {
      sound: waves([2, 4, 5, 3]),
      w: waves([4, 1, 3, 2]),
      ...(hasBias ? { b: waves([2]) } : {}),
    };
    expect(await compare(y, feeds)).toContain('/Concat');
  });

  it.each([
    { kernel: 3, strides: 2, pads: 1 },
    { kernel: [2, 3], strides: 1, ceil: true },
    { kernel: 2, strides: [3, 1], dilations: [1, 2], pads: [0, 1, 1, 0] },
  ])('find the places of the largest elements among equals: %o', async (options) => {
    const sound = input('sound', { dtype: 'float32', shape: [2, 3, 6, 7] });
    const rounded = Array.from(waves([2, 3, 6, 7]).data as Float32Array, (value) => Math.round(2 * value));
    const y = maxPool(sound, options);
    const slope = gradients(reduceSum(mul(y, y)), [sound])[0]!;
    const nodes = await compare(slope, { sound: floatTensor([2, 3, 6, 7], rounded) });
    expect(nodes.filter((name) => name.endsWith('Where'))).not.toEqual([]);
  });

  it('compose batch normalization in training', async () => {
    const sound = input('sound', { dtype: 'float32', shape: [2, 3, 5] });
    const [scale, bias] = ['scale', 'bias'].map((name) => input(name, { dtype: 'float32', shape: [3] }));
    const { y, mean, variance } = normalizeBatch(sound, { scale: scale!, bias: bias! });
    const all = concat([reshape(y, [30]), mean, variance], 0);
    const feeds = { sound: waves([2, 3, 5]), scale: waves([3]), bias: waves([3]) };
    expect((await compare(all, feeds)).join()).not.toContain('BatchNormalization');
  });

  it('stay what they are where nothing is wrong', () => {
    const graph = createGraph({ y: slice(x, { axis: 0, step: 2 }) });
    expect([...rewriteForDevice('webgpu', graph).outputs]).toEqual([...graph.outputs]);
    expect(rewriteForDevice('cpu', graph)).toBe(graph);
  });
});
