/** The separator on sounds whose parts are of low rank and sparse by construction. */

import { describe, expect, it } from 'vitest';
import type { Audio } from '../../audio/index.ts';
import { createRandom } from '../../util/index.ts';
import { createRpca } from './create-rpca.ts';

const sampleRate = 8000;

/** Two chords in turn, and a gliding voice above them. */
function makeSong(seconds: number): { mixture: Audio; voice: Float32Array } {
  const random = createRandom(1);
  const length = seconds * sampleRate;
  const voice = new Float32Array(length);
  const mixture = new Float32Array(length);
  let phase = 0;
  for (let n = 0; n < length; n++) {
    const time = n / sampleRate;
    phase +=
      (2 * Math.PI * 440 * 2 ** (0.5 * Math.sin(2.3 * time) + 0.03 * Math.sin(34 * time))) / sampleRate;
    for (const harmonic of [1, 2, 3]) voice[n]! += (0.15 / harmonic) * Math.sin(harmonic * phase);
    const chord = Math.floor(2 * time) % 2 === 0 ? [220, 275, 330] : [196, 247, 294];
    let sum = voice[n]! + 0.001 * random.normal();
    for (const hertz of chord)
      sum += 0.12 * Math.sin(2 * Math.PI * hertz * time) + 0.05 * Math.sin(6 * Math.PI * hertz * time);
    mixture[n] = sum;
  }
  return { voice, mixture: { sampleRate, channels: [mixture] } };
}

/** 10·log10(‖reference‖²/‖reference − estimate‖²). */
function signalToNoise(reference: Float32Array, estimate: Float32Array): number {
  let [signal, noise] = [0, 0];
  reference.forEach((value, n) => {
    signal += value ** 2;
    noise += (value - estimate[n]!) ** 2;
  });
  return 10 * Math.log10(signal / noise);
}

describe('rpca', () => {
  it.each(['soft', 'binary'] as const)(
    'finds a voice that glides over chords that repeat: %s',
    async (mask) => {
      const { mixture, voice } = makeSong(5);
      const stems = await createRpca({ mask }).separate(mixture);
      const before = signalToNoise(voice, mixture.channels[0]!);
      expect(signalToNoise(voice, stems.get('vocals')!.channels[0]!)).toBeGreaterThan(before + 8);
    },
  );

  it('gives all channels one mask, so that a source keeps its place', async () => {
    const { mixture } = makeSong(2);
    const left = mixture.channels[0]!;
    const stereo = { sampleRate, channels: [left, left.map((value) => -0.5 * value)] };
    const vocals = (await createRpca().separate(stereo)).get('vocals')!;
    let worst = 0;
    vocals.channels[0]!.forEach((value, n) => {
      worst = Math.max(worst, Math.abs(0.5 * value + vocals.channels[1]![n]!));
    });
    expect(worst).toBeLessThan(1e-6);
  });

  it('leaves what is below lowHertz to the accompaniment', async () => {
    const bass = Float32Array.from({ length: 16_000 }, (_, n) =>
      Math.sin((2 * Math.PI * 50 * n) / sampleRate),
    );
    const song = { sampleRate, channels: [bass] };
    const energy = async (lowHertz: number): Promise<number> => {
      const stems = await createRpca({ lowHertz, lambda: 0.01, gain: 1 }).separate(song);
      return stems.get('vocals')!.channels[0]!.reduce((sum, value) => sum + value ** 2, 0);
    };
    expect(await energy(0)).toBeGreaterThan(1000);
    expect(await energy(120)).toBeLessThan(10);
  });

  it('pools what lies above 8 kHz at high rates, and separates it too', async () => {
    const random = createRandom(3);
    const noise = Float32Array.from({ length: 48_000 }, (_, n) => (n % 24_000 < 2400 ? random.normal() : 0));
    const stems = await createRpca().separate({ sampleRate: 48_000, channels: [noise] });
    expect(stems.get('vocals')!.channels[0]!.every(Number.isFinite)).toBe(true);
  });

  it('refuses options out of range and unknown ones', () => {
    expect(() => createRpca({ gain: 0 })).toThrow(/rpca\.gain/);
    expect(() => createRpca({ lowHertz: -1 })).toThrow(/rpca\.lowHertz/);
    expect(() => createRpca({ gian: 2 } as object)).toThrow(/gain/);
  });
});
