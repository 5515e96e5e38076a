import { describe, expect, it } from 'vitest';
import { optimizerGolden as golden } from '../../test/support/optimizer-golden.ts';
import { clipScale, clipValues, gradientNorm } from './clip.ts';

const gradients = Object.values(golden.gradients[0]!).map((values) => Float32Array.from(values));

describe('clipping', () => {
  for (const [name, limit] of [
    ['norm', 0.7],
    ['loose', 70],
  ] as const) {
    it(`by norm ${limit} scales as PyTorch does`, () => {
      const expected = golden.clips[name];
      const norm = gradientNorm(gradients);
      expect(norm).toBeCloseTo(expected.norm!, 6);
      const scale = clipScale(norm, limit);
      Object.values(expected.gradients).forEach((values, p) => {
        values.forEach((value, i) => {
          expect(gradients[p]![i]! * scale).toBeCloseTo(value, 6);
        });
      });
    });
  }

  it('by value limits as PyTorch does', () => {
    const clipped = gradients.map((gradient) => gradient.slice());
    for (const gradient of clipped) clipValues(gradient, 0.2);
    const expected = Object.values(golden.clips.value.gradients).map((values) => Float32Array.from(values));
    expect(clipped).toEqual(expected);
  });

  it('keeps NaN, and counts odd lengths whole', () => {
    const gradient = Float32Array.of(Number.NaN, 3, -3);
    clipValues(gradient, 1);
    expect([...gradient]).toEqual([Number.NaN, 1, -1]);
    expect(gradientNorm([Float32Array.of(1, 2, 3, 4, 5)])).toBeCloseTo(Math.sqrt(55), 12);
    expect(gradientNorm([Float32Array.of(3), Float32Array.of(4)], 0.5)).toBe(2.5);
  });
});
