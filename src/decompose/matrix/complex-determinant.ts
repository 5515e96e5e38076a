/** Determinants of small complex matrices, `[row, column, part]`, by elimination. */

import { largestBelow, powerAt } from './complex-inverse.ts';

/** log |det| of the `size` × `size` matrix, which is left as it was; −∞ where it has no inverse. */
export function logDeterminant(matrix: Float64Array, size: number): number {
  const m = Float64Array.from(matrix);
  let sum = 0;
  for (let pivot = 0; pivot < size; pivot++) {
    const best = largestBelow(m, pivot, size);
    const power = powerAt(m, (best * size + pivot) * 2);
    sum += Math.log(power) / 2;
    for (let j = 0; j < size * 2; j++) {
      const kept = m[pivot * size * 2 + j]!;
      m[pivot * size * 2 + j] = m[best * size * 2 + j]!;
      m[best * size * 2 + j] = kept;
    }
    const head = (pivot * size + pivot) * 2;
    for (let row = pivot + 1; row < size; row++) {
      const at = (row * size + pivot) * 2;
      const re = (m[at]! * m[head]! + m[at + 1]! * m[head + 1]!) / power;
      const im = (m[at + 1]! * m[head]! - m[at]! * m[head + 1]!) / power;
      for (let j = pivot; j < size; j++) {
        const [u, v] = [m[(pivot * size + j) * 2]!, m[(pivot * size + j) * 2 + 1]!];
        m[(row * size + j) * 2]! -= re * u - im * v;
        m[(row * size + j) * 2 + 1]! -= re * v + im * u;
      }
    }
  }
  return sum;
}
