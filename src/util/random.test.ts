import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';

/** So many draws that means and variances settle to two digits. */
const draws = 40_000;

describe('createRandom', () => {
  it('gives the same numbers for the same seed, on every machine', () => {
    const random = createRandom(42);
    // Pinned: other numbers here would change every seeded result there is.
    const first = [random.uniform(), random.uniform(), random.uniform()];
    expect(first).toEqual([0.6011037519201636, 0.44829055899754167, 0.8524657934904099]);
    expect(createRandom(43).uniform()).not.toBe(createRandom(42).uniform());
    expect(createRandom(-1).uniform()).toBe(createRandom(2 ** 32 - 1).uniform());
  });

  it('is uniform in [0, 1)', () => {
    const random = createRandom(1);
    const bins = new Array<number>(10).fill(0);
    for (let i = 0; i < draws; i++) {
      const value = random.uniform();
      // A value outside [0, 1) would count in no bin.
      bins[Math.floor(value * 10)]!++;
    }
    expect(bins.reduce((sum, count) => sum + count, 0)).toBe(draws);
    for (const count of bins) expect(Math.abs(count / (draws / 10) - 1)).toBeLessThan(0.06);
  });

  it('draws integers between both ends, ends included', () => {
    const random = createRandom(2);
    const seen = new Set(Array.from({ length: 200 }, () => random.integer(-1, 3)));
    expect([...seen].sort((a, b) => a - b)).toEqual([-1, 0, 1, 2, 3]);
    expect(random.integer(5, 5)).toBe(5);
  });

  it('draws normal numbers of mean 0 and variance 1', () => {
    const random = createRandom(3);
    let [sum, squares, beyond] = [0, 0, 0];
    for (let i = 0; i < draws; i++) {
      const value = random.normal();
      sum += value;
      squares += value * value;
      if (Math.abs(value) > 1.96) beyond++;
    }
    expect(Math.abs(sum / draws)).toBeLessThan(0.02);
    expect(Math.abs(squares / draws - 1)).toBeLessThan(0.03);
    expect(Math.abs(beyond / draws - 0.05)).toBeLessThan(0.005);
  });
});
