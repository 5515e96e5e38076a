import { describe, expect, it } from 'vitest';
import { exactSignal } from '../../test/support/exact-signal.ts';
import { siScores, siSdr } from './scale-invariant.ts';
import { solvePositive } from './solve-positive.ts';

const lengthSamples = 2000;
const signal = (seed: number) => exactSignal({ seed, lengthSamples, period: 400 });
const mix = (...parts: readonly (readonly [number, Float64Array])[]) =>
  Float64Array.from({ length: lengthSamples }, (_, n) =>
    parts.reduce((sum, [weight, part]) => sum + weight * part[n]!, 0),
  );
const [s, n, noise] = [signal(1), signal(2), signal(3)];
const ratio = (valueDb: number) => 10 ** (valueDb / 10);

describe('siSdr', () => {
  it('does not depend on the level of the estimate, nor its sign', () => {
    const estimate = mix([1, s], [0.2, n]);
    const expected = siSdr([s], [estimate]);
    for (const gain of [1e-6, -0.3, 100]) {
      expect(siSdr([s], [estimate.map((x) => gain * x)])).toBeCloseTo(expected, 9);
    }
  });

  it('is what the projection says', () => {
    expect(siSdr([Float32Array.of(1, 1, 0)], [Float32Array.of(2, 2, 2)])).toBeCloseTo(10 * Math.log10(2), 12);
  });

  it('is infinite for a perfect estimate and −infinite for one without the target', () => {
    expect(siSdr([Float32Array.of(1, 2)], [Float32Array.of(2, 4)])).toBe(Number.POSITIVE_INFINITY);
    expect(siSdr([Float32Array.of(1, 0)], [Float32Array.of(0, 1)])).toBe(Number.NEGATIVE_INFINITY);
    expect(siSdr([s], [s.map(() => 0)])).toBe(Number.NEGATIVE_INFINITY);
  });

  it('is not defined for a silent reference, and leaves silent channels out of the mean', () => {
    const silent = s.map(() => 0);
    expect(siSdr([silent], [s])).toBeNaN();
    const estimate = mix([1, s], [0.1, n]);
    expect(siSdr([s, silent], [estimate, n])).toBe(siSdr([s], [estimate]));
    expect(siSdr([s, silent], [estimate, n], { channels: 'joined' })).toBeLessThan(siSdr([s], [estimate]));
  });

  it('gives each channel its own gain, or all of them one', () => {
    const stereo = [s.map((x) => 2 * x), s.map((x) => -0.5 * x)];
    const estimate = [mix([1, s], [0.1, n]), mix([1, s], [0.1, n])];
    const each = siSdr(stereo, estimate);
    expect(each).toBeCloseTo(siSdr([s], [estimate[0]!]), 9);
    expect(siSdr(stereo, estimate, { channels: 'joined' })).toBeLessThan(each - 10);
  });

  it('ignores a constant only when told to', () => {
    const shifted = s.map((x) => x + 1);
    expect(siSdr([s], [shifted])).toBeLessThan(0);
    expect(siSdr([s], [shifted], { zeroMean: true })).toBeGreaterThan(200);
  });

  it('refuses unknown words and shapes that differ', () => {
    expect(() => siSdr([s], [s], { channels: 'all' as 'each' })).toThrow(/one of each, joined/);
    expect(() => siSdr([s], [s.slice(1)])).toThrow(/1 × 2000 and 1 × 1999/);
  });
});

describe('siScores', () => {
  const estimate = mix([0.7, s], [0.2, n], [0.1, noise]);
  const rest = mix([0.9, n], [0.05, noise]);

  it('tells interference from artifacts: 1/SDR = 1/SIR + 1/SAR', () => {
    for (const { sdr, sir, sar } of siScores([[s], [n]], [[estimate], [rest]])) {
      expect(1 / ratio(sdr)).toBeCloseTo(1 / ratio(sir) + 1 / ratio(sar), 12);
    }
  });

  it('counts only what is in no reference as artifacts', () => {
    const [clean] = siScores([[s], [n]], [[mix([0.7, s], [0.2, n])], [n]]);
    expect(clean!.sar).toBeGreaterThan(200);
    expect(clean!.sir).toBeCloseTo(clean!.sdr, 9);
    const [alone] = siScores([[s]], [[estimate]]);
    expect(alone!.sir).toBe(Number.POSITIVE_INFINITY);
    expect(alone!.sar).toBeCloseTo(alone!.sdr, 9);
  });

  it('agrees in all conventions on SDR, and in oblique and joint projection where references are orthogonal', () => {
    const [a, b] = [s.map((x, i) => (i % 2 === 0 ? x : 0)), s.map((x, i) => (i % 2 === 0 ? 0 : x))];
    const guess = mix([1, a], [0.3, b], [0.1, noise]);
    const of = (convention: 'le-roux' | 'bss-eval' | 'oblique') =>
      siScores([[a], [b]], [[guess], [b]], { convention })[0]!;
    expect(of('oblique').sdr).toBe(of('le-roux').sdr);
    expect(of('oblique').sir).toBeCloseTo(of('bss-eval').sir, 9);
    expect(of('oblique').sar).toBeCloseTo(of('bss-eval').sar, 9);
    expect(of('bss-eval').sar).toBeGreaterThan(of('le-roux').sar);
  });

  it('takes references that repeat each other or are silent', () => {
    const silent = s.map(() => 0);
    const [first, , , last] = siScores(
      [[s], [n], [mix([2, s], [1, n])], [silent]],
      [[estimate], [n], [n], [n]],
    );
    const [expected] = siScores([[s], [n]], [[estimate], [n]]);
    expect(first!.sir).toBeCloseTo(expected!.sir, 6);
    expect(first!.sar).toBeCloseTo(expected!.sar, 6);
    expect(last).toEqual({ sdr: Number.NaN, sir: Number.NaN, sar: Number.NaN });
  });

  it('has no SIR and SAR for a silent estimate', () => {
    const [scores] = siScores([[s], [n]], [[s.map(() => 0)], [n]]);
    expect(scores).toEqual({ sdr: Number.NEGATIVE_INFINITY, sir: Number.NaN, sar: Number.NaN });
  });

  it('wants an estimate per reference', () => {
    expect(() => siScores([[s], [n]], [[s]])).toThrow(/2 references and 1 estimates/);
    expect(() => siScores([], [])).toThrow(/at least one/);
  });
});

describe('solvePositive', () => {
  it('solves, and gives rows that depend on others no weight', () => {
    const x = solvePositive(
      [
        [4, 2],
        [2, 3],
      ],
      [2, -1],
    );
    expect(x[0]).toBeCloseTo(1, 12);
    expect(x[1]).toBeCloseTo(-1, 12);
    const twice = solvePositive(
      [
        [1, 1],
        [1, 1],
      ],
      [3, 3],
    );
    expect(twice).toEqual([3, 0]);
  });
});
