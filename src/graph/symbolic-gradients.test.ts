/** Gradients where batch and time are only known when the graph runs: the same numbers as with sizes that are known. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/support/engine.ts';
import { intTensor } from '../tensor/index.ts';
import { ArgumentError } from '../util/index.ts';
import { gradients } from './autodiff.ts';
import type { Value } from './node.ts';
import { mul } from './ops/arithmetic.ts';
import { reduceSum } from './ops/broadcast.ts';
import { gather, gatherElements, gatherND, scatterAdd } from './ops/gather.ts';
import { example } from './ops/naive.ts';
import { topK } from './ops/order.ts';
import { averagePool, globalAveragePool, maxPool } from './ops/pool.ts';
import { resize } from './ops/resize.ts';
import { pad, slice } from './ops/slice.ts';
import { sin } from './ops/unary.ts';
import type { Shape } from './type.ts';
import { constant, input } from './value.ts';

interface Case {
  readonly name: string;
  readonly sizes: readonly number[];
  /** The same shape with names. */
  readonly shape: Shape;
  readonly build: (x: Value) => Value;
}

const twoAxes = { sizes: [2, 3, 7, 5], shape: ['batch', 3, 'time', 5] } as const;
const oneAxis = { sizes: [2, 3, 7], shape: ['batch', 3, 'time'] } as const;
const indices = constant(intTensor([2, 2], [1, 2, 1, 0]));
const fixed = (numbers: number[], shape: number[]): Value => constant(intTensor(shape, numbers));

const cases: readonly Case[] = [
  { name: 'Gather, another axis', ...oneAxis, build: (x) => gather(x, indices, 1) },
  { name: 'Gather, that axis', ...oneAxis, build: (x) => gather(x, [0, -1, 0], 2) },
  {
    name: 'GatherElements',
    sizes: [3, 4],
    shape: ['time', 4],
    build: (x) => gatherElements(x, fixed([2, 0, 1, 1], [1, 4]), 0),
  },
  {
    name: 'GatherND',
    sizes: [3, 4],
    shape: ['time', 4],
    build: (x) => gatherND(x, fixed([2, 0, 2], [3, 1])),
  },
  {
    name: 'ScatterElements',
    sizes: [3, 4],
    shape: ['time', 4],
    build: (x) => scatterAdd(x, fixed([2, 0], [1, 2]), constant(example([1, 2])), 0),
  },
  { name: 'TopK', ...oneAxis, build: (x) => topK(x, 2, { axis: 1 }).values },
  {
    name: 'Pad, mirrored',
    ...oneAxis,
    build: (x) => pad(x, [{ axis: 2, before: 3, after: 2 }], { mode: 'reflect' }),
  },
  {
    name: 'Pad, mirrored behind',
    ...oneAxis,
    build: (x) => pad(x, [{ axis: 2, after: 4 }], { mode: 'reflect' }),
  },
  {
    name: 'Pad, edge',
    ...oneAxis,
    build: (x) => pad(x, [{ axis: 2, before: 3, after: 2 }], { mode: 'edge' }),
  },
  { name: 'MaxPool, overlapping', ...twoAxes, build: (x) => maxPool(x, { kernel: 3, strides: 2, pads: 1 }) },
  { name: 'MaxPool, side by side', ...twoAxes, build: (x) => maxPool(x, { kernel: 2 }) },
  { name: 'Slice, some from the front', ...oneAxis, build: (x) => slice(x, { axis: 2, start: 1, end: 4 }) },
  {
    name: 'Slice, the last',
    ...twoAxes,
    build: (x) =>
      slice(x, [
        { axis: 2, start: -3 },
        { axis: 3, end: -1 },
      ]),
  },
  {
    name: 'Slice, two axes',
    ...oneAxis,
    build: (x) =>
      slice(x, [
        { axis: 0, end: 1 },
        { axis: 2, start: -5, end: -1, step: 2 },
      ]),
  },
  { name: 'Slice, the rest', ...oneAxis, build: (x) => slice(x, { axis: 2, start: 2, end: -2 }) },
  { name: 'Slice, turned around', ...oneAxis, build: (x) => slice(x, { axis: 2, step: -1 }) },
  { name: 'GlobalAveragePool', sizes: [2, 3, 4], shape: ['batch', 3, 4], build: globalAveragePool },
  { name: 'Resize', sizes: [2, 3, 4], shape: ['batch', 3, 'time'], build: (x) => resize(x, { scales: [2] }) },
];

describe('gradients with axes that have names', () => {
  it.each(cases)('$name', async ({ sizes, shape, build }) => {
    const slopeOf = (name: string, of: Shape): Value => {
      const x = input(name, { dtype: 'float32', shape: of });
      const y = build(x);
      return gradients(reduceSum(mul(sin(y), y)), [x])[0]!;
    };
    const [known, named] = [slopeOf('a', sizes), slopeOf('b', shape)];
    expect(named.type.shape).toEqual(shape);
    const got = await evaluate({ known, named }, { a: example(sizes), b: example(sizes) });
    expect(got.named!.shape).toEqual([...sizes]);
    Array.from(got.known!.data, Number).forEach((value, i) => {
      expect(Number(got.named!.data[i]), String(i)).toBeCloseTo(value, 5);
    });
  });

  it('say which axis to fix where sizes must be known', () => {
    const x = input('x', { dtype: 'float32', shape: ['batch', 3, 'time'] });
    const y = averagePool(x, { kernel: 3, strides: 2 });
    expect(() => gradients(reduceSum(y), [x])).toThrow(ArgumentError);
    expect(() => gradients(reduceSum(y), [x])).toThrow(
      /AveragePool, gradient: expected sizes known .* got time.* Fix the size to train/,
    );
  });
});
