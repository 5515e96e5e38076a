import { describe, expect, it } from 'vitest';
import { createRandom } from '../../util/index.ts';
import { istft } from '../istft.ts';
import { magnitude, withMagnitude } from '../representations.ts';
import { stft } from '../stft.ts';
import { misi } from './misi.ts';

const length = 5000;
const random = createRandom(4);
const tone = Float32Array.from({ length }, (_, n) => 0.3 * Math.sin(0.07 * n + 2 * Math.sin(n / 700)));
const strokes = Float32Array.from({ length }, (_, n) => (n % 900 < 80 ? 0.3 * random.normal() : 0));
const mixture = tone.map((x, n) => x + strokes[n]!);
const options = { fftSize: 256, hopSize: 64 };

function magnitudeOf(signal: Float32Array): Float32Array {
  return magnitude(stft([signal], options))[0]!;
}

function farthest(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, x, n) => Math.max(most, Math.abs(x - b[n]!)), 0);
}

function error(found: Float32Array, truth: Float32Array): number {
  return Math.sqrt(found.reduce((sum, x, n) => sum + (x - truth[n]!) ** 2, 0));
}

describe('misi', () => {
  it('begins with the phases of the mixture', () => {
    const [found] = misi([magnitudeOf(tone), magnitudeOf(strokes)], mixture, { ...options, iterations: 0 });
    const mixed = stft([mixture], options);
    const expected = istft(withMagnitude(mixed, [magnitudeOf(tone)]))[0]!;
    expect(farthest(found!, expected)).toBeLessThan(1e-5);
  });

  it('comes nearer to true sources, and to their sum, than the phases of the mixture do', () => {
    const magnitudes = [magnitudeOf(tone), magnitudeOf(strokes)];
    const rough = misi(magnitudes, mixture, { ...options, iterations: 0 });
    const told: number[] = [];
    const onIteration = ({ spectralConvergence }: { spectralConvergence: number }) => {
      told.push(spectralConvergence);
    };
    const fine = misi(magnitudes, mixture, { ...options, iterations: 30, onIteration });
    const missing = ([a, b]: Float32Array[]) =>
      error(
        a!.map((x, n) => x + b![n]!),
        mixture,
      );
    expect(missing(fine)).toBeLessThan(0.3 * missing(rough));
    for (const [j, truth] of [tone, strokes].entries()) {
      expect(error(fine[j]!, truth)).toBeLessThan(0.7 * error(rough[j]!, truth));
    }
    expect(told).toHaveLength(30);
    expect(told[29]!).toBeLessThan(told[0]!);
  });

  it('shares what is missing in equal parts, as the formulas say', () => {
    const magnitudes = [magnitudeOf(tone), magnitudeOf(strokes)];
    const rough = misi(magnitudes, mixture, { ...options, iterations: 0 });
    const expected = rough.map((signal, j) => {
      const corrected = signal.map((x, n) => x + 0.5 * (mixture[n]! - rough[0]![n]! - rough[1]![n]!));
      return istft(withMagnitude(stft([corrected], options), [magnitudes[j]!]))[0]!;
    });
    misi(magnitudes, mixture, { ...options, iterations: 1 }).forEach((signal, j) => {
      expect(farthest(signal, expected[j]!)).toBeLessThan(1e-5);
    });
  });

  it('keeps a mixture that is one source, silence, and any level', () => {
    const [same] = misi([magnitudeOf(mixture)], mixture, options);
    expect(farthest(same!, mixture)).toBeLessThan(1e-5);
    const none = new Float32Array(length);
    const [silent, all] = misi([magnitudeOf(none), magnitudeOf(mixture)], mixture, {
      ...options,
      iterations: 2,
    });
    expect(farthest(silent!, none)).toBe(0);
    expect(farthest(all!, mixture)).toBeLessThan(1e-5);
    const loud = mixture.map((x) => x * 2 ** 40);
    const [scaled] = misi([magnitudeOf(loud)], loud, options);
    expect(scaled).toEqual(same!.map((x) => x * 2 ** 40));
    expect(misi([new Float32Array(0)], new Float32Array(0), options)[0]).toHaveLength(0);
  });

  it('refuses no source, and magnitudes of other frames', () => {
    expect(() => misi([], mixture, options)).toThrow(/at least one source/);
    expect(() => misi([new Float32Array(129)], mixture, options)).toThrow(
      /magnitudes\[0\]: expected \d+ frames/,
    );
    expect(() => misi([magnitudeOf(tone)], mixture, { ...options, iterations: 0.5 })).toThrow(/iterations/);
  });
});
