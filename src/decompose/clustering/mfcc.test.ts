/** Coefficients against librosa's, and the cosine transform against its inverse. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ArgumentError } from '../../util/index.ts';
import { cosineTransform, mfcc } from './mfcc.ts';

const golden = JSON.parse(
  readFileSync(new URL('../../../test/golden/nmf-variants.json', import.meta.url), 'utf8'),
) as {
  mfcc: {
    sampleRate: number;
    fftSize: number;
    melCount: number;
    count: number;
    powers: number[];
    coefficients: number[];
  };
};

it('gives the numbers of librosa.feature.mfcc', () => {
  const { powers, coefficients, ...options } = golden.mfcc;
  const own = mfcc(Float32Array.from(powers), options);
  expect(own).toHaveLength(coefficients.length);
  // Coefficients reach 280, where a single-precision number is known to 1.5e-5.
  own.forEach((value, i) => {
    expect(Math.abs(value - coefficients[i]!)).toBeLessThan(2e-5);
  });
});

it('keeps the energy of every row in all coefficients, and a level in the first alone', () => {
  const rows = Float32Array.of(3, 1, -2, 5, 7, 7, 7, 7);
  const all = cosineTransform(rows, { length: 4, count: 4 });
  expect(Math.hypot(...all.subarray(0, 4))).toBeCloseTo(Math.hypot(3, 1, -2, 5), 5);
  expect([...all.subarray(4)].map((x) => Math.round(x * 1e5) / 1e5 + 0)).toEqual([14, 0, 0, 0]);
});

it('refuses more coefficients than bands', () => {
  expect(() =>
    mfcc(new Float32Array(33), { sampleRate: 8000, fftSize: 64, count: 13, melCount: 12 }),
  ).toThrow(ArgumentError);
});
