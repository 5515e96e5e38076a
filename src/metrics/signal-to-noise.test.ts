import { describe, expect, it } from 'vitest';
import { globalSdr, sdSdr, snr, srr } from './signal-to-noise.ts';

const reference = [Float32Array.of(1, -2, 3, 0), Float32Array.of(0, 1, 1, -1)];
const scaled = (gain: number) => reference.map((channel) => channel.map((x) => gain * x));
const silent = reference.map((channel) => channel.map(() => 0));

describe('snr', () => {
  it('is the energy of the reference over that of the difference', () => {
    const estimate = [Float32Array.of(1, -2, 3, 1), Float32Array.of(0, 1, 1, -2)];
    expect(snr(reference, estimate)).toBeCloseTo(10 * Math.log10(17 / 2), 12);
  });

  it('is infinite for a perfect estimate, 0 for silence, −6 dB for a third of the sign turned', () => {
    expect(snr(reference, reference)).toBe(Number.POSITIVE_INFINITY);
    expect(snr(reference, silent)).toBe(0);
    expect(snr(reference, scaled(-1))).toBeCloseTo(20 * Math.log10(0.5), 12);
  });

  it('is not defined for a silent reference', () => {
    expect(snr(silent, reference)).toBeNaN();
    expect(sdSdr(silent, reference)).toBeNaN();
    expect(srr(silent, reference)).toBeNaN();
  });
});

describe('sdSdr and srr', () => {
  it('punish a wrong level on both sides, and SD-SDR is SNR + 20·log₁₀|a|', () => {
    for (const gain of [0.1, 0.5, 2, 10]) {
      expect(sdSdr(reference, scaled(gain))).toBeCloseTo(
        snr(reference, scaled(gain)) + 20 * Math.log10(gain),
        5,
      );
      expect(srr(reference, scaled(gain))).toBeCloseTo(-20 * Math.log10(Math.abs(1 - 1 / gain)), 5);
    }
    expect(srr(reference, reference)).toBe(Number.POSITIVE_INFINITY);
    expect(sdSdr(reference, silent)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('globalSdr', () => {
  it('adds 1e-7 to both sums, so that silence and perfection stay finite', () => {
    expect(globalSdr(reference, reference)).toBeCloseTo(10 * Math.log10((17 + 1e-7) / 1e-7), 9);
    expect(globalSdr(silent, silent)).toBe(0);
    expect(globalSdr(silent, reference)).toBeCloseTo(10 * Math.log10(1e-7 / (17 + 1e-7)), 9);
  });

  it('refuses shapes that differ', () => {
    expect(() => globalSdr(reference, [reference[0]!])).toThrow(/one channel count.*2 × 4 and 1 × 4/);
    expect(() => snr([new Float32Array(0)], [new Float32Array(0)])).toThrow(/above 0/);
  });
});
