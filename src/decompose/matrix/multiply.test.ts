/** The product against its definition: shapes that fill panels and blocks and such that do not, transposes, bad sizes. */

import { describe, expect, it } from 'vitest';
import { ArgumentError, createRandom } from '../../util/index.ts';
import { multiply } from './multiply.ts';

/** Sums of some hundred products below 1, in single precision. */
const tolerance = 1e-4;

function draw(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.uniform() - 0.5);
}

function transposed(matrix: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(matrix, (_, n) => matrix[(n % rows) * columns + Math.floor(n / rows)]!);
}

function plain(a: Float32Array, b: Float32Array, [rows, inner, columns]: readonly number[]): Float64Array {
  const product = new Float64Array(rows! * columns!);
  for (let r = 0; r < rows!; r++) {
    for (let k = 0; k < inner!; k++) {
      for (let c = 0; c < columns!; c++)
        product[r * columns! + c]! += a[r * inner! + k]! * b[k * columns! + c]!;
    }
  }
  return product;
}

function farthest(a: Float32Array, b: Float64Array): number {
  return b.reduce((most, value, n) => Math.max(most, Math.abs(value - a[n]!)), 0);
}

describe('multiply', () => {
  for (const shape of [
    [1, 1, 1],
    [3, 2, 7],
    [4, 8, 8],
    [5, 9, 17],
    [130, 257, 33],
    [129, 3, 2100],
    [7, 4200, 600],
  ] as const) {
    it(`is the sum of products, ${shape.join(' × ')}, stored either way`, () => {
      const [rows, inner, columns] = shape;
      const [a, b] = [draw(rows * inner, 1), draw(inner * columns, 2)];
      const expected = plain(a, b, shape);
      const at = transposed(a, rows, inner);
      const bt = transposed(b, inner, columns);
      const sizes = { rows, inner, columns };
      expect(farthest(multiply(a, b, sizes), expected)).toBeLessThan(tolerance);
      expect(farthest(multiply(at, b, { ...sizes, transposeA: true }), expected)).toBeLessThan(tolerance);
      expect(farthest(multiply(a, bt, { ...sizes, transposeB: true }), expected)).toBeLessThan(tolerance);
      const both = { ...sizes, transposeA: true, transposeB: true };
      expect(farthest(multiply(at, bt, both), expected)).toBeLessThan(tolerance);
    });
  }

  it('writes into a given array, whatever is in it', () => {
    const out = new Float32Array(4).fill(Number.NaN);
    const sizes = { rows: 2, inner: 1, columns: 2, out };
    expect(multiply(Float32Array.of(1, 2), Float32Array.of(3, 4), sizes)).toBe(out);
    expect([...out]).toEqual([3, 4, 6, 8]);
  });

  it('is zero without inner indices, and empty without rows', () => {
    const none = new Float32Array(0);
    expect([...multiply(none, none, { rows: 1, inner: 0, columns: 2 })]).toEqual([0, 0]);
    expect(multiply(none, Float32Array.of(1), { rows: 0, inner: 1, columns: 1 }).length).toBe(0);
  });

  it('refuses arrays that do not hold their matrices', () => {
    const sizes = { rows: 2, inner: 2, columns: 2 };
    const four = new Float32Array(4);
    expect(() => multiply(new Float32Array(3), four, sizes)).toThrow(
      /multiply\.a: expected 4 numbers, 2 × 2, got 3/,
    );
    expect(() => multiply(four, four, { ...sizes, out: new Float32Array(5) })).toThrow(ArgumentError);
    expect(() => multiply(four, four, { ...sizes, rows: -1 })).toThrow(ArgumentError);
  });
});
