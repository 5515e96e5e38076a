import { describe, expect, it } from 'vitest';
import { exactSignal } from '../../../test/support/exact-signal.ts';
import { createRandom } from '../../util/index.ts';
import { octaveResample } from './octave-resample.ts';
import { stoi } from './stoi.ts';

const rate = 10000;
const voice = exactSignal({ seed: 5, lengthSamples: rate, period: 2500 });
const noise = exactSignal({ seed: 6, lengthSamples: rate, period: 1700 });
const plus = (weight: number) => voice.map((x, n) => x + weight * noise[n]!);

describe('stoi', () => {
  it('is 1 for a perfect estimate at any level, and falls with noise', () => {
    for (const extended of [false, true]) {
      const of = (estimate: Float64Array) => stoi([voice], [estimate], { sampleRate: rate, extended });
      expect(of(voice)).toBeCloseTo(1, 9);
      expect(of(voice.map((x) => 0.01 * x))).toBeCloseTo(1, 9);
      expect(of(plus(0.2))).toBeGreaterThan(of(plus(1)));
      expect(of(plus(1))).toBeGreaterThan(of(plus(5)));
      expect(Math.abs(of(voice.map(() => 0)))).toBeLessThan(0.05);
    }
  });

  it('does not hear what the estimate does while the reference is silent', () => {
    const paused = Float64Array.from({ length: 2 * rate }, (_, n) => (n < rate ? voice[n]! : 0));
    const noisy = paused.map((x, n) => (n < rate + 512 ? x : noise[n - rate]!));
    expect(stoi([paused], [noisy], { sampleRate: rate })).toBeGreaterThan(0.99);
  });

  it('is not defined for silent or very short references', () => {
    const silent = voice.map(() => 0);
    expect(stoi([silent], [voice], { sampleRate: rate })).toBeNaN();
    expect(stoi([voice, silent], [plus(1), noise], { sampleRate: rate })).toBe(
      stoi([voice], [plus(1)], { sampleRate: rate }),
    );
    for (const length of [1, 100, 257, 3000]) {
      expect(stoi([voice.slice(0, length)], [plus(1).slice(0, length)], { sampleRate: rate })).toBeNaN();
    }
  });

  it('refuses fractional rates, NaN and shapes that differ', () => {
    expect(() => stoi([voice], [voice], { sampleRate: 44100.5 })).toThrow(/stoi sampleRate/);
    expect(() => stoi([voice], [voice.slice(1)], { sampleRate: rate })).toThrow(/stoi: expected signals/);
    const broken = voice.slice();
    broken[3] = Number.NaN;
    expect(() => stoi([voice], [broken], { sampleRate: rate })).toThrow(/channel 0, sample 3/);
  });
});

describe('octaveResample', () => {
  it('keeps tones below the new limit and removes those above', () => {
    const tone = (hertz: number, atRate: number, length: number) =>
      Float64Array.from({ length }, (_, n) => Math.sin((2 * Math.PI * hertz * n) / atRate));
    const rates = { fromRate: 44100, toRate: 10000 };
    const kept = octaveResample(tone(1000, 44100, 44100), rates);
    expect(kept).toHaveLength(10000);
    const expected = tone(1000, 10000, 10000);
    for (let n = 500; n < 9500; n++) expect(Math.abs(kept[n]! - expected[n]!)).toBeLessThan(1e-3);
    const gone = octaveResample(tone(6000, 44100, 44100), rates);
    for (let n = 500; n < 9500; n++) expect(Math.abs(gone[n]!)).toBeLessThan(2e-3);
  });

  it('is the sum over the whole signal that it leaves zeros out of', () => {
    const random = createRandom(1);
    const signal = Float64Array.from({ length: 40 }, random.normal);
    const whole = octaveResample(signal, { fromRate: 3, toRate: 2 });
    // Linear, and a delay of the input by 3 samples is one of the output by 2.
    const delayed = octaveResample(Float64Array.of(0, 0, 0, ...signal), { fromRate: 3, toRate: 2 });
    whole.forEach((value, m) => {
      expect(delayed[m + 2]).toBeCloseTo(value, 12);
    });
    expect(octaveResample(signal, { fromRate: 7, toRate: 7 })).toEqual(signal);
  });
});
