/** Factorizations and starts beside scikit-learn's, from the same numbers. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { factorize } from './factorize.ts';
import { nndsvd } from './nndsvd.ts';

interface Factors {
  readonly activations: number[];
  readonly templates: number[];
}

interface Golden extends Factors {
  readonly frameCount: number;
  readonly binCount: number;
  readonly rank: number;
  readonly iterations: number;
  readonly data: number[];
  readonly cases: readonly (Factors & { beta: number; fixedTemplates: boolean; start: number | null })[];
  readonly starts: Record<'nndsvd' | 'nndsvda', Factors>;
}

const golden = JSON.parse(
  readFileSync(new URL('../../../test/golden/nmf.json', import.meta.url), 'utf8'),
) as Golden;
const { frameCount, binCount, rank, iterations } = golden;
const data = Float32Array.from(golden.data);
const sizes = { frameCount, binCount, rank };

/** Single precision beside double, after 50 iterations, of the largest number. */
const tolerance = 2e-5;
/** Singular vectors by a randomised method in single precision; the bound below which numbers count as zero moves with it. */
const startTolerance = 1e-4;

function farthest(a: Float32Array, b: readonly number[]): number {
  const largest = Math.max(...b);
  return a.reduce((most, value, n) => Math.max(most, Math.abs(value - b[n]!)), 0) / largest;
}

describe('factorize beside scikit-learn', () => {
  for (const { beta, fixedTemplates, start, ...expected } of golden.cases) {
    it(`gives its factors, β = ${beta}${fixedTemplates ? ', templates fixed' : ''}`, async () => {
      const templates = Float32Array.from(golden.templates);
      const given = Float32Array.from(golden.activations);
      const activations = start === null ? given : given.fill(start);
      const initial = { templates, activations };
      const result = await factorize(data, { ...sizes, cost: { beta }, iterations, initial, fixedTemplates });
      expect(farthest(result.activations, expected.activations)).toBeLessThan(tolerance);
      expect(farthest(result.templates, expected.templates)).toBeLessThan(tolerance);
    });
  }
});

describe('nndsvd beside scikit-learn', () => {
  for (const fill of ['zeros', 'mean'] as const) {
    it(`gives its start, ${fill}`, () => {
      const expected = golden.starts[fill === 'zeros' ? 'nndsvd' : 'nndsvda'];
      const { activations, templates } = nndsvd(data, { ...sizes, fill });
      expect(farthest(activations, expected.activations)).toBeLessThan(startTolerance);
      expect(farthest(templates, expected.templates)).toBeLessThan(startTolerance);
    });
  }

  it('starts lower than chance, and scales with the data', async () => {
    const costs = async (initial: 'random' | 'nndsvda'): Promise<number[]> =>
      (await factorize(data, { ...sizes, iterations: 30, initial })).costs.map(({ cost }) => cost);
    const [chance, start] = [await costs('random'), await costs('nndsvda')];
    expect(start[0]).toBeLessThan(chance[0]!);
    const quiet = data.map((value) => value * 2 ** -60);
    const [one, other] = [data, quiet].map((values) => nndsvd(values, { ...sizes, fill: 'zeros' }).templates);
    expect(
      farthest(
        other!.map((value) => value * 2 ** 30),
        [...one!],
      ),
    ).toBeLessThan(startTolerance);
  });
});
