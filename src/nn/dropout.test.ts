/** Dropout: how much, which, the same for the same seed, and nothing in inference. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/support/engine.ts';
import { gradients, input, reduceSum } from '../graph/index.ts';
import { floatTensor, intTensor } from '../tensor/index.ts';
import { dropout, dropoutChannels } from './dropout.ts';
import { createScope } from './scope.ts';

const shape = [8, 16, 24, 10];
const count = 8 * 16 * 24 * 10;
const x = input('x', { dtype: 'float32', shape });
const ones = floatTensor(shape, new Float32Array(count).fill(1));

async function masks(seeds: readonly number[], rate = 0.25): Promise<Float32Array[]> {
  const scope = createScope({ training: true });
  const values = { first: dropout(scope, x, { rate }), second: dropout(scope, x, { rate }) };
  const results: Float32Array[] = [];
  for (const seed of seeds) {
    const { first, second } = await evaluate(values, { x: ones, seed: intTensor([], [seed]) });
    results.push(first!.data as Float32Array, second!.data as Float32Array);
  }
  return results;
}

/** Deviations of a frequency in units of its standard deviation: 4.5 happens once in 150 000 draws. */
const manySigmas = 4.5;

function sigmas(hits: number, { trials, rate }: { readonly trials: number; readonly rate: number }): number {
  return Math.abs(hits - trials * rate) / Math.sqrt(trials * rate * (1 - rate));
}

describe('dropout', () => {
  it.each([0.1, 0.25, 0.5, 0.9])('drops a part of %f and scales the rest', async (rate) => {
    const [mask] = await masks([7], rate);
    const kept = mask!.filter((v) => v !== 0);
    expect(sigmas(count - kept.length, { trials: count, rate })).toBeLessThan(manySigmas);
    expect(new Set(kept)).toEqual(new Set([Math.fround(1 / (1 - rate))]));
  });

  it('draws the same for the same seed, and independently for others and for each layer', async () => {
    const all = await masks([1, 1, 2, -5]);
    expect(all[2]).toEqual(all[0]);
    expect(all[3]).toEqual(all[1]);
    const different = [all[0]!, all[1]!, all[4]!, all[5]!, all[6]!, all[7]!];
    for (const [i, a] of different.entries())
      for (const b of different.slice(0, i)) {
        const both = a.filter((v, at) => v === 0 && b[at] === 0).length;
        expect(sigmas(both, { trials: count, rate: 0.25 ** 2 })).toBeLessThan(manySigmas);
      }
  });

  it('drops neighbours independently: in rows, in columns, in threes and in rectangles', async () => {
    const [mask] = await masks([3], 0.5);
    const signs = Array.from(mask!, (v) => (v === 0 ? -1 : 1));
    const at = (i: number) => signs[i % count]!;
    const products = [
      (i: number) => at(i) * at(i + 1),
      (i: number) => at(i) * at(i + 240),
      (i: number) => at(i) * at(i + 1) * at(i + 2),
      (i: number) => at(i) * at(i + 1) * at(i + 240) * at(i + 241),
    ];
    for (const product of products) {
      const sum = signs.reduce((total, _, i) => total + product(i), 0);
      expect(Math.abs(sum) / Math.sqrt(count)).toBeLessThan(manySigmas);
    }
  });

  it('lets gradients through where values went through', async () => {
    const y = dropout(createScope({ training: true }), x);
    const [gradient] = gradients(reduceSum(y), [x]);
    const got = await evaluate({ y, gradient: gradient! }, { x: ones, seed: intTensor([], [4]) });
    expect(got.gradient!.data).toEqual(got.y!.data);
  });

  it('drops channels as a whole', async () => {
    const y = dropoutChannels(createScope({ training: true, seed: 11 }), x);
    const data = (await evaluate({ y }, { x: ones })).y!.data as Float32Array;
    const channels = Array.from({ length: 128 }, (_, c) => new Set(data.slice(c * 240, (c + 1) * 240)));
    expect(channels.every((values) => values.size === 1)).toBe(true);
    expect(new Set(channels.map((values) => [...values][0]))).toEqual(new Set([0, 2]));
  });

  it('is nothing in inference and at rate 0, and silence at rate 1', async () => {
    expect(dropout(createScope(), x)).toBe(x);
    expect(dropout(createScope({ training: true }), x, { rate: 0 })).toBe(x);
    const silent = dropout(createScope({ training: true }), x, { rate: 1 });
    expect(Math.max(...((await evaluate({ silent }, { x: ones })).silent!.data as Float32Array))).toBe(0);
  });

  it('refuses rates outside [0, 1] and symbolic sizes', () => {
    const symbolic = input('x', { dtype: 'float32', shape: ['batch', 2] });
    expect(() => dropout(createScope(), x, { rate: 1.5 })).toThrow(/rate/);
    expect(() => dropout(createScope({ training: true }), symbolic)).toThrow(/symbolic size batch/);
  });
});
