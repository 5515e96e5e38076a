/** Factorization against its definition: a plain update beside every cost, what must stay as it is, costs that never rise, and refusals. */

import { describe, expect, it } from 'vitest';
import { createEngine } from '../../node/engine.ts';
import { ArgumentError, createRandom } from '../../util/index.ts';
import type { FactorizationCost } from './costs.ts';
import { factorize } from './factorize.ts';
import type { FactorizeOptions } from './factorize-options.ts';

/** Single precision after some iterations, relative to the largest number. */
const tolerance = 3e-5;

const sizes = { frameCount: 37, binCount: 21, rank: 3 };

function draw(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => 0.05 + random.uniform());
}

const data = planted(sizes, 1);
const initial = { templates: draw(3 * 21, 5), activations: draw(3 * 37, 6) };

/** A product of factors with some noise on it. */
function planted(
  { frameCount, binCount, rank }: { frameCount: number; binCount: number; rank: number },
  seed: number,
): Float32Array {
  const [a, t, noise] = [
    draw(rank * frameCount, seed),
    draw(rank * binCount, seed + 1),
    draw(frameCount * binCount, seed + 2),
  ];
  return modelOf(a, t, { frameCount, binCount, rank }).map(
    (value, n) => value ** 2 * (0.5 + noise[n]!),
  ) as Float32Array;
}

function modelOf(
  a: ArrayLike<number>,
  t: ArrayLike<number>,
  { frameCount, binCount, rank }: { frameCount: number; binCount: number; rank: number },
): Float32Array {
  return Float32Array.from({ length: frameCount * binCount }, (_, n) => {
    const [f, b] = [Math.floor(n / binCount), n % binCount];
    let sum = 0;
    for (let r = 0; r < rank; r++) sum += a[r * frameCount + f]! * t[r * binCount + b]!;
    return sum;
  });
}

/** One iteration by the formulas, in doubles. */
function plainIteration(v: ArrayLike<number>, a: Float64Array, t: Float64Array, beta: number): void {
  const { frameCount, binCount, rank } = sizes;
  const gamma = beta < 1 ? 1 / (2 - beta) : beta > 2 ? 1 / (beta - 1) : 1;
  const step = (isActivations: boolean): void => {
    const own = isActivations ? a : t;
    const length = isActivations ? frameCount : binCount;
    const next = own.slice();
    const model = new Float64Array(frameCount * binCount);
    for (let n = 0; n < model.length; n++) {
      for (let r = 0; r < rank; r++) {
        model[n]! += a[r * frameCount + Math.floor(n / binCount)]! * t[r * binCount + (n % binCount)]!;
      }
    }
    for (let r = 0; r < rank; r++) {
      for (let l = 0; l < length; l++) {
        let [up, down] = [0, 0];
        for (let o = 0; o < (isActivations ? binCount : frameCount); o++) {
          const n = isActivations ? l * binCount + o : o * binCount + l;
          const weight = isActivations ? t[r * binCount + o]! : a[r * frameCount + o]!;
          up += weight * v[n]! * model[n]! ** (beta - 2);
          down += weight * model[n]! ** (beta - 1);
        }
        next[r * length + l] = own[r * length + l]! * (up / down) ** gamma;
      }
    }
    own.set(next);
  };
  step(true);
  step(false);
}

function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const largest = Math.max(...Array.from(b));
  return Math.max(...Array.from(a, (value, n) => Math.abs(value - b[n]!))) / largest;
}

const everyCost: readonly FactorizationCost[] = [
  'euclidean',
  'kullback-leibler',
  'itakura-saito',
  { beta: 0.5 },
  { beta: 1.5 },
  { beta: 3 },
];
const betaOf = (cost: FactorizationCost): number =>
  typeof cost === 'object' ? cost.beta : { euclidean: 2, 'kullback-leibler': 1, 'itakura-saito': 0 }[cost];

describe('factorize', () => {
  for (const cost of everyCost) {
    const name = JSON.stringify(cost);

    it(`does what the formulas say, ${name}`, async () => {
      const a = Float64Array.from(initial.activations);
      const t = Float64Array.from(initial.templates);
      for (let n = 0; n < 20; n++) plainIteration(data, a, t, betaOf(cost));
      const result = await factorize(data, { ...sizes, cost, iterations: 20, initial });
      expect(farthest(result.activations, a)).toBeLessThan(tolerance);
      expect(farthest(result.templates, t)).toBeLessThan(tolerance);
    });

    it(`never lets the cost rise, ${name}`, async () => {
      const { costs } = await factorize(data, { ...sizes, cost, iterations: 60, costInterval: 1 });
      expect(costs.length).toBe(61);
      for (let n = 1; n < costs.length; n++) {
        expect(costs[n]!.cost).toBeLessThanOrEqual(costs[n - 1]!.cost * (1 + 1e-5));
      }
      expect(costs.at(-1)!.cost).toBeLessThan(0.9 * costs[0]!.cost);
    });

    it(`does the same at any level, ${name}`, async () => {
      const quiet = data.map((value) => value * 2 ** -40);
      const options = { ...sizes, cost, iterations: 5, seed: 3 };
      const [one, other] = [await factorize(data, options), await factorize(quiet, options)];
      const [a, b] = [one, other].map((f) => modelOf(f.activations, f.templates, sizes));
      expect(
        farthest(
          b!.map((value) => value * 2 ** 40),
          a!,
        ),
      ).toBeLessThan(tolerance);
    });
  }

  it('does not mind how the level is shared by templates and activations', async () => {
    const [loud, quiet] = [data.map((value) => value * 2 ** 45), data.map((value) => value * 2 ** -100)];
    const one = await factorize(data, { ...sizes, initial, iterations: 20 });
    for (const [level, values] of [
      [2 ** 45, loud],
      [2 ** -100, quiet],
    ] as const) {
      const other = await factorize(values, {
        ...sizes,
        initial: { templates: initial.templates },
        iterations: 20,
      });
      expect(modelOf(other.activations, other.templates, sizes).every((value) => value > level / 1e6)).toBe(
        true,
      );
      const same = { ...initial, activations: initial.activations.map((value) => value * level) };
      const { templates } = await factorize(values, { ...sizes, initial: same, iterations: 20 });
      expect(templates).toEqual(one.templates);
    }
  });

  it('measures the cost that it names', async () => {
    const first = async (cost: FactorizationCost): Promise<number> =>
      (await factorize(data, { ...sizes, cost, iterations: 0, initial })).costs[0]!.cost;
    const model = modelOf(initial.activations, initial.templates, sizes);
    const sum = (term: (v: number, m: number) => number): number =>
      data.reduce((total, v, n) => total + term(v, model[n]!), 0);
    expect((await first('euclidean')) / sum((v, m) => (v - m) ** 2 / 2)).toBeCloseTo(1, 5);
    expect((await first('kullback-leibler')) / sum((v, m) => v * Math.log(v / m) - v + m)).toBeCloseTo(1, 5);
    expect((await first('itakura-saito')) / sum((v, m) => v / m - Math.log(v / m) - 1)).toBeCloseTo(1, 5);
    const half = sum((v, m) => (v ** 0.5 - 0.5 * m ** 0.5 - (0.5 * v) / m ** 0.5) / -0.25);
    expect((await first({ beta: 0.5 })) / half).toBeCloseTo(1, 5);
  });

  it('keeps zeros exactly zero', async () => {
    for (const cost of everyCost) {
      const templates = initial.templates.map((value, n) => (n % 4 === 0 ? 0 : value));
      const activations = initial.activations.map((value, n) => (n % 5 === 0 ? 0 : value));
      const result = await factorize(data, {
        ...sizes,
        cost,
        iterations: 30,
        initial: { templates, activations },
      });
      expect(result.templates.every((value, n) => n % 4 !== 0 || Object.is(value, 0))).toBe(true);
      expect(result.activations.every((value, n) => n % 5 !== 0 || Object.is(value, 0))).toBe(true);
    }
  });

  it('leaves fixed components alone, bit for bit, and fits the rest around them', async () => {
    const options: FactorizeOptions = {
      ...sizes,
      iterations: 30,
      initial,
      fixedTemplates: [true, false, true],
    };
    const some = await factorize(data, options);
    expect(some.templates.subarray(0, 21)).toEqual(initial.templates.subarray(0, 21));
    expect(some.templates.subarray(42)).toEqual(initial.templates.subarray(42));
    expect(some.templates.subarray(21, 42)).not.toEqual(initial.templates.subarray(21, 42));
    const all = await factorize(data, { ...options, fixedTemplates: true });
    expect(all.templates).toEqual(initial.templates);
    expect(all.costs.at(-1)!.cost).toBeGreaterThan(some.costs.at(-1)!.cost);
    const other = await factorize(data, { ...sizes, iterations: 5, initial, fixedActivations: true });
    expect(other.activations).toEqual(initial.activations);
  });

  it('gives silence to silence', async () => {
    for (const cost of everyCost) {
      const silent = new Float32Array(37 * 21);
      const { activations, templates } = await factorize(silent, { ...sizes, cost, iterations: 3, initial });
      expect(modelOf(activations, templates, sizes).every((value) => value < 1e-6)).toBe(true);
      const partly = data.map((value, n) => (n < 210 ? 0 : value));
      const result = await factorize(partly, { ...sizes, cost, iterations: 20 });
      expect([...result.activations, ...result.templates].every(Number.isFinite)).toBe(true);
    }
  });

  it('stops early where little is gained, and at once where it is told to', async () => {
    const { costs } = await factorize(data, { ...sizes, tolerance: 1e-3 });
    expect(costs.at(-1)!.iteration).toBeLessThan(200);
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    await expect(factorize(data, { ...sizes, signal: abort.signal })).rejects.toThrow('enough');
  });

  it('gives the same on an engine, to rounding', async () => {
    const engine = await createEngine({ device: 'cpu', threads: 1 });
    try {
      for (const cost of everyCost) {
        const fixedTemplates = [false, true, false];
        const options = { ...sizes, cost, iterations: 23, initial, fixedTemplates };
        const [here, there] = [await factorize(data, options), await factorize(data, { ...options, engine })];
        expect(farthest(there.activations, here.activations)).toBeLessThan(tolerance);
        expect(farthest(there.templates, here.templates)).toBeLessThan(tolerance);
        expect(there.costs.map(({ iteration }) => iteration)).toEqual([0, 10, 20, 23]);
        expect(there.costs.at(-1)!.cost / here.costs.at(-1)!.cost).toBeCloseTo(1, 4);
        const { templates } = await factorize(data, { ...options, engine, fixedTemplates: true });
        expect(templates).toEqual(initial.templates);
      }
    } finally {
      await engine.dispose();
    }
  });

  it('is decided by its seed', async () => {
    const result = async (seed: number): Promise<Float32Array> =>
      (await factorize(data, { ...sizes, iterations: 3, seed })).templates;
    expect(await result(1)).toEqual(await result(1));
    expect(await result(1)).not.toEqual(await result(2));
  });

  it('refuses what it cannot factorize, and says what to do', async () => {
    const negative = data.map((value, n) => (n === 7 ? -1 : value));
    await expect(factorize(negative, sizes)).rejects.toThrow(
      /factorize\.data\[7\]: expected a finite number from 0 up, got -1\. Factorize magnitudes/,
    );
    const many = factorize(data, { ...sizes, rank: 22 });
    await expect(many).rejects.toThrow(
      /factorize\.rank: expected at most 21 components.*got 22\. Take fewer/,
    );
    const refused: Partial<FactorizeOptions>[] = [
      { rank: 0 },
      { cost: 'euclid' as 'euclidean' },
      { iterations: -1 },
      { initial: { templates: new Float32Array(5) } },
      { initial: { activations: initial.activations.map((value) => -value) } },
      { fixedTemplates: [true] },
      { frameCount: 36 },
    ];
    for (const options of refused) {
      await expect(factorize(data, { ...sizes, ...options })).rejects.toThrow(ArgumentError);
    }
  });
});
