/** The eigen-decomposition against what defines it. */

import { describe, expect, it } from 'vitest';
import { createRandom } from '../../util/index.ts';
import { eigenSymmetric } from './eigen-symmetric.ts';

/** Double precision, times the size and the norm of the matrices here. */
const rounding = 1e-10;

function randomSymmetric(size: number): Float64Array {
  const random = createRandom(size);
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k <= i; k++) {
      const value = random.normal();
      matrix[i * size + k] = value;
      matrix[k * size + i] = value;
    }
  }
  return matrix;
}

describe('eigenSymmetric', () => {
  it.each([1, 2, 3, 10, 60])(
    'gives falling values and orthonormal vectors that make the matrix: %i',
    (size) => {
      const matrix = randomSymmetric(size);
      const { values, vectors } = eigenSymmetric(matrix, size);
      for (let i = 1; i < size; i++) expect(values[i]!).toBeLessThanOrEqual(values[i - 1]!);
      let worst = 0;
      for (let a = 0; a < size; a++) {
        for (let b = 0; b < size; b++) {
          let product = 0;
          let rebuilt = 0;
          for (let k = 0; k < size; k++) {
            product += vectors[a * size + k]! * vectors[b * size + k]!;
            rebuilt += values[k]! * vectors[k * size + a]! * vectors[k * size + b]!;
          }
          worst = Math.max(worst, Math.abs(product - (a === b ? 1 : 0)));
          worst = Math.max(worst, Math.abs(rebuilt - matrix[a * size + b]!));
        }
      }
      expect(worst).toBeLessThan(rounding);
    },
  );

  it('takes equal and zero eigenvalues', () => {
    const { values, vectors } = eigenSymmetric(Float64Array.of(2, 0, 0, 0, 0, 0, 0, 0, 2), 3);
    expect([...values]).toEqual([2, 2, 0]);
    expect(Math.abs(vectors[2 * 3 + 1]!)).toBe(1);
    expect(eigenSymmetric(new Float64Array(0), 0).values).toHaveLength(0);
  });

  it('refuses what is no finite square matrix', () => {
    expect(() => eigenSymmetric(new Float64Array(5), 2)).toThrow(/expected 2 × 2 numbers, got 5/);
    expect(() => eigenSymmetric(Float64Array.of(1, 0, 0, Number.NaN), 2)).toThrow(/matrix\[3\].*finite/);
  });
});
