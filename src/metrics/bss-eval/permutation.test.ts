import { describe, expect, it } from 'vitest';
import { createRandom } from '../../util/index.ts';
import { bestOrder } from './permutation.ts';

/** Every order in lexicographic sequence. */
function* orders(left: readonly number[], chosen: readonly number[] = []): Generator<readonly number[]> {
  if (left.length === 0) yield chosen;
  for (const n of left)
    yield* orders(
      left.filter((other) => other !== n),
      [...chosen, n],
    );
}

function byTrying(scores: readonly (readonly number[])[]): readonly number[] {
  let best: readonly number[] = [];
  let largest = Number.NEGATIVE_INFINITY;
  for (const order of orders(scores.map((_, n) => n))) {
    const sum = order.reduce((total, estimate, reference) => total + scores[estimate]![reference]!, 0);
    if (sum > largest) [best, largest] = [order, sum];
  }
  return best;
}

describe('bestOrder', () => {
  it('is the order that trying all finds, the first of equals', () => {
    const random = createRandom(9);
    for (let n = 1; n <= 6; n++) {
      for (let round = 0; round < 30; round++) {
        // Small whole numbers: sums are exact, and many are equal.
        const scores = Array.from({ length: n }, () =>
          Array.from({ length: n }, () => random.integer(-3, 3)),
        );
        expect([...bestOrder(scores)]).toEqual(byTrying(scores));
      }
    }
  });

  it('finds the order of many sources', () => {
    const scores = Array.from({ length: 20 }, (_, e) =>
      Array.from({ length: 20 }, (_, j) => (e === (j * 7) % 20 ? 10 : (e + j) % 3)),
    );
    expect([...bestOrder(scores)]).toEqual(scores.map((_, j) => (j * 7) % 20));
  });

  it('prefers infinite scores and avoids undefined ones', () => {
    expect([
      ...bestOrder([
        [5, Infinity],
        [6, 100],
      ]),
    ]).toEqual([1, 0]);
    expect([
      ...bestOrder([
        [Number.NaN, 1],
        [1, Number.NaN],
      ]),
    ]).toEqual([1, 0]);
    expect([
      ...bestOrder([
        [-Infinity, 1],
        [-5, -5],
      ]),
    ]).toEqual([1, 0]);
  });
});
