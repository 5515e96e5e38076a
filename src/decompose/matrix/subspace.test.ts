/** Subspace iteration, Gram matrices and the truncated SVD against matrices whose singular values are known. */

import { describe, expect, it } from 'vitest';
import { createRandom } from '../../util/index.ts';
import { gramOfColumns } from './gram.ts';
import { multiply } from './multiply.ts';
import { orthonormalizeRows } from './orthonormal.ts';
import { extendSubspace, ritzPairs, turnSubspace } from './subspace.ts';
import { truncatedSvd } from './truncated-svd.ts';

/** Single precision, times a few. */
const rounding = 2e-6;

function randomMatrix(length: number, seed = 1): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
}

/** rows × columns with the given singular values. */
function withValues(values: readonly number[], { rows, columns }: { rows: number; columns: number }) {
  const rank = values.length;
  const left = randomMatrix(rank * rows, 2);
  const right = randomMatrix(rank * columns, 3);
  orthonormalizeRows(left, { count: rank, length: rows });
  orthonormalizeRows(right, { count: rank, length: columns });
  const scaled = left.map((value, i) => value * values[Math.floor(i / rows)]!);
  const matrix = multiply(scaled, right, { rows, inner: rank, columns, transposeA: true });
  return { matrix, right };
}

describe('orthonormalizeRows', () => {
  it('keeps the span, in order, and drops rows that depend on earlier ones', () => {
    const rows = randomMatrix(4 * 9);
    rows.copyWithin(2 * 9, 0, 9);
    for (let k = 0; k < 9; k++) rows[2 * 9 + k]! += 3 * rows[9 + k]!;
    const first = rows.slice(0, 9);
    expect(orthonormalizeRows(rows, { count: 4, length: 9 })).toBe(3);
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 3; b++) {
        let product = 0;
        for (let k = 0; k < 9; k++) product += rows[a * 9 + k]! * rows[b * 9 + k]!;
        expect(Math.abs(product - (a === b ? 1 : 0))).toBeLessThan(rounding);
      }
    }
    expect(Math.abs(rows[0]! / first[0]! - rows[5]! / first[5]!)).toBeLessThan(rounding);
  });

  it('takes rows of zeros', () => {
    expect(orthonormalizeRows(new Float32Array(12), { count: 3, length: 4 })).toBe(0);
  });
});

describe('gramOfColumns', () => {
  it.each([0, 1, 3, 4, 9])('is the plain sum of products: %i rows', (rows) => {
    const columns = 5;
    const matrix = randomMatrix(rows * columns);
    const gram = gramOfColumns(matrix, { rows, columns });
    for (let i = 0; i < columns; i++) {
      for (let k = 0; k < columns; k++) {
        let sum = 0;
        for (let r = 0; r < rows; r++) sum += matrix[r * columns + i]! * matrix[r * columns + k]!;
        expect(gram[i * columns + k]).toBeCloseTo(sum, 12);
      }
    }
  });

  it('refuses an array of another size', () => {
    expect(() => gramOfColumns(new Float32Array(5), { rows: 2, columns: 3 })).toThrow(/6 numbers, 2 × 3/);
  });
});

describe('truncatedSvd', () => {
  const shape = { rows: 90, columns: 40 };
  const values = [50, 20, 8, 3, 1, 0.3];

  it.each([
    [90, 40],
    [40, 90],
  ])('finds the leading values and vectors of a known matrix: %i × %i', (rows, columns) => {
    const { matrix } = withValues(values, { rows, columns });
    const svd = truncatedSvd(matrix, { rows, columns, rank: 6 });
    svd.values.forEach((value, i) => {
      expect(Math.abs(value - values[i]!)).toBeLessThan(50 * rounding);
    });
    const scaled = svd.left.map((value, i) => value * svd.values[Math.floor(i / rows)]!);
    const rebuilt = multiply(scaled, svd.right, { rows, inner: 6, columns, transposeA: true });
    const worst = rebuilt.reduce((most, value, i) => Math.max(most, Math.abs(value - matrix[i]!)), 0);
    expect(worst).toBeLessThan(50 * rounding);
  });

  it('is the same to the bit for a seed, and zero where the rank is smaller than asked for', () => {
    const { matrix } = withValues(values, shape);
    const first = truncatedSvd(matrix, { ...shape, rank: 9 });
    expect(truncatedSvd(matrix, { ...shape, rank: 9 })).toEqual(first);
    expect(Math.max(...first.values.subarray(6))).toBeLessThan(50 * rounding);
    expect(truncatedSvd(new Float32Array(12), { rows: 3, columns: 4, rank: 2 }).values).toEqual(
      new Float64Array(2),
    );
  });

  it('refuses a rank above the smaller side', () => {
    expect(() => truncatedSvd(new Float32Array(12), { rows: 3, columns: 4, rank: 4 })).toThrow(/rank/);
  });
});

describe('a warm start', () => {
  it('follows a matrix that changes a little in one step', () => {
    const shape = { rows: 80, columns: 50 };
    const { matrix } = withValues([30, 20, 10, 5], shape);
    const start = extendSubspace(undefined, { size: 8, columns: 50, seed: 0 });
    let pairs = ritzPairs(matrix, shape, turnSubspace(matrix, shape, start));
    const noise = randomMatrix(80 * 50, 9);
    const changed = matrix.map((value, i) => value + 0.01 * noise[i]!);
    pairs = ritzPairs(changed, shape, turnSubspace(changed, shape, pairs));
    const exact = truncatedSvd(changed, { ...shape, rank: 4, powerSteps: 30 });
    for (let i = 0; i < 4; i++) expect(Math.abs(pairs.values[i]! / exact.values[i]! - 1)).toBeLessThan(1e-4);
  });
});
