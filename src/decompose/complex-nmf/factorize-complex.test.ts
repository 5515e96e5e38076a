/** Complex factorization against the paper's equations, what it finds that magnitudes hide, and what it promises of its objective. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { plantedSpectra } from '../../../test/support/planted-spectra.ts';
import { ArgumentError, LimitError } from '../../util/index.ts';
import { factorize } from '../nmf/index.ts';
import { complexModel, factorizeComplex } from './factorize-complex.ts';

interface GoldenCase {
  readonly binCount: number;
  readonly frameCount: number;
  readonly componentCount: number;
  readonly iterations: number;
  readonly sparsity: number;
  readonly exponent: number;
  readonly data: number[];
  readonly initial: { templates: number[]; activations: number[]; phasors: number[] };
  readonly templates: number[];
  readonly activations: number[];
  readonly phasors: number[];
  readonly costs: number[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../../test/golden/nmf-variants.json', import.meta.url), 'utf8'),
) as { complexNmf: GoldenCase[] };

/** Phases are kept in single precision. */
const tolerance = 2e-6;

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a).toHaveLength(b.length);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

describe('factorizeComplex', () => {
  it.each(golden.complexNmf)('gives the numbers of the equations, λ = $sparsity', async (example) => {
    const { data, initial, exponent, ...options } = example;
    const result = await factorizeComplex(Float32Array.from(data), {
      ...options,
      sparsityExponent: exponent,
      initial: {
        templates: Float32Array.from(initial.templates),
        activations: Float32Array.from(initial.activations),
        phasors: Float32Array.from(initial.phasors),
      },
    });
    expect(furthest(result.templates, example.templates)).toBeLessThan(tolerance);
    expect(furthest(result.activations, example.activations)).toBeLessThan(10 * tolerance);
    expect(furthest(result.phasors, example.phasors)).toBeLessThan(10 * tolerance);
    expect(furthest(result.costs, example.costs)).toBeLessThan(10 * tolerance * example.costs[0]!);
  });

  it.each([0, 0.02, 0.5])('never raises its objective, λ = %f', async (sparsity) => {
    const { data, ...sizes } = plantedSpectra(3);
    for (const sparsityExponent of [0.7, 1, 1.5]) {
      const { costs } = await factorizeComplex(data, {
        ...sizes,
        ...{ sparsity, sparsityExponent, iterations: 30 },
      });
      for (let i = 1; i < costs.length; i++) expect(costs[i]! - costs[i - 1]!).toBeLessThan(1e-7 * costs[0]!);
      expect(costs.at(-1)).toBeLessThan(0.5 * costs[0]!);
    }
  });

  it('finds how loud planted components are where their bins cancel, closer than magnitudes can', async () => {
    const { data, templates, activations, ...sizes } = plantedSpectra(7);
    const magnitudes = Float32Array.from({ length: data.length / 2 }, (_, i) =>
      Math.hypot(data[2 * i]!, data[2 * i + 1]!),
    );
    const { componentCount: rank, frameCount, binCount } = sizes;
    const real = await factorize(magnitudes, {
      ...{ rank, frameCount, binCount, cost: 'euclidean', fixedTemplates: true, initial: { templates } },
    });
    const complex = await factorizeComplex(data, {
      ...{ ...sizes, fixedTemplates: true, initial: { templates }, iterations: 200, sparsity: 0.003 },
    });
    const error = (found: Float32Array): number =>
      Math.hypot(...found.map((value, i) => value - activations[i]!)) / Math.hypot(...activations);
    expect(error(complex.activations)).toBeLessThan(0.6 * error(real.activations));
  });

  it('keeps the phase of the mixture where it starts from it', async () => {
    const { data, ...sizes } = plantedSpectra(5);
    const result = await factorizeComplex(data, {
      ...{ ...sizes, iterations: 5, initial: { phasors: 'mixture' } },
    });
    for (let i = 0; i < data.length; i += 2) {
      const modulus = Math.hypot(data[i]!, data[i + 1]!);
      // Silence has no phase.
      if (modulus === 0) continue;
      for (let at = i; at < result.phasors.length; at += data.length) {
        const found = result.phasors.subarray(at, at + 2);
        expect(furthest(found, [data[i]! / modulus, data[i + 1]! / modulus])).toBeLessThan(1e-5);
      }
    }
  });

  it('deals the mixture out to its components without a rest', async () => {
    const { data, ...sizes } = plantedSpectra(2);
    const result = await factorizeComplex(data, { ...sizes, iterations: 3 });
    const sum = new Float32Array(data.length);
    for (const part of [[0], [1, 2]]) {
      complexModel(result, part, { mixture: data }).forEach((value, i) => {
        sum[i]! += value;
      });
    }
    expect(furthest(sum, data)).toBeLessThan(1e-5);
    expect(furthest(complexModel(result, [0, 1, 2]), data)).toBeGreaterThan(1e-3);
  });

  it('refuses what would not fit, with the bytes that it needs, and numbers that are none', async () => {
    const sizes = { frameCount: 3, binCount: 2, componentCount: 1 };
    const song = { frameCount: 20_000, binCount: 1025, componentCount: 20 };
    const error = await factorizeComplex(new Float32Array(12), song).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(LimitError);
    expect((error as LimitError).neededBytes).toBeGreaterThan(3e9);
    await expect(factorizeComplex(new Float32Array(11), sizes)).rejects.toThrow(ArgumentError);
    await expect(factorizeComplex(new Float32Array(12).fill(Number.NaN), sizes)).rejects.toThrow(
      'data[0]: expected a finite number',
    );
    const initial = { activations: Float32Array.of(1, -1, 1) };
    await expect(factorizeComplex(new Float32Array(12), { ...sizes, initial })).rejects.toThrow(
      'initial.activations[1]',
    );
  });
});
