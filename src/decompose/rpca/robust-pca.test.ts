/** RPCA on matrices whose parts are known. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../util/index.ts';
import { robustPca } from './robust-pca.ts';

/** What single precision and a residual of 1e-7 leave, relative to the part. */
const recovered = 1e-5;

/** By scripts/golden/rpca.py. */
interface Golden {
  readonly cases: readonly {
    readonly rows: number;
    readonly columns: number;
    readonly lambda: number;
    readonly rank: number;
    readonly iterations: number;
    readonly matrix: readonly number[];
    readonly lowRank: readonly number[];
    readonly sparse: readonly number[];
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../../test/golden/rpca.json', import.meta.url), 'utf8'),
) as Golden;

/** Products of random factors, and 5 % of large entries of either sign. */
function planted({
  rows,
  columns,
  rank,
  seed = 1,
}: {
  rows: number;
  columns: number;
  rank: number;
  seed?: number;
}) {
  const random = createRandom(seed);
  const left = Float64Array.from({ length: rows * rank }, () => random.normal());
  const right = Float64Array.from({ length: rank * columns }, () => random.normal());
  const lowRank = new Float32Array(rows * columns);
  const sparse = new Float32Array(rows * columns);
  for (let i = 0; i < lowRank.length; i++) {
    const [row, column] = [Math.floor(i / columns), i % columns];
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += left[row * rank + k]! * right[k * columns + column]!;
    lowRank[i] = sum;
    if (random.uniform() < 0.05) sparse[i] = 10 * (random.uniform() - 0.5);
  }
  return { lowRank, sparse, matrix: lowRank.map((value, i) => value + sparse[i]!) };
}

/** ‖a − b‖/‖b‖, Frobenius. */
function distance(a: Float32Array, b: Float32Array): number {
  let [difference, square] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    square += b[i]! ** 2;
  }
  return Math.sqrt(difference / square);
}

describe('robustPca', () => {
  it.each([
    ['exact', 90, 60],
    ['exact', 60, 90],
    ['subspace', 90, 60],
  ] as const)(
    'recovers a planted low rank and large outliers in one entry of twenty: %s, %i × %i',
    async (svd, rows, columns) => {
      const { lowRank, sparse, matrix } = planted({ rows, columns, rank: 3 });
      const before = matrix.slice();
      const found = await robustPca(matrix, { rows, columns, svd });
      expect(found.rank).toBe(3);
      expect(distance(found.lowRank, lowRank)).toBeLessThan(recovered);
      expect(distance(found.sparse, sparse)).toBeLessThan(recovered);
      expect(found.residual).toBeLessThan(1e-7);
      expect(matrix).toEqual(before);
    },
  );

  it.each(golden.cases)(
    'equals plain NumPy with a full SVD per iteration: $rows × $columns',
    async (expected) => {
      const { rows, columns, lambda, rank, iterations } = expected;
      const found = await robustPca(Float32Array.from(expected.matrix), { rows, columns, lambda });
      expect(found.rank).toBe(rank);
      expect(Math.abs(found.iterations - iterations)).toBeLessThanOrEqual(1);
      expect(distance(found.lowRank, Float32Array.from(expected.lowRank))).toBeLessThan(recovered);
      expect(distance(found.sparse, Float32Array.from(expected.sparse))).toBeLessThan(recovered);
    },
  );

  it('leaves nothing to the sparse part at a huge lambda, and everything at a tiny one', async () => {
    const shape = { rows: 30, columns: 20 };
    const { matrix } = planted({ ...shape, rank: 3 });
    const dense = await robustPca(matrix, { ...shape, lambda: 1e6 });
    expect(dense.sparse.every((value) => value === 0)).toBe(true);
    expect(distance(dense.lowRank, matrix)).toBeLessThan(recovered);
    const spiky = await robustPca(matrix, { ...shape, lambda: 1e-6 });
    expect(spiky.rank).toBe(0);
    expect(distance(spiky.sparse, matrix)).toBeLessThan(recovered);
  });

  it('scales with the matrix', async () => {
    const shape = { rows: 40, columns: 30 };
    const { matrix } = planted({ ...shape, rank: 2 });
    const one = await robustPca(matrix, { ...shape, maxIterations: 9 });
    const small = await robustPca(
      matrix.map((value) => value * 2 ** -20),
      { ...shape, maxIterations: 9 },
    );
    expect(
      distance(
        small.lowRank.map((value) => value * 2 ** 20),
        one.lowRank,
      ),
    ).toBeLessThan(recovered);
  });

  it.each(['exact', 'subspace'] as const)('takes zeros, single rows and nothing: %s', async (svd) => {
    const zeros = await robustPca(new Float32Array(12), { rows: 3, columns: 4, svd });
    expect(zeros).toMatchObject({ rank: 0, iterations: 0, residual: 0 });
    const row = await robustPca(Float32Array.of(1, 2, 3), { rows: 1, columns: 3, svd });
    expect(row.residual).toBeLessThan(1e-7);
    expect((await robustPca(new Float32Array(0), { rows: 0, columns: 4, svd })).lowRank).toHaveLength(0);
  });

  it('says how far it is, and stops when told to', async () => {
    const shape = { rows: 20, columns: 10 };
    const { matrix } = planted({ ...shape, rank: 2 });
    const done: number[] = [];
    const abort = new AbortController();
    const onProgress = (progress: { done: number }): void => {
      done.push(progress.done);
      if (progress.done === 3) abort.abort(new Error('enough'));
    };
    await expect(robustPca(matrix, { ...shape, onProgress, signal: abort.signal })).rejects.toThrow('enough');
    expect(done).toEqual([1, 2, 3]);
    expect((await robustPca(matrix, { ...shape, maxIterations: 5 })).iterations).toBe(5);
  });

  it('refuses what it cannot take', async () => {
    const matrix = new Float32Array(6).fill(1);
    const shape = { rows: 2, columns: 3 };
    await expect(robustPca(matrix, { rows: 2, columns: 2 })).rejects.toThrow(/robustPca\.matrix.*4 numbers/);
    await expect(robustPca(matrix, { ...shape, lambda: 0 })).rejects.toThrow(/lambda/);
    await expect(robustPca(matrix, { ...shape, tolerance: 0 })).rejects.toThrow(/tolerance/);
    matrix[4] = Number.NaN;
    await expect(robustPca(matrix, shape)).rejects.toThrow(/matrix\[4\]: expected a finite number/);
  });
});
