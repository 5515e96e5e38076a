import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../util/index.ts';
import { applyMask } from '../apply-mask.ts';
import { istft } from '../istft.ts';
import { power } from '../representations.ts';
import { stft } from '../stft.ts';
import { wienerMasks } from '../wiener.ts';
import { consistentWiener } from './consistent-wiener.ts';
import { griffinLim } from './griffin-lim.ts';
import { misi } from './misi.ts';

const golden = JSON.parse(
  readFileSync(new URL('../../../test/golden/phase.json', import.meta.url), 'utf8'),
) as {
  readonly fftSize: number;
  readonly hopSize: number;
  readonly sources: readonly (readonly number[][])[];
  readonly stereoPowers: readonly (readonly number[][])[];
  readonly griffinLim: Readonly<Record<string, { signal: number[] | null; spectralConvergence: number }>>;
  readonly misi: readonly number[][];
  readonly consistentWiener: readonly number[][];
};
const options = { fftSize: golden.fftSize, hopSize: golden.hopSize } as const;
const zeros = { ...options, padMode: 'zeros' } as const;
const sources = golden.sources.map(([left]) => Float32Array.from(left!));
const mixture = sources[0]!.map((x, n) => x + sources[1]![n]!);
const powers = golden.stereoPowers.map(([left]) => Float32Array.from(left!));
const magnitudes = sources.map((source) => power(stft([source], zeros))[0]!.map(Math.sqrt));
/** Float32 beside float64, with the rounding that a search amplifies. */
const tolerance = 1e-5;

describe('the searches beside plain references', () => {
  it.each(Object.entries(golden.griffinLim))(
    'Griffin-Lim as librosa, momentum and iterations %s',
    (name, expected) => {
      const [momentum, iterations] = name.split(' ').map(Number) as [number, number];
      const told: number[] = [];
      const found = griffinLim(magnitudes[0]!, {
        ...zeros,
        momentum,
        // One more, to be told where the last one is.
        iterations: iterations + 1,
        lengthSamples: mixture.length,
        onIteration: ({ spectralConvergence }) => told.push(spectralConvergence),
      });
      expect(found).toHaveLength(mixture.length);
      expect(Math.abs(told[iterations]! - expected.spectralConvergence)).toBeLessThan(1e-3);
      if (expected.signal === null) return;
      const signal = griffinLim(magnitudes[0]!, {
        ...zeros,
        momentum,
        iterations,
        lengthSamples: mixture.length,
      });
      expect(farthest(signal, expected.signal)).toBeLessThan(1e-4);
    },
  );

  it('MISI as NumPy', () => {
    misi(magnitudes, mixture, { ...zeros, iterations: 5 }).forEach((signal, j) => {
      expect(farthest(signal, golden.misi[j]!)).toBeLessThan(1e-4);
    });
  });

  it('the consistent Wiener filter as the equation of its paper in NumPy', () => {
    const found = consistentWiener(powers, mixture, { ...options, iterations: 8, consistency: 10 });
    found.forEach((signal, j) => {
      expect(farthest(signal, golden.consistentWiener[j]!)).toBeLessThan(tolerance);
    });
  });
});

describe('consistentWiener', () => {
  it('begins with the Wiener filter, which it stays where inconsistency costs nothing', () => {
    const mixed = stft([mixture], zeros);
    const masks = wienerMasks(powers);
    const plain = masks.map((mask) => istft(applyMask(mixed, [mask]))[0]!);
    for (const settings of [{ iterations: 0 }, { consistency: 0 }]) {
      consistentWiener(powers, mixture, { ...options, ...settings }).forEach((signal, j) => {
        expect(farthest(signal, plain[j]!)).toBeLessThan(tolerance);
      });
    }
  });

  it('comes nearer to sources whose powers are known, and says how far it is', () => {
    const length = 5000;
    const random = createRandom(4);
    const tone = Float32Array.from({ length }, (_, n) => 0.3 * Math.sin(0.07 * n + 2 * Math.sin(n / 700)));
    const hits = Float32Array.from({ length }, (_, n) => (n % 900 < 80 ? 0.3 * random.normal() : 0));
    const whole = tone.map((x, n) => x + hits[n]!);
    const known = [tone, hits].map(
      (signal) => power(stft([signal], { ...zeros, fftSize: 256, hopSize: 64 }))[0]!,
    );
    const error = (settings: object): number => {
      const [found] = consistentWiener(known, whole, { fftSize: 256, hopSize: 64, ...settings });
      return found!.reduce((sum, x, n) => sum + (x - tone[n]!) ** 2, 0);
    };
    expect(error({ consistency: 10 })).toBeLessThan(0.8 * error({ iterations: 0 }));
    const told: number[] = [];
    consistentWiener(known, whole, {
      fftSize: 256,
      hopSize: 64,
      iterations: 40,
      onIteration: ({ residual }) => told.push(residual),
    });
    expect(told[39]!).toBeLessThan(1e-2);
    expect(told[39]!).toBeLessThan(told[0]!);
  });

  it.each([1, 2, 3, 4])('adds up to the mixture, at any level: %i sources', (count) => {
    const random = createRandom(count);
    const some = Array.from({ length: count }, () =>
      powers[0]!.map(() => random.uniform() ** 4 * (random.uniform() < 0.3 ? 0 : 1)),
    );
    for (const gain of [1, 2 ** -60, 2 ** 40]) {
      const loud = mixture.map((x) => x * gain);
      const found = consistentWiener(
        some.map((matrix) => matrix.map((value) => value * gain * gain)),
        loud,
        { ...options, iterations: 5 },
      );
      const sum = loud.map((_, n) => found.reduce((all, signal) => all + signal[n]!, 0) / gain);
      expect(farthest(sum, mixture)).toBeLessThan(1e-6);
    }
  });

  it('keeps silence, no samples, and powers of nothing', () => {
    const silent = new Float32Array(mixture.length);
    for (const found of consistentWiener(powers, silent, options)) expect(farthest(found, silent)).toBe(0);
    expect(consistentWiener([new Float32Array(0)], new Float32Array(0), options)[0]).toHaveLength(0);
    const none = powers.map((matrix) => matrix.map(() => 0));
    const [half] = consistentWiener(none, mixture, options);
    expect(
      farthest(
        half!,
        mixture.map((x) => x / 2),
      ),
    ).toBeLessThan(1e-6);
  });

  it('refuses no source, other frames and negative powers', () => {
    expect(() => consistentWiener([], mixture, options)).toThrow(/at least one source/);
    expect(() => consistentWiener([powers[0]!.subarray(33)], mixture, options)).toThrow(/powers\[0\]/);
    expect(() => consistentWiener([powers[0]!.map((v) => -v)], mixture, options)).toThrow(
      /finite number from 0/,
    );
    expect(() => consistentWiener(powers, mixture, { ...options, consistency: -1 })).toThrow(/consistency/);
  });
});

function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let most = 0;
  // Written so that NaN counts as a difference.
  for (let i = 0; i < a.length; i++) if (!(Math.abs(a[i]! - b[i]!) <= most)) most = Math.abs(a[i]! - b[i]!);
  return most;
}
