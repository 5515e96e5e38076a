import { describe, expect, it } from 'vitest';
import { createRandom } from '../../util/index.ts';
import { istft } from '../istft.ts';
import { magnitude } from '../representations.ts';
import type { Spectrogram } from '../spectrogram.ts';
import { stft } from '../stft.ts';
import type { StftOptions } from '../stft-settings.ts';
import { type GriffinLimOptions, griffinLim, startGriffinLim } from './griffin-lim.ts';

const signal = song(6000);

function song(length: number): Float32Array {
  const random = createRandom(length);
  return Float32Array.from(
    { length },
    (_, n) => 0.4 * Math.sin(0.05 * n + 3 * Math.sin(n / 900)) + 0.05 * random.normal(),
  );
}

/** ‖|STFT(x)| − A‖ / ‖A‖. */
function distance(x: Float32Array, wanted: Float32Array, options: StftOptions): number {
  const found = magnitude(stft([x], options))[0]!;
  let [error, size] = [0, 0];
  wanted.forEach((value, i) => {
    error += (found[i]! - value) ** 2;
    size += value * value;
  });
  return Math.sqrt(error / size);
}

/** The search as its formulas say, by `stft` and `istft`. */
function plainly(
  wanted: Float32Array,
  like: Spectrogram,
  { iterations, momentum }: { iterations: number; momentum: number },
): Float32Array {
  let bins = Float32Array.from({ length: 2 * wanted.length }, (_, i) => (i % 2 === 0 ? wanted[i / 2]! : 0));
  let before = new Float32Array(bins.length);
  for (let i = 0; i < iterations; i++) {
    const found = stft(istft({ ...like, channels: [bins] }), like.settings).channels[0]!;
    bins = found.map((value, n) => value - (momentum / (1 + momentum)) * before[n]!);
    before = Float32Array.from(found);
    for (let n = 0; n < wanted.length; n++) {
      const size = Math.hypot(bins[2 * n]!, bins[2 * n + 1]!) || 1;
      for (const part of [0, 1]) bins[2 * n + part]! *= wanted[n]! / size;
    }
  }
  return istft({ ...like, channels: [bins] })[0]!;
}

describe('griffinLim', () => {
  it.each<StftOptions>([
    { fftSize: 256, hopSize: 64, padMode: 'zeros' },
    { fftSize: 256, hopSize: 64 },
    { fftSize: 250, hopSize: 70, windowSize: 200 },
    { fftSize: 101, hopSize: 25, normalized: true },
    { fftSize: 512, hopSize: 100, window: 'hamming', center: false },
  ])('does what its formulas say: $fftSize, $hopSize', (options) => {
    const like = stft([signal], options);
    const wanted = magnitude(like)[0]!;
    // Samples behind the last frame of settings without centred frames are not known to it.
    for (const momentum of [0, 0.99]) {
      const settings = { ...options, iterations: 4, momentum, lengthSamples: signal.length };
      const found = griffinLim(wanted, settings);
      const expected = plainly(wanted, like, { iterations: 4, momentum });
      found.forEach((x, n) => {
        expect(Math.abs(x - expected[n]!)).toBeLessThan(1e-4);
      });
    }
  });

  it('comes nearer with every iteration, faster with momentum, and says how near', () => {
    const options = { fftSize: 256, hopSize: 64, lengthSamples: signal.length };
    const wanted = magnitude(stft([signal], options))[0]!;
    const curve = (momentum: number): number[] => {
      const told: number[] = [];
      const onIteration: GriffinLimOptions['onIteration'] = ({ iteration, spectralConvergence }) => {
        expect(iteration).toBe(told.length + 1);
        told.push(spectralConvergence);
      };
      griffinLim(wanted, { ...options, iterations: 20, momentum, onIteration });
      return told;
    };
    const [classic, fast] = [curve(0), curve(0.99)];
    for (let i = 1; i < 20; i++) expect(classic[i]!).toBeLessThanOrEqual(classic[i - 1]! * (1 + 1e-5));
    expect(fast[19]!).toBeLessThan(classic[19]!);
    const after = griffinLim(wanted, { ...options, iterations: 19, momentum: 0 });
    expect(distance(after, wanted, options)).toBeCloseTo(classic[19]!, 4);
  });

  it('stays where the phases are right, whatever their size, and repeats random ones', () => {
    const options = { fftSize: 256, hopSize: 64, lengthSamples: signal.length };
    const like = stft([signal], options);
    const wanted = magnitude(like)[0]!;
    const initial = like.channels[0]!.map((value) => 1e15 * value);
    const found = griffinLim(wanted, { ...options, initial });
    found.forEach((x, n) => {
      expect(Math.abs(x - signal[n]!)).toBeLessThan(1e-4);
    });
    const random = { ...options, initial: 'random', iterations: 2 } as const;
    expect(griffinLim(wanted, { ...random, seed: 3 })).toEqual(griffinLim(wanted, { ...random, seed: 3 }));
    expect(griffinLim(wanted, { ...random, seed: 3 })).not.toEqual(
      griffinLim(wanted, { ...random, seed: 4 }),
    );
  });

  it('takes any level, silence, and nothing', () => {
    const options = { fftSize: 64, hopSize: 16, iterations: 3 };
    const wanted = magnitude(stft([signal], options))[0]!;
    const usual = griffinLim(wanted, options);
    for (const gain of [2 ** -100, 2 ** 60]) {
      const found = griffinLim(
        wanted.map((value) => value * gain),
        options,
      );
      expect(found).toEqual(usual.map((x) => x * gain));
    }
    expect(griffinLim(new Float32Array(33 * 5), options)).toEqual(new Float32Array(64));
    expect(griffinLim(new Float32Array(0), options)).toHaveLength(0);
  });

  it('does not mix two searches that take turns', () => {
    const options = { fftSize: 128, hopSize: 32 };
    const wanted = [song(3000), song(2000)].map((x) => magnitude(stft([x], options))[0]!);
    const searches = wanted.map((matrix) => startGriffinLim(matrix, options));
    for (let i = 0; i < 3; i++) for (const search of searches) search.iterate();
    searches.forEach((search, i) => {
      expect(search.finish()[0]).toEqual(griffinLim(wanted[i]!, { ...options, iterations: 3 }));
    });
  });

  it.each<[GriffinLimOptions, RegExp]>([
    [{ fftSize: 64, momentum: 1 }, /momentum/],
    [{ fftSize: 64, iterations: -1 }, /iterations/],
    [{ fftSize: 66 }, /whole frames of 34 bins/],
    [{ fftSize: 64, lengthSamples: 5000 }, /frames, as a signal of 5000 samples has/],
    [{ fftSize: 64, initial: new Float32Array(3) }, /initial: expected bins/],
    [{ fftSize: 64, initial: 'rndom' as 'random' }, /Did you mean random/],
  ])('refuses %j', (options, message) => {
    expect(() => griffinLim(new Float32Array(33 * 9).fill(1), options)).toThrow(message);
  });

  it('refuses what is no magnitude, and frames that do not overlap', () => {
    const negative = new Float32Array(33 * 2).fill(-1);
    expect(() => griffinLim(negative, { fftSize: 64 })).toThrow(/magnitude\[0\]: expected a finite number/);
    const magnitudes = new Float32Array(33 * 3).fill(1);
    expect(() => griffinLim(magnitudes, { fftSize: 64, hopSize: 70, lengthSamples: 150 })).toThrow(/NOLA/);
  });
});
