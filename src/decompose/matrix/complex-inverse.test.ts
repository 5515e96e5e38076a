import { describe, expect, it } from 'vitest';
import { createRandom } from '../../util/index.ts';
import { invertComplex } from './complex-inverse.ts';

describe('invertComplex', () => {
  it.each([1, 2, 3, 4, 7])('gives the matrix that multiplies to the identity: %i rows', (size) => {
    const random = createRandom(size);
    const matrix = Float64Array.from({ length: size * size * 2 }, () => random.normal());
    // A pivot of 0, as elimination without exchange of rows would stumble over.
    if (size > 1) matrix.fill(0, 0, 2);
    const given = matrix.slice();
    const inverse = new Float64Array(matrix.length);
    invertComplex(matrix, inverse, size);
    expect(matrix).toEqual(given);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let [re, im] = [0, 0];
        for (let k = 0; k < size; k++) {
          const [a, b] = [(i * size + k) * 2, (k * size + j) * 2];
          re += matrix[a]! * inverse[b]! - matrix[a + 1]! * inverse[b + 1]!;
          im += matrix[a]! * inverse[b + 1]! + matrix[a + 1]! * inverse[b]!;
        }
        expect(re).toBeCloseTo(i === j ? 1 : 0, 10);
        expect(im).toBeCloseTo(0, 10);
      }
    }
  });
});
