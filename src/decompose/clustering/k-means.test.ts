/** Groups that are there are found; the rules of empty and equal points. */

import { expect, it } from 'vitest';
import { ArgumentError, createRandom } from '../../util/index.ts';
import { kMeans } from './k-means.ts';

it('finds planted groups, the same for the same seed', () => {
  const random = createRandom(4);
  const truth = Array.from({ length: 60 }, (_, n) => n % 4);
  const points = truth.map((group) => [10 * (group % 2), 10 * (group >> 1)].map((x) => x + random.normal()));
  const { groups, inertia, centers } = kMeans(points, { count: 4, seed: 3 });
  truth.forEach((group, n) => {
    truth.forEach((other, m) => {
      expect(groups[n] === groups[m]).toBe(group === other);
    });
  });
  expect(inertia).toBeLessThan(60 * 3);
  expect(centers).toHaveLength(4);
  expect(kMeans(points, { count: 4, seed: 3 }).groups).toEqual(groups);
});

it('fills every group, also where points are equal', () => {
  const points = Array.from({ length: 5 }, () => [1, 2]);
  expect(new Set(kMeans(points, { count: 3 }).groups).size).toBe(3);
  expect(kMeans([[1], [5]], { count: 2 }).inertia).toBe(0);
});

it('refuses more groups than points, and points of unequal length', () => {
  expect(() => kMeans([[1]], { count: 2 })).toThrow(ArgumentError);
  expect(() => kMeans([[1], [1, 2]], { count: 1 })).toThrow('points[1]');
});
