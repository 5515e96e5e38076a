/** Distributions that parameters begin with. */

import { describe, expect, it } from 'vitest';
import { ArgumentError, createRandom } from '../util/index.ts';
import { type TruncatedNormalOptions, truncatedNormal } from './init.ts';

/** Of 20 000 numbers a mean is off by 1/140 of the deviation; four of that. */
const tolerance = 4 / 140;

function drawn(options: TruncatedNormalOptions): Float64Array {
  const data = new Float64Array(20_000);
  const source = { random: createRandom(1), siblings: () => [] };
  truncatedNormal(options)(data, [data.length], source);
  return data;
}

describe('truncatedNormal', () => {
  // Mean and deviation of scipy.stats.truncnorm.
  it.each([
    [{}, [-2, 2], [0, 0.8796]],
    [{ std: 0.02 }, [-2, 2], [0, 0.02]],
    [{ mean: 1, std: 2, low: 0, high: 8 }, [0, 8], [2.0161, 1.3896]],
    [{ low: -0.5, high: 0.5 }, [-0.5, 0.5], [0, 0.2839]],
    [{ low: 3, high: 10 }, [3, 10], [3.2831, 0.2656]],
  ] as const)(
    '%o lies within its range, with its mean and deviation',
    (options, [low, high], [mean, std]) => {
      const numbers = drawn(options);
      expect(Math.min(...numbers)).toBeGreaterThanOrEqual(low);
      expect(Math.max(...numbers)).toBeLessThanOrEqual(high);
      const average = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
      const variance = numbers.reduce((sum, x) => sum + (x - average) ** 2, 0) / numbers.length;
      expect(Math.abs(average - mean)).toBeLessThan(tolerance * std);
      expect(Math.abs(Math.sqrt(variance) - std)).toBeLessThan(tolerance * std);
    },
  );

  it('refuses a range that is empty and a deviation that is none', () => {
    expect(() => truncatedNormal({ low: 1, high: 1 })).toThrow(ArgumentError);
    expect(() => truncatedNormal({ std: 0 })).toThrow(/std: expected a number above 0/);
  });
});
