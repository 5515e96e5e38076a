import { describe, expect, it } from 'vitest';
import { ArgumentError, createRandom } from '../util/index.ts';
import { createFft, primeFactors } from './fft.ts';

function noise(length: number): Float64Array {
  const random = createRandom(length);
  return Float64Array.from({ length }, () => random.uniform() * 2 - 1);
}

describe('createFft', () => {
  it.each([1, 2, 3, 4, 5, 8, 12, 15, 16, 30, 49, 64, 97, 128, 360])(
    'transforms %i points by the definition',
    (size) => {
      const [real, imaginary] = [noise(size), noise(size + 1).subarray(0, size)];
      const [re, im] = [real.slice(), imaginary.slice()];
      createFft(size).forward(re, im);
      for (let k = 0; k < size; k++) {
        let [sumRe, sumIm] = [0, 0];
        for (let n = 0; n < size; n++) {
          const angle = (-2 * Math.PI * ((k * n) % size)) / size;
          sumRe += real[n]! * Math.cos(angle) - imaginary[n]! * Math.sin(angle);
          sumIm += real[n]! * Math.sin(angle) + imaginary[n]! * Math.cos(angle);
        }
        expect(re[k]).toBeCloseTo(sumRe, 11);
        expect(im[k]).toBeCloseTo(sumIm, 11);
      }
    },
  );

  it('undoes itself', () => {
    for (const size of [1, 7, 100, 1024]) {
      const [real, imaginary] = [noise(size), noise(size)];
      const [re, im] = [real.slice(), imaginary.slice()];
      const fft = createFft(size);
      fft.forward(re, im);
      fft.inverse(re, im);
      for (let n = 0; n < size; n++) {
        expect(re[n]).toBeCloseTo(real[n]!, 14);
        expect(im[n]).toBeCloseTo(imaginary[n]!, 14);
      }
    }
  });

  it('refuses a size below 1', () => {
    expect(() => createFft(0)).toThrow(ArgumentError);
    expect(() => createFft(2.5)).toThrow(ArgumentError);
  });
});

describe('primeFactors', () => {
  it('lists factors ascending, repeated ones as often as they divide', () => {
    expect([1, 2, 12, 97, 882].map(primeFactors)).toEqual([[], [2], [2, 2, 3], [97], [2, 3, 3, 7, 7]]);
  });
});
