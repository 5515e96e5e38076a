import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { magnitude, power, type Spectrogram, stft } from '../../dsp/index.ts';
import { ArgumentError, createRandom } from '../../util/index.ts';
import { multichannelWiener } from './multichannel-wiener.ts';

const golden = JSON.parse(
  readFileSync(new URL('../../../test/golden/phase.json', import.meta.url), 'utf8'),
) as {
  readonly fftSize: number;
  readonly hopSize: number;
  readonly sources: readonly (readonly number[][])[];
  readonly stereoPowers: readonly (readonly number[][])[];
  readonly wiener: Readonly<Record<string, readonly number[][]>>;
  readonly monoWiener: readonly number[][];
};
const options = { fftSize: golden.fftSize, hopSize: golden.hopSize, padMode: 'zeros' } as const;
/** Our spectra are float32; the largest bin is about 10. */
const tolerance = 1e-5;

function mixtureOf(channelCount: number): Spectrogram {
  const channels = golden.sources[0]!.slice(0, channelCount).map((channel, c) =>
    Float32Array.from(channel, (_, n) => golden.sources.reduce((sum, source) => sum + source[c]![n]!, 0)),
  );
  return stft(channels, options);
}

function noise(channelCount: number, seed: number): Float32Array[] {
  const random = createRandom(seed);
  return Array.from({ length: channelCount }, () =>
    Float32Array.from({ length: 400 }, () => 0.2 * random.normal()),
  );
}

describe('multichannelWiener', () => {
  it('gives what norbert gives, in stereo and in mono', () => {
    const powers = golden.stereoPowers.map((channels) => channels.map((values) => Float32Array.from(values)));
    for (const [iterations, expected] of Object.entries(golden.wiener)) {
      const found = multichannelWiener(powers, mixtureOf(2), { iterations: Number(iterations) });
      found.forEach(({ channels }, j) => {
        const flat = channels.flatMap((bins) => [...bins]);
        expect(farthest(flat, expected[j]!)).toBeLessThan(tolerance);
      });
    }
    const first = powers.map(([left]) => [left!]);
    multichannelWiener(first, mixtureOf(1), { iterations: 2 }).forEach(({ channels }, j) => {
      expect(farthest(channels[0]!, golden.monoWiener[j]!)).toBeLessThan(tolerance);
    });
  });

  it.each([1, 2, 3, 5])('adds up to the mixture: %i channels', (channelCount) => {
    const sources = [noise(channelCount, 1), noise(channelCount, 2).map((x) => x.map((y) => 0.1 * y))];
    const mixture = stft(
      sources[0]!.map((channel, c) => channel.map((x, n) => x + sources[1]![c]![n]!)),
      options,
    );
    const estimates = sources.map((source) => power(stft(source, options)));
    for (const iterations of [0, 1, 2]) {
      const found = multichannelWiener(estimates, mixture, { iterations });
      mixture.channels.forEach((bins, c) => {
        const sum = bins.map((_, i) => found[0]!.channels[c]![i]! + found[1]!.channels[c]![i]!);
        expect(farthest(sum, bins)).toBeLessThan(1e-4);
      });
    }
  });

  it('hears sources apart that lie over each other but in other places', () => {
    const [left, right] = noise(2, 3) as [Float32Array, Float32Array];
    const sources = [
      [left, left.map((x) => 0.3 * x)],
      [right.map((x) => 0.2 * x), right],
    ];
    const mixture = stft(
      [0, 1].map((c) => sources[0]![c]!.map((x, n) => x + sources[1]![c]![n]!)),
      options,
    );
    const truth = stft(sources[0]!, options);
    // Of each bin it is known how loud the sources are, but not in which channel.
    const known = sources.map((source) => {
      const [l, r] = power(stft(source, options)) as [Float32Array, Float32Array];
      return [l.map((value, i) => 0.5 * (value + r[i]!))];
    });
    const error = (found: Spectrogram): number =>
      found.channels.reduce(
        (sum, bins, c) =>
          sum + bins.reduce((part, value, i) => part + (value - truth.channels[c]![i]!) ** 2, 0),
        0,
      );
    const before = error(multichannelWiener(known, mixture, { iterations: 0 })[0]!);
    expect(error(multichannelWiener(known, mixture, { iterations: 5 })[0]!)).toBeLessThan(0.9 * before);
  });

  it('takes one matrix for all channels, silence, and the phases of the mixture', () => {
    const mixture = mixtureOf(2);
    const mono = magnitude(mixtureOf(1));
    const [all] = multichannelWiener([mono], mixture, { iterations: 0 });
    expect(farthest(all!.channels[0]!, mixture.channels[0]!)).toBeLessThan(1e-6);
    const [same] = multichannelWiener([magnitude(mixture)], mixture, {
      iterations: 0,
      initial: 'mixture-phase',
    });
    expect(farthest(same!.channels[1]!, mixture.channels[1]!)).toBeLessThan(1e-6);
    const silent = stft([new Float32Array(300), new Float32Array(300)], options);
    for (const { channels } of multichannelWiener([magnitude(silent), magnitude(silent)], silent)) {
      for (const bins of channels) expect(bins.every((value) => value === 0)).toBe(true);
    }
  });

  it('refuses no source, other shapes and unknown beginnings', () => {
    const mixture = mixtureOf(2);
    expect(() => multichannelWiener([], mixture)).toThrow(/no source/);
    expect(() => multichannelWiener([[new Float32Array(5)]], mixture)).toThrow(/estimates\[0\]/);
    const estimates = [magnitude(mixture)];
    expect(() => multichannelWiener(estimates, mixture, { initial: 'soft' as 'soft-mask' })).toThrow(
      ArgumentError,
    );
    expect(() => multichannelWiener(estimates, mixture, { iterations: -1 })).toThrow(/iterations/);
  });
});

function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let most = 0;
  // Written so that NaN counts as a difference.
  for (let i = 0; i < a.length; i++) if (!(Math.abs(a[i]! - b[i]!) <= most)) most = Math.abs(a[i]! - b[i]!);
  return most;
}
