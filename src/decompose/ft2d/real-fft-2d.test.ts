import { describe, expect, it } from 'vitest';
import { createRandom } from '../../util/index.ts';
import { createRealFft2d } from './real-fft-2d.ts';

/** Rows and columns: odd and even ones, more columns than are gathered at a time, single ones. */
const sizes = [
  [6, 8],
  [5, 7],
  [4, 21],
  [9, 16],
  [1, 3],
  [3, 1],
  [1, 1],
] as const;

describe('the two-dimensional Fourier transform of real values', () => {
  it.each(sizes)('is what its definition says and undoes itself: %i × %i', (rows, columns) => {
    const random = createRandom(rows * 100 + columns);
    const matrix = Float32Array.from({ length: rows * columns }, () => random.normal());
    const fft = createRealFft2d(rows, columns);
    const spectrum = fft.forward(matrix);
    for (let u = 0; u < fft.halfRows; u++) {
      for (let v = 0; v < columns; v++) {
        let [real, imaginary] = [0, 0];
        for (let i = 0; i < matrix.length; i++) {
          const turns = (u * Math.floor(i / columns)) / rows + (v * (i % columns)) / columns;
          real += matrix[i]! * Math.cos(2 * Math.PI * turns);
          imaginary -= matrix[i]! * Math.sin(2 * Math.PI * turns);
        }
        expect(spectrum.real[u * columns + v]).toBeCloseTo(real, 10);
        expect(spectrum.imaginary[u * columns + v]).toBeCloseTo(imaginary, 10);
      }
    }
    fft.inverse(spectrum).forEach((value, i) => {
      expect(value).toBeCloseTo(matrix[i]!, 6);
    });
  });
});
