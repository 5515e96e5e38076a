import { describe, expect, it } from 'vitest';
import { createRandom } from '../util/index.ts';
import { istft } from './istft.ts';
import { stft } from './stft.ts';

const noise = (length: number): Float32Array => {
  const random = createRandom(length);
  return Float32Array.from({ length }, () => random.uniform() * 2 - 1);
};

describe('stft', () => {
  it('comes back', () => {
    for (const [fftSize, hopSize] of [
      [16, 4],
      [15, 5],
      [16, 8],
      [30, 7],
    ] as const) {
      for (const length of [1, 2, 7, 8, 15, 16, 100, 103]) {
        const x = noise(length);
        const [y] = istft(stft([x], { fftSize, hopSize }));
        expect(y!.length).toBe(length);
        for (let n = 0; n < length; n++) expect(Math.abs(y![n]! - x[n]!)).toBeLessThan(1e-6);
      }
    }
  });
});
