/** Filters from the factored normal equations: signals made by known filters, singular systems, all sizes. */

import { describe, expect, it } from 'vitest';
import { createRandom } from '../../util/index.ts';
import { ToeplitzSolver, type ToeplitzSystem } from './toeplitz-solver.ts';

const noPause = async (): Promise<void> => {};

function draw(count: number, length: number): Float64Array[] {
  const random = createRandom(count + length);
  return Array.from({ length: count }, () => Float64Array.from({ length }, () => random.normal()));
}

function systemOf(signals: readonly Float64Array[], filterLength: number): ToeplitzSystem {
  const product = (i: number, j: number, lag: number): number => {
    let sum = 0;
    for (let n = 0; n < signals[i]!.length; n++) sum += signals[i]![n]! * (signals[j]![n + lag] ?? 0);
    return sum;
  };
  return { signalCount: signals.length, filterLength, product };
}

/** Σᵢ filterᵢ * signalᵢ, in full. */
function filtered(signals: readonly Float64Array[], filters: readonly Float64Array[]): Float64Array {
  const length = signals[0]!.length + filters[0]!.length - 1;
  const sum = new Float64Array(length);
  signals.forEach((signal, i) => {
    signal.forEach((value, n) => {
      filters[i]!.forEach((tap, k) => {
        sum[n + k]! += value * tap;
      });
    });
  });
  return sum;
}

function sideOf(
  signals: readonly Float64Array[],
  target: Float64Array,
  filterLength: number,
): Float64Array[] {
  return signals.map((signal) =>
    Float64Array.from({ length: filterLength }, (_, lag) =>
      signal.reduce((sum, value, n) => sum + value * (target[n + lag] ?? 0), 0),
    ),
  );
}

function farthest(a: Float64Array, b: Float64Array): number {
  return a.reduce((largest, value, n) => Math.max(largest, Math.abs(value - b[n]!)), 0);
}

describe('ToeplitzSolver', () => {
  for (const [p, filterLength] of [
    [1, 1],
    [1, 7],
    [2, 8],
    [3, 5],
    [5, 16],
    [8, 9],
  ] as const) {
    it(`finds the filters of ${p} signals, ${filterLength} taps`, async () => {
      const signals = draw(p, 200);
      const truth = [draw(p, filterLength), draw(p + 20, filterLength).slice(20), draw(p, filterLength)];
      const sides = truth.map((filters) => sideOf(signals, filtered(signals, filters), filterLength));
      const solver = new ToeplitzSolver({ signalCount: p, filterLength, sideCount: 2 });
      const { solve } = await solver.factor(systemOf(signals, filterLength), noPause);
      solve(sides).forEach((filters, k) => {
        filters.forEach((filter, i) => {
          expect(farthest(filter, truth[k]![i]!)).toBeLessThan(1e-10);
        });
      });
    });
  }

  it('projects on signals of which one is a copy, one is silent and one is a delayed sum', async () => {
    const [a, b] = draw(2, 200) as [Float64Array, Float64Array];
    const sum = a.map((_, n) => (a[n - 2] ?? 0) + (b[n - 1] ?? 0));
    const signals = [a, b, a.slice(), new Float64Array(200), sum];
    const target = draw(7, 207)[6]!;
    const solve = async (some: readonly Float64Array[]): Promise<Float64Array> => {
      const solver = new ToeplitzSolver({ signalCount: some.length, filterLength: 8, sideCount: 1 });
      const { solve: filtersOf } = await solver.factor(systemOf(some, 8), noPause);
      return filtered(some, filtersOf([sideOf(some, target, 8)])[0]!);
    };
    // The sum spans more than a and b at 8 taps: a delayed by up to 9 with b by up to 8 at the same time.
    const [all, needed] = [await solve(signals), await solve([a, b, sum.map((v) => v)])];
    expect(farthest(all, needed)).toBeLessThan(1e-7);
  });

  it('projects on more delays than there are samples', async () => {
    const signals = draw(3, 20);
    const target = draw(9, 35)[8]!;
    const solver = new ToeplitzSolver({ signalCount: 3, filterLength: 16, sideCount: 1 });
    const { solve } = await solver.factor(systemOf(signals, 16), noPause);
    const projection = filtered(signals, solve([sideOf(signals, target, 16)])[0]!);
    // 48 delayed signals span all 35 dimensions.
    expect(farthest(projection, target)).toBeLessThan(1e-6);
  });
});
