import { describe, expect, it } from 'vitest';
import { createRandom } from '../util/index.ts';
import { bestPermutation } from './statistics-assignment.ts';
import { bootstrapInterval } from './statistics-bootstrap.ts';
import { comparePaired } from './statistics-paired.ts';
import { boxPlot, mean, median, quantile } from './statistics-quantiles.ts';
import { wilcoxonSignedRank } from './statistics-wilcoxon.ts';

const { NaN: none, POSITIVE_INFINITY: infinity } = Number;

describe('quantiles', () => {
  it('lie between the values as in NumPy', () => {
    expect(quantile([4, 1, 3, 2], 0.25)).toBe(1.75);
    expect([median([3, 1, 2]), median([4, 1, 3, 2]), quantile([5], 0.9)]).toEqual([2, 2.5, 5]);
  });

  it('leave NaN out, and are NaN of nothing', () => {
    expect(median([none, 1, none, 3])).toBe(2);
    expect(mean([none, 1, none, 3])).toBe(2);
    expect([median([]), median([none]), mean([])]).toEqual([none, none, none]);
  });

  it('take infinite values as the ends', () => {
    expect(median([infinity, 1, 2])).toBe(2);
    expect(median([infinity, infinity, 2])).toBe(infinity);
    expect(quantile([-infinity, 1, 2, 3, infinity], 0.5)).toBe(2);
  });

  it('refuse a share outside 0 to 1', () => {
    expect(() => quantile([1], 1.1)).toThrow(/q: expected a number at least 0 and at most 1/);
  });
});

describe('boxPlot', () => {
  it('gives quartiles, whiskers within 1.5 box heights, and the rest as outliers', () => {
    expect(boxPlot([1, 2, 3, 4, 5, 100, none])).toEqual({
      count: 6,
      lowerQuartile: 2.25,
      median: 3.5,
      upperQuartile: 4.75,
      lowerWhisker: 1,
      upperWhisker: 5,
      outliers: [100],
    });
  });

  it('survives nothing, one value and infinity', () => {
    expect(boxPlot([])).toMatchObject({ count: 0, median: none, lowerWhisker: none, outliers: [] });
    expect(boxPlot([7])).toMatchObject({ count: 1, lowerWhisker: 7, upperWhisker: 7, outliers: [] });
    expect(boxPlot([1, 2, 3, infinity])).toMatchObject({ median: 2.5 });
    expect(boxPlot([infinity, infinity])).toMatchObject({ upperWhisker: infinity, outliers: [] });
  });
});

describe('bestPermutation', () => {
  /** The largest sum over all orders. */
  function bestSum(scores: readonly (readonly number[])[], row = 0, taken = 0): number {
    if (row === scores.length) return 0;
    return Math.max(
      ...scores[row]!.map((score, j) =>
        (taken >> j) % 2 === 1 ? -infinity : score + bestSum(scores, row + 1, taken | (1 << j)),
      ),
    );
  }

  it('is as good as trying all', () => {
    const random = createRandom(8);
    for (let run = 0; run < 300; run++) {
      const rows = random.integer(1, 6);
      const columns = rows + random.integer(0, 2);
      // Whole numbers make ties.
      const scores = Array.from({ length: rows }, () =>
        Array.from({ length: columns }, () => random.integer(-9, 9)),
      );
      const order = bestPermutation(scores);
      expect(new Set(order).size).toBe(rows);
      expect(order.reduce((sum, j, i) => sum + scores[i]![j]!, 0)).toBe(bestSum(scores));
    }
  });

  it('takes infinite scores and avoids undefined ones', () => {
    expect(
      bestPermutation([
        [infinity, 50],
        [40, 60],
      ]),
    ).toEqual([0, 1]);
    expect(
      bestPermutation([
        [none, 1, 9],
        [5, 2, none],
        [7, none, 3],
      ]),
    ).toEqual([2, 1, 0]);
    expect(
      bestPermutation([
        [-infinity, -100],
        [10, -infinity],
      ]),
    ).toEqual([1, 0]);
    expect(bestPermutation([])).toEqual([]);
  });

  it('refuses more references than estimates', () => {
    expect(() => bestPermutation([[1], [2]])).toThrow(/at least as many estimates/);
  });
});

describe('bootstrapInterval', () => {
  const random = createRandom(3);
  const values = Array.from({ length: 40 }, () => random.normal() ** 2);

  it('repeats itself with its seed and moves a little with another', () => {
    const interval = bootstrapInterval(values);
    expect(bootstrapInterval(values)).toEqual(interval);
    expect(bootstrapInterval(values, { seed: 5 })).not.toEqual(interval);
    expect(interval.value).toBe(median(values));
    expect(interval.low).toBeLessThan(interval.value);
    expect(interval.high).toBeGreaterThan(interval.value);
  });

  it('is wider at a higher level, and leaves NaN out', () => {
    const [narrow, wide] = [0.5, 0.99].map((level) => bootstrapInterval(values, { level }));
    expect(wide!.high - wide!.low).toBeGreaterThan(narrow!.high - narrow!.low);
    expect(bootstrapInterval([...values, none])).toEqual(bootstrapInterval(values));
  });

  it('holds the true value as often as it says', () => {
    let held = 0;
    for (let run = 0; run < 200; run++) {
      const sample = Array.from({ length: 40 }, () => random.normal());
      const { low, high } = bootstrapInterval(sample, { statistic: 'mean', level: 0.9, resamples: 400 });
      if (low <= 0 && 0 <= high) held++;
    }
    // 180 expected, 4 the standard deviation; the bootstrap of 40 values is a little narrow.
    expect(held).toBeGreaterThan(164);
    expect(held).toBeLessThan(196);
  });

  it('is a point for one value or equal ones, and NaN for none', () => {
    expect(bootstrapInterval([3])).toEqual({ value: 3, low: 3, high: 3 });
    expect(bootstrapInterval([2, 2, 2])).toEqual({ value: 2, low: 2, high: 2 });
    expect(bootstrapInterval([none])).toEqual({ value: none, low: none, high: none });
  });

  it('reaches both of two values whose mean has to be rounded', () => {
    const [low, high] = [-3.9705182977070823, 0.40117027490775864];
    expect(bootstrapInterval([low, high])).toEqual({ value: (low + high) / 2, low, high });
  });

  it('refuses options out of range', () => {
    expect(() => bootstrapInterval(values, { level: 1 })).toThrow(/level/);
    expect(() => bootstrapInterval(values, { resamples: 0 })).toThrow(/resamples/);
    expect(() => bootstrapInterval(values, { statistic: 'mode' as 'mean' })).toThrow(/median, mean/);
  });
});

describe('paired comparison', () => {
  const a = [5, 6, 7, 8, 9, 10, none, 4];
  const b = [4, 5, 6, 7, 8, 9, 3, 4];

  it('counts, measures and tests the differences', () => {
    const result = comparePaired(a, b);
    expect(result).toMatchObject({ count: 7, higher: 6, equal: 1, lower: 0 });
    expect(result.difference.value).toBe(1);
    // Six heads in six tosses, both sides; the ranks are all tied and all positive.
    expect(result.signTestP).toBeCloseTo(2 / 64, 12);
    expect(result.wilcoxon).toEqual({ count: 6, statistic: 0, p: 2 / 64, method: 'exact' });
  });

  it('finds no difference where there is none', () => {
    const same = comparePaired([1, 2, infinity], [1, 2, infinity]);
    expect(same).toMatchObject({ count: 3, equal: 3, signTestP: 1, wilcoxon: { count: 0, p: 1 } });
    expect(comparePaired([], [])).toMatchObject({ count: 0, signTestP: 1, wilcoxon: { p: none } });
  });

  it('keeps the sign test finite for thousands of tracks', () => {
    const many = Array.from({ length: 4000 }, (_, i) => (i % 2 === 0 ? 1 : -1));
    const zeros = many.map(() => 0);
    expect(comparePaired(many, zeros, { resamples: 10 }).signTestP).toBe(1);
    const { wilcoxon } = comparePaired(many, zeros, { resamples: 10 });
    expect(wilcoxon.method).toBe('normal');
    expect(wilcoxon.p).toBe(1);
  });

  it('is one-sided when asked, and refuses lists of different lengths', () => {
    const less = wilcoxonSignedRank(b.slice(0, 6), a.slice(0, 6), { alternative: 'less' });
    expect(less.p).toBe(1 / 64);
    expect(() => comparePaired([1], [1, 2])).toThrow(/got 1 and 2/);
  });
});
