/** Deconvolution against the paper's equations, strokes found again, what it promises of its cost, and refusals. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ArgumentError, createRandom } from '../../util/index.ts';
import { factorize } from '../nmf/index.ts';
import { convolutiveModel } from './convolutive-model.ts';
import { factorizeConvolutive } from './factorize-convolutive.ts';

const golden = JSON.parse(
  readFileSync(new URL('../../../test/golden/nmf-variants.json', import.meta.url), 'utf8'),
) as {
  nmfd: {
    binCount: number;
    frameCount: number;
    componentCount: number;
    templateFrames: number;
    iterations: number;
    data: number[];
    initialTemplates: number[][];
    initialActivations: number[];
    templates: number[][];
    activations: number[];
    costs: number[];
  };
};

/** Single precision after some iterations, relative to the largest number. */
const tolerance = 1e-5;

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a).toHaveLength(b.length);
  const most = Math.max(...Array.from(b, Math.abs));
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!))) / most;
}

function draw(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => 0.05 + random.uniform());
}

const sizes = { frameCount: 60, binCount: 16 };

/** Two strokes with a course of 5 frames in time, one of which falls while the other rises through the bins. */
function strokes(): { data: Float32Array; templates: Float32Array[]; onsets: number[][] } {
  const templates = [0, 1].map((r) =>
    Float32Array.from({ length: 5 * 16 }, (_, i) => {
      const [t, k] = [Math.floor(i / 16), i % 16];
      return 0.7 ** t * Math.exp(-((k - (r === 0 ? 10 - 2 * t : 2 + 2 * t)) ** 2) / 2);
    }),
  );
  const onsets = [
    [3, 20, 31, 47],
    [8, 22, 40],
  ];
  const activations = new Float32Array(2 * 60);
  onsets.forEach((frames, r) => {
    for (const f of frames) activations[r * 60 + f] = 1 + 0.1 * (f % 5);
  });
  const planted = { ...sizes, componentCount: 2, templateFrames: [5, 5], templates, activations, costs: [] };
  return { data: convolutiveModel(planted, [0, 1]), templates, onsets };
}

describe('factorizeConvolutive', () => {
  it('gives the numbers of the equations', async () => {
    const { data, initialTemplates, initialActivations, templates, activations, costs, ...options } =
      golden.nmfd;
    const result = await factorizeConvolutive(Float32Array.from(data), {
      ...{ ...options, costInterval: 1 },
      initial: {
        templates: initialTemplates.map((template) => Float32Array.from(template)),
        activations: Float32Array.from(initialActivations),
      },
    });
    templates.forEach((template, r) => {
      expect(furthest(result.templates[r]!, template)).toBeLessThan(tolerance);
    });
    expect(furthest(result.activations, activations)).toBeLessThan(tolerance);
    expect(
      furthest(
        result.costs.map(({ cost }) => cost),
        costs,
      ),
    ).toBeLessThan(tolerance);
  });

  it('is plain factorization where templates have one frame', async () => {
    const data = draw(60 * 16, 3);
    const [templates, activations] = [draw(3 * 16, 4), draw(3 * 60, 5)];
    const plain = await factorize(data, {
      ...sizes,
      ...{ rank: 3, iterations: 7, initial: { templates, activations } },
    });
    const own = await factorizeConvolutive(data, {
      ...{ ...sizes, componentCount: 3, templateFrames: 1, iterations: 7 },
      initial: { templates: [0, 1, 2].map((r) => templates.slice(r * 16, (r + 1) * 16)), activations },
    });
    expect(furthest(own.activations, plain.activations)).toBeLessThan(tolerance);
    expect(own.costs.at(-1)!.cost).toBeCloseTo(plain.costs.at(-1)!.cost, 4);
  });

  it('finds when strokes begin, from nothing but their number and length', async () => {
    const { data, onsets } = strokes();
    const { activations } = await factorizeConvolutive(data, {
      ...{ ...sizes, componentCount: 2, templateFrames: 5, iterations: 150, seed: 2 },
    });
    const found = [0, 1].map((r) => {
      const own = activations.slice(r * 60, (r + 1) * 60);
      const limit = Math.max(...own) / 3;
      return [...own.keys()].filter((f) => own[f]! > limit);
    });
    // A template may begin a frame early with silence in front; which is which is open.
    const sorted = found.sort((a, b) => b.length - a.length);
    sorted.forEach((frames, r) => {
      expect(frames).toHaveLength(onsets[r]!.length);
      const shifts = frames.map((f, i) => f - onsets[r]![i]!);
      expect(new Set(shifts).size).toBe(1);
      expect(Math.abs(shifts[0]!)).toBeLessThanOrEqual(1);
    });
  });

  it('never raises its cost with free and fixed templates, of lengths of their own', async () => {
    const data = draw(60 * 16, 9);
    const { costs, templates } = await factorizeConvolutive(data, {
      ...{ ...sizes, componentCount: 3, templateFrames: [1, 4, 7], iterations: 40, costInterval: 1 },
      adaptation: ['free', 'fixed', 'free'],
      initial: { templates: [undefined, draw(4 * 16, 1), undefined] },
    });
    for (let i = 1; i < costs.length; i++)
      expect(costs[i]!.cost).toBeLessThan(costs[i - 1]!.cost * (1 + 1e-6));
    expect(templates.map(({ length }) => length / 16)).toEqual([1, 4, 7]);
    expect(furthest(templates[1]!, draw(4 * 16, 1))).toBeLessThan(1e-6);
  });

  it('keeps zeros, and half-adaptive templates what they were meant to be', async () => {
    const { data, templates } = strokes();
    // Barely told apart at the start.
    const start = templates.map((template) =>
      template.map((value) => (value < 1e-4 ? 0 : 0.5 + 0.5 * value)),
    );
    const likeness = { free: 0, semi: 0 };
    for (const adaptation of ['free', 'semi'] as const) {
      for (const seed of [1, 2, 3, 4]) {
        const result = await factorizeConvolutive(data, {
          ...{ ...sizes, componentCount: 2, templateFrames: 5, iterations: 30, adaptation, seed },
          initial: { templates: start },
        });
        const [own, own0] = [result.templates[0]!, start[0]!];
        expect(own.every((value, i) => own0[i] !== 0 || value === 0)).toBe(true);
        likeness[adaptation] += cosine(own, templates[0]!) / 4;
      }
    }
    expect(likeness.semi).toBeGreaterThan(0.99);
    expect(likeness.free).toBeLessThan(0.9);
  });

  it('takes silence, and refuses what it cannot take', async () => {
    const options = { ...sizes, componentCount: 2, templateFrames: 3, iterations: 3 };
    const silent = await factorizeConvolutive(new Float32Array(60 * 16), options);
    expect([...silent.activations, ...silent.templates.flatMap((x) => [...x])].every(Number.isFinite)).toBe(
      true,
    );
    const data = draw(60 * 16, 1);
    for (const wrong of [
      { templateFrames: 61 },
      { templateFrames: [3] },
      { frameCount: 59 },
      { seed: 0.5 },
    ]) {
      await expect(factorizeConvolutive(data, { ...options, ...wrong })).rejects.toThrow(ArgumentError);
    }
    data[7] = -1;
    await expect(factorizeConvolutive(data, options)).rejects.toThrow(
      'data[7]: expected a finite number from 0',
    );
  });
});

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  return dot / Math.hypot(...a) / Math.hypot(...b);
}
