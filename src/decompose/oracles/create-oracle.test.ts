import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exactSignal } from '../../../test/support/exact-signal.ts';
import { noise } from '../../../test/support/separators.ts';
import type { Audio, Stems } from '../../audio/index.ts';
import { istft, stft } from '../../dsp/index.ts';
import { ArgumentError } from '../../util/index.ts';
import { buildSpatialModel, filterSpatially } from '../phase/spatial-model.ts';
import { createOracle } from './create-oracle.ts';
import { findOracle, isOracle, maskFilter, oracleNames, oracles } from './list.ts';

const sampleRate = 8000;
/** −120 dB of full scale: float32 spectra there and back. */
const inaudible = 1e-6;

/** Three sources that differ in time and frequency, and their sum. */
function makeSong(
  lengthSamples: number,
  { channelCount = 2 } = {},
): { references: Map<string, Audio>; mixture: Audio } {
  const tone: Audio = {
    sampleRate,
    channels: Array.from({ length: channelCount }, (_, c) =>
      Float32Array.from({ length: lengthSamples }, (__, n) => 0.2 * Math.sin(0.2 * n + c) * (1 + 0.3 * c)),
    ),
  };
  const hiss: Audio = {
    sampleRate,
    channels: noise({ lengthSamples, channelCount, seed: 3 }).channels.map((channel) =>
      channel.map((x) => 0.1 * x),
    ),
  };
  const strokes: Audio = {
    sampleRate,
    channels: tone.channels.map((channel, c) => channel.map((_, n) => (n % 1500 < 40 ? 0.4 - 0.1 * c : 0))),
  };
  const references = new Map([
    ['tone', tone],
    ['hiss', hiss],
    ['strokes', strokes],
  ]);
  return { references, mixture: sumOf(references) };
}

function sumOf(stems: Stems): Audio {
  const [first, ...others] = [...stems.values()];
  const channels = first!.channels.map((channel, c) =>
    channel.map((x, n) => others.reduce((sum, other) => sum + other.channels[c]![n]!, x)),
  );
  return { sampleRate, channels };
}

function largestDifference(a: Audio, b: Audio): number {
  let largest = 0;
  a.channels.forEach((channel, c) => {
    channel.forEach((x, n) => {
      const difference = Math.abs(x - b.channels[c]![n]!);
      if (!(difference <= largest)) largest = difference;
    });
  });
  return largest;
}

/** The mean over stems of the SNR in dB. */
function quality(estimates: Stems, references: Stems): number {
  const ratios = [...references].map(([name, { channels }]) => {
    let [signal, error] = [0, 0];
    channels.forEach((channel, c) => {
      channel.forEach((x, n) => {
        signal += x * x;
        error += (x - estimates.get(name)!.channels[c]![n]!) ** 2;
      });
    });
    return 10 * Math.log10(signal / error);
  });
  return ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
}

describe.each(oracles)('$name', ({ kind, name }) => {
  const options = { fftSize: 512 };

  it('says what it separates: the references, whole, at their rate', () => {
    const separator = createOracle(kind, makeSong(100).references, options);
    expect(separator.name).toBe(name);
    expect(separator.stems).toEqual(['tone', 'hiss', 'strokes']);
    expect(separator.sampleRate).toBe(sampleRate);
    expect(separator.channelCounts).toEqual([2]);
    expect(separator.chunking(sampleRate)).toBe('song');
  });

  it.each([0, 1, 2, 127, 128, 129, 511, 4000, 9001])(
    'keeps length and sum, if it says so, at %i samples',
    async (length) => {
      const { references, mixture } = makeSong(length);
      const separator = createOracle(kind, references, options);
      const stems = await separator.separate(mixture);
      expect([...stems.keys()]).toEqual(separator.stems);
      for (const { channels } of stems.values()) expect(channels[1]).toHaveLength(length);
      if (separator.sumsToMixture) expect(largestDifference(sumOf(stems), mixture)).toBeLessThan(inaudible);
      if (kind === 'mwf') expect(largestDifference(sumOf(stems), mixture)).toBeLessThan(1e-4);
    },
  );

  it.each([1, 3])('takes %i channels, silence and a single source', async (channelCount) => {
    const { references, mixture } = makeSong(3000, { channelCount });
    const stems = await createOracle(kind, references, options).separate(mixture);
    expect(quality(stems, references)).toBeGreaterThan(6);
    const silence = { sampleRate, channels: mixture.channels.map((channel) => channel.map(() => 0)) };
    const silent = new Map([...references.keys()].map((stem) => [stem, silence]));
    for (const stem of (await createOracle(kind, silent, options).separate(silence)).values()) {
      expect(largestDifference(stem, silence)).toBe(0);
    }
    const tone = references.get('tone')!;
    const alone = await createOracle(kind, new Map([['tone', tone]]), options).separate(tone);
    expect(largestDifference(alone.get('tone')!, tone)).toBeLessThan(1e-4);
  });

  it('gives a stem asked for alone the samples it has among all, twice the same, and leaves its input', async () => {
    const { references, mixture } = makeSong(3000);
    const before = mixture.channels.map((channel) => channel.slice());
    const separator = createOracle(kind, references, options);
    const all = await separator.separate(mixture);
    const alone = await separator.separate(mixture, { stems: ['hiss'] });
    expect([...alone.keys()]).toEqual(['hiss']);
    expect(largestDifference(alone.get('hiss')!, all.get('hiss')!)).toBe(0);
    expect((await separator.separate(mixture, { stems: [] })).size).toBe(0);
    expect(mixture.channels).toEqual(before);
  });

  it('gives what the spectrograms of the whole song give, however many spans it takes', async () => {
    // Five spans of 64 frames.
    const { references, mixture } = makeSong(16 * 64 * 4 + 77);
    const frames = { fftSize: 64, hopSize: 16 };
    const stems = await createOracle(kind, references, frames).separate(mixture);
    const transform = ({ channels }: Audio) => stft(channels, { ...frames, padMode: 'zeros' });
    const sources = [...references.values()].map(transform);
    const mixed = transform(mixture);
    const builder = buildSpatialModel({ sourceCount: 3, channelCount: 2, binCount: mixed.binCount });
    builder.add(sources, mixed, [0, mixed.frameCount]);
    const whole =
      maskFilter(kind, {})?.(sources, mixed) ?? filterSpatially(sources, mixed, { model: builder.finish() });
    [...stems.values()].forEach((stem, j) => {
      expect(largestDifference(stem, { sampleRate, channels: istft(whole[j]!) })).toBeLessThan(inaudible);
    });
  });

  it('refuses what is not its song, broken samples, unknown options and stems, and stops when told to', async () => {
    const { references, mixture } = makeSong(1000);
    const separator = createOracle(kind, references, options);
    await expect(separator.separate(makeSong(999).mixture)).rejects.toThrow(/of 1000 samples.*999.*excerpt/);
    await expect(separator.separate({ ...mixture, sampleRate: 44100 })).rejects.toThrow(ArgumentError);
    await expect(separator.separate(mixture, { stems: ['kazoo'] })).rejects.toThrow(ArgumentError);
    const broken = { sampleRate, channels: mixture.channels.map((channel) => channel.slice()) };
    broken.channels[1]![7] = Number.NaN;
    await expect(separator.separate(broken)).rejects.toThrow(/channels\[1\]\[7\]/);
    expect(() => createOracle(kind, references, { fftsize: 512 } as object)).toThrow(
      /Did you mean fftSize\?/,
    );
    expect(() => createOracle(kind, references, { hopSize: 4096 })).toThrow(ArgumentError);
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    await expect(separator.separate(mixture, { signal: abort.signal })).rejects.toThrow('enough');
  });
});

describe('oracles', () => {
  it('are better the more they know', async () => {
    const { references, mixture } = makeSong(12000);
    const of = async (kind: (typeof oracles)[number]['kind'], options = {}) =>
      quality(
        await createOracle(kind, references, { fftSize: 512, ...options }).separate(mixture),
        references,
      );
    const [binary, ratio, wiener, spatial, sensitive, complex] = await Promise.all([
      of('ibm'),
      of('irm'),
      of('wiener'),
      of('mwf'),
      of('psm'),
      of('cirm'),
    ]);
    expect(ratio).toBeGreaterThan(binary!);
    expect(sensitive).toBeGreaterThan(ratio!);
    expect(spatial).toBeGreaterThan(wiener!);
    expect(complex).toBeGreaterThan(90);
  });

  it('go by name and kind, and name the nearest', () => {
    expect(oracleNames).toEqual(oracles.map(({ name }) => name));
    expect(isOracle('oracle-irm')).toBe(true);
    expect(isOracle('hpss')).toBe(false);
    expect(findOracle('irm')).toBe(findOracle('oracle-irm'));
    expect(() => findOracle('oracle-inm')).toThrow(/Did you mean oracle-i[br]m\?/);
  });

  it('need references that fit each other', () => {
    const { references } = makeSong(1000);
    expect(() => createOracle('ibm', new Map())).toThrow(/at least one true stem/);
    references.set('other', makeSong(1001).mixture);
    expect(() => createOracle('ibm', references)).toThrow(/reference other.*1001 samples/);
    expect(() => createOracle('irm', makeSong(9).references, { exponent: 0 })).toThrow(/oracle-irm.exponent/);
  });

  it("equal norbert's multichannel Wiener filter from the true sources", async () => {
    const file = new URL('../../../test/golden/metrics.json', import.meta.url);
    const { wiener } = JSON.parse(readFileSync(file, 'utf8')) as { wiener: number[][][] };
    const channel = (j: number, c: number) =>
      exactSignal({ seed: 50 + 10 * j + c, lengthSamples: 600, period: 200 + 30 * j });
    const parts = [0, 1].map((j) => [channel(j, 1), channel(j, 2)]);
    parts[0]![1] = parts[0]![1]!.map((x, n) => 0.5 * parts[0]![0]![n]! + 0.1 * x);
    const audio = (channels: readonly Float64Array[]): Audio => ({
      sampleRate,
      channels: channels.map((samples) => Float32Array.from(samples)),
    });
    const references = new Map(parts.map((channels, j) => [`${j}`, audio(channels)]));
    const mixture = sumOf(references);
    const stems = await createOracle('mwf', references, { fftSize: 64, hopSize: 16 }).separate(mixture);
    wiener.forEach((expected, j) => {
      expect(
        largestDifference(audio(expected.map((x) => Float64Array.from(x))), stems.get(`${j}`)!),
      ).toBeLessThan(1e-5);
    });
  });
});
