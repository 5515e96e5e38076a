import { describe, expect, it } from 'vitest';
import { rateRatio } from './rate-ratio.ts';
import { resamplingFilter } from './resampling-filter.ts';

/** The gain in dB of the row for position 0 at a frequency given as a part of the input's Nyquist frequency. */
function gainDb(taps: Float64Array, frequency: number): number {
  let [real, imaginary] = [0, 0];
  for (const [k, tap] of taps.entries()) {
    real += tap * Math.cos(Math.PI * frequency * k);
    imaginary += tap * Math.sin(Math.PI * frequency * k);
  }
  return 20 * Math.log10(Math.hypot(real, imaginary));
}

describe('resamplingFilter', () => {
  it('is flat to 0.89 of the lower Nyquist frequency and stops from there on', () => {
    for (const [fromRate, toRate] of [
      [44100, 48000],
      [48000, 44100],
      [44100, 22050],
    ] as const) {
      const { taps, tapCount } = resamplingFilter(rateRatio({ fromRate, toRate }));
      const row = taps.subarray(0, tapCount);
      const nyquist = Math.min(1, toRate / fromRate);
      for (let part = 0; part < 0.89; part += 0.01)
        expect(Math.abs(gainDb(row, part * nyquist))).toBeLessThan(1e-5);
      if (nyquist === 1) continue;
      for (let frequency = nyquist; frequency < 1; frequency += 0.004) {
        expect(gainDb(row, frequency)).toBeLessThan(-142);
      }
    }
  });

  it('has the gain 1 at 0 Hz at every position', () => {
    for (const toRate of [48000, 44101]) {
      const { taps, tapCount } = resamplingFilter(rateRatio({ fromRate: 44100, toRate }));
      for (let row = 0; row < taps.length; row += tapCount) {
        const sum = taps.subarray(row, row + tapCount).reduce((total, tap) => total + tap, 0);
        expect(sum).toBeCloseTo(1, 14);
      }
    }
  });

  it('keeps its table small whatever the rates', () => {
    for (const [fromRate, toRate] of [
      [44100, 44101],
      [192000, 8001],
      [8001, 192000],
      [1000, 256000],
      [256001, 1001],
    ] as const) {
      const { taps, tapCount, rows } = resamplingFilter(rateRatio({ fromRate, toRate }));
      expect(taps.byteLength).toBeLessThanOrEqual(2 ** 21 + 2 ** 16);
      expect(tapCount % 4).toBe(0);
      if (rows > 0) expect(taps.length).toBe((rows + 3) * tapCount);
    }
  });

  it('is designed once for rates that are used again', () => {
    const ratio = rateRatio({ fromRate: 44100, toRate: 48000 });
    expect(resamplingFilter({ ...ratio })).toBe(resamplingFilter(ratio));
  });
});
