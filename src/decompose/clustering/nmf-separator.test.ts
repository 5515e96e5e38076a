/** Components gathered into sources: strokes and tones apart, colours apart, and long songs in pieces. */

import { describe, expect, it } from 'vitest';
import { ArgumentError, createRandom } from '../../util/index.ts';
import { groupComponents } from './component-weights.ts';
import { createNmf } from './nmf-separator.ts';
import { envelopeFeatures, timbreFeatures } from './template-features.ts';

const sampleRate = 4000;

/** Notes of two pitches that take turns, and bursts of noise every 0.4 s. */
function makeSong(seconds: number): { tones: Float32Array; strokes: Float32Array; mixture: Float32Array } {
  const random = createRandom(5);
  const length = seconds * sampleRate;
  const tones = Float32Array.from({ length }, (_, n) => {
    const pitch = Math.floor(n / 3000) % 2 === 0 ? 220 : 330;
    const phase = (2 * Math.PI * pitch * n) / sampleRate;
    return 0.2 * (Math.sin(phase) + 0.5 * Math.sin(2 * phase) + 0.3 * Math.sin(3 * phase));
  });
  const strokes = Float32Array.from(
    { length },
    (_, n) => 0.5 * random.normal() * Math.exp(-(n % (0.4 * sampleRate)) / 60),
  );
  return { tones, strokes, mixture: tones.map((value, n) => value + strokes[n]!) };
}

function snrOf(reference: Float32Array, estimate: Float32Array): number {
  const error = Math.hypot(...reference.map((value, n) => value - estimate[n]!));
  return 20 * Math.log10(Math.hypot(...reference) / error);
}

describe('nmf', () => {
  it('parts strokes from tones', async () => {
    const { tones, strokes, mixture } = makeSong(6);
    const stems = await createNmf({ rank: 8, frameSeconds: 0.064 }).separate({
      sampleRate,
      channels: [mixture],
    });
    expect(snrOf(strokes, stems.get('drums')!.channels[0]!)).toBeGreaterThan(5);
    expect(snrOf(tones, stems.get('other')!.channels[0]!)).toBeGreaterThan(12);
  });

  it('gives sources of different colour from dark to bright', async () => {
    const { mixture } = makeSong(4);
    const separator = createNmf({ grouping: 'timbre', sources: 3, rank: 8, iterations: 10 });
    expect(separator.stems).toEqual(['source1', 'source2', 'source3']);
    const stems = await separator.separate({ sampleRate, channels: [mixture] });
    const sum = mixture.map((_, n) =>
      [...stems.values()].reduce((all, stem) => all + stem.channels[0]![n]!, 0),
    );
    expect(snrOf(mixture, sum)).toBeGreaterThan(100);
  });

  it('joins pieces of a long song without a seam', async () => {
    // Frames of 36 samples every 9 at this rate: a period of the song is a whole number of hops.
    const [rate, period] = [400, 9 * 500];
    const mixture = makeSong(2).mixture.slice(0, period);
    // Beyond 80 s templates come from excerpts, beyond 20 s the song is gone through in pieces.
    const long = Float32Array.from({ length: 100 * rate }, (_, n) => mixture[n % period]!);
    const stems = await createNmf({ rank: 4, iterations: 5 }).separate({
      sampleRate: rate,
      channels: [long],
    });
    const other = stems.get('other')!.channels[0]!;
    const drums = stems.get('drums')!.channels[0]!;
    expect(drums.some((value) => value !== 0)).toBe(true);
    const sum = other.map((value, n) => value + drums[n]!);
    expect(snrOf(long, sum)).toBeGreaterThan(100);
    // Periods within pieces and across their seams, at 20 s, 40 s, …
    const first = other.slice(period, 2 * period);
    for (let n = 2; n < 8; n++) {
      expect(snrOf(first, other.slice(n * period, (n + 1) * period))).toBeGreaterThan(90);
    }
  });

  it('refuses options that make no sense', () => {
    expect(() => createNmf({ sources: 1 })).toThrow(ArgumentError);
    expect(() => createNmf({ grouping: 'pitch' as 'timbre' })).toThrow(ArgumentError);
    expect(() => createNmf({ rank: 0 })).toThrow('nmf.rank');
    expect(() => createNmf({ sources: 3 })).toThrow('grouping timbre or envelope');
    expect(createNmf({ sources: 2 }).stems).toEqual(['drums', 'other']);
  });
});

/** Partials at multiples of a pitch under an envelope: the template of a note. */
function note(pitchBins: number, envelope: (k: number) => number): number[] {
  return Array.from({ length: 513 }, (_, k) => (k > 0 && k % pitchBins === 0 ? envelope(k) : 0.002));
}

describe('groupComponents', () => {
  const dark = (k: number): number => Math.exp(-k / 40);
  const bright = (k: number): number => Math.exp(-(((k - 150) / 60) ** 2)) + 0.05 * Math.exp(-k / 200);
  const notes = [
    ...[7, 9, 11, 12].map((pitch) => note(pitch, bright)),
    ...[6, 8, 10, 13].map((pitch) => note(pitch, dark)),
  ];
  const set = {
    templates: Float32Array.from(notes.flat()),
    ...{ componentCount: 8, binCount: 513, sampleRate: 16000, fftSize: 1024 },
  };

  it.each(['timbre', 'envelope'] as const)('finds two instruments at eight pitches by %s', (by) => {
    const weights = groupComponents({ ...set, rank: 8 }, { ...set, sources: 2, by });
    expect([...weights[0]!]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect([...weights[1]!]).toEqual([1, 1, 1, 1, 0, 0, 0, 0]);
  });

  it('hears no level, and no pitch that the envelope does not show', () => {
    const louder = { ...set, templates: set.templates.map((value, i) => value * (1 + Math.floor(i / 513))) };
    for (const features of [timbreFeatures, envelopeFeatures]) {
      features(set).forEach((own, r) => {
        const other = features(louder)[r]!;
        own.forEach((value, i) => {
          expect(Math.abs(value - other[i]!)).toBeLessThan(1e-3);
        });
      });
    }
    const gap = (a: Float32Array, b: Float32Array): number => Math.hypot(...a.map((x, i) => x - b[i]!));
    const features = envelopeFeatures(set);
    expect(gap(features[0]!, features[3]!)).toBeLessThan(0.5 * gap(features[0]!, features[5]!));
  });

  it('leaves sources empty where there are fewer components', () => {
    const one = groupComponents(
      { ...set, templates: set.templates.slice(0, 513), rank: 1 },
      { ...set, sources: 3 },
    );
    expect(one.map((weights) => [...weights])).toEqual([[1], [0], [0]]);
  });
});
