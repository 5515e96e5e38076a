/** Drums found without knowing them: against chords, and one from the other. */

import { expect, it } from 'vitest';
import { ArgumentError, createRandom } from '../../util/index.ts';
import { createNmfd } from './nmfd-separator.ts';

const sampleRate = 16_000;
const length = 2 * sampleRate;
const random = createRandom(8);

/** Strokes every `every` seconds from `from` on, each by `sound` of the seconds since it began. */
function strokes(every: number, from: number, sound: (seconds: number) => number): Float32Array {
  return Float32Array.from({ length }, (_, n) => {
    const since = n / sampleRate - from;
    return since < 0 ? 0 : sound(since % every);
  });
}

let previous = 0;
function highNoise(): number {
  const [last, next] = [previous, random.normal()];
  previous = next;
  return next - last;
}

/** A glide from 200 to 50 Hz with the beater's click. */
const kick = strokes(0.5, 0, (t) => {
  const glide = Math.sin(2 * Math.PI * (50 * t + 150 * 0.03 * (1 - Math.exp(-t / 0.03))));
  return 0.9 * glide * Math.exp(-t / 0.06) + 0.2 * random.normal() * Math.exp(-t / 0.003);
});
const snare = strokes(1, 0.5, (t) => {
  const tone = Math.sin(2 * Math.PI * 400 * t) + Math.sin(2 * Math.PI * 910 * t);
  return (0.2 * tone + 0.3 * random.normal()) * Math.exp(-t / 0.06);
});
const hihat = strokes(0.25, 0.125, (t) => 0.15 * highNoise() * Math.exp(-t / 0.02));
const chords = Float32Array.from({ length }, (_, n) => {
  const root = Math.floor(n / sampleRate) % 2 === 0 ? 220 : 294;
  return [1, 1.26, 1.5, 2].reduce(
    (sum, ratio) => sum + 0.1 * Math.sin((2 * Math.PI * root * ratio * n) / sampleRate),
    0,
  );
});
const mixture = chords.map((value, n) => value + kick[n]! + snare[n]! + hihat[n]!);

function snrOf(reference: Float32Array, estimate: Float32Array): number {
  const error = Math.hypot(...reference.map((value, n) => value - estimate[n]!));
  return 20 * Math.log10(Math.hypot(...reference) / error);
}

it('parts drums from chords', async () => {
  const stems = await createNmfd({ components: 6 }).separate({ sampleRate, channels: [mixture] });
  const drums = kick.map((value, n) => value + snare[n]! + hihat[n]!);
  expect(snrOf(drums, stems.get('drums')!.channels[0]!)).toBeGreaterThan(12);
  expect(snrOf(chords, stems.get('other')!.channels[0]!)).toBeGreaterThan(10);
});

it('parts the drums of a kit by their bands', async () => {
  const separator = createNmfd({ parts: 'kit', components: 6, adaptation: 'semi' });
  expect(separator.stems).toEqual(['kick', 'snare', 'hihat', 'other']);
  const stems = await separator.separate({ sampleRate, channels: [mixture] });
  const found = { kick, snare, hihat };
  for (const [name, truth] of Object.entries(found)) {
    const gain = snrOf(truth, stems.get(name)!.channels[0]!) - snrOf(truth, mixture);
    expect(gain, name).toBeGreaterThan(10);
  }
});

it('finds a kick drum that is nothing but a tone', async () => {
  const tone = strokes(0.5, 0, (t) => 0.9 * Math.sin(2 * Math.PI * 60 * t) * Math.exp(-t / 0.08));
  const stems = await createNmfd({ components: 6 }).separate({
    sampleRate,
    channels: [chords.map((value, n) => value + tone[n]!)],
  });
  expect(snrOf(tone, stems.get('drums')!.channels[0]!)).toBeGreaterThan(8);
});

it('refuses options that make no sense', () => {
  expect(() => createNmfd({ parts: 'toms' as 'kit' })).toThrow(ArgumentError);
  expect(() => createNmfd({ templateSeconds: -1 })).toThrow('nmfd.templateSeconds');
  expect(() => createNmfd({ components: 0 })).toThrow('nmfd.components');
});
