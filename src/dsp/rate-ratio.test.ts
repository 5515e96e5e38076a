import { describe, expect, it } from 'vitest';
import { outputsWithin, rateRatio, resampledLength } from './rate-ratio.ts';

describe('rateRatio', () => {
  it('reduces whole rates exactly', () => {
    expect(rateRatio({ fromRate: 44100, toRate: 48000 })).toEqual({ step: 147, phases: 160 });
    expect(rateRatio({ fromRate: 44100, toRate: 44101 })).toEqual({ step: 44100, phases: 44101 });
    expect(rateRatio({ fromRate: 96000, toRate: 8000 })).toEqual({ step: 12, phases: 1 });
  });

  it('finds the fraction behind rates that are not whole', () => {
    expect(rateRatio({ fromRate: 48000, toRate: 48000 / 1.001 })).toEqual({ step: 1001, phases: 1000 });
    expect(rateRatio({ fromRate: 22254.5, toRate: 44100 })).toEqual({ step: 44509, phases: 88200 });
    expect(rateRatio({ fromRate: 0.5, toRate: 0.25 })).toEqual({ step: 2, phases: 1 });
  });

  it('is true to 1e-15 for ratios that are no fraction', () => {
    for (const quotient of [Math.PI, Math.SQRT2, Math.E / 100]) {
      const { step, phases } = rateRatio({ fromRate: 1000 * quotient, toRate: 1000 });
      expect(Math.abs(step / phases / quotient - 1)).toBeLessThan(1e-15);
      expect(Math.max(step, phases)).toBeLessThanOrEqual(2 ** 31);
    }
  });

  it('refuses ratios beyond 256', () => {
    expect(() => rateRatio({ fromRate: 48000, toRate: 48 })).toThrow(/factor of 256 of 48000 Hz, got 48 Hz/);
    expect(() => rateRatio({ fromRate: -1, toRate: 48 })).toThrow(/fromRate.*above 0/);
  });
});

describe('resampledLength', () => {
  it('counts the output instants within the input', () => {
    expect(resampledLength(44100, { fromRate: 44100, toRate: 48000 })).toBe(48000);
    expect(resampledLength(1, { fromRate: 44100, toRate: 48000 })).toBe(2);
    expect(resampledLength(1, { fromRate: 48000, toRate: 44100 })).toBe(1);
    expect(resampledLength(0, { fromRate: 48000, toRate: 44100 })).toBe(0);
    expect(outputsWithin(2 ** 52, { step: 147, phases: 160 })).toBe(Number((2n ** 52n * 160n + 146n) / 147n));
  });
});
