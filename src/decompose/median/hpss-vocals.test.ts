import { describe, expect, it } from 'vitest';
import {
  chord,
  clicks,
  lengthSamples as length,
  sampleRate,
  voice,
} from '../../../test/support/three-sounds.ts';
import { ArgumentError } from '../../util/index.ts';
import { createHpssVocals, type HpssVocalsOptions } from './hpss-vocals.ts';

const energy = (signal: Float32Array): number => signal.reduce((sum, value) => sum + value ** 2, 0);

/** What one stem holds of a signal, as a part of its energy; the first and last second are left out. */
async function shares(signal: Float32Array, options?: HpssVocalsOptions): Promise<Record<string, number>> {
  const stems = await createHpssVocals(options).separate({ sampleRate, channels: [signal] });
  const middle = (samples: Float32Array): Float32Array => samples.subarray(sampleRate, length - sampleRate);
  const entries = [...stems].map(([name, audio]) => [
    name,
    energy(middle(audio.channels[0]!)) / energy(middle(signal)),
  ]);
  return Object.fromEntries(entries);
}

describe('hpss-vocals', () => {
  it('finds a voice with vibrato in the vocals', async () => {
    expect((await shares(voice())).vocals).toBeGreaterThan(0.6);
  });

  it('finds a steady chord in other', async () => {
    expect((await shares(chord())).other).toBeGreaterThan(0.99);
  });

  it('finds clicks in the drums', async () => {
    const { drums, vocals } = await shares(clicks(), { lowHertz: 0 });
    expect(drums).toBeGreaterThan(0.9);
    expect(vocals).toBeLessThan(0.05);
  });

  it('gives nothing below lowHertz to the vocals', async () => {
    const song = voice();
    const { vocals: all } = await shares(song, { lowHertz: 0 });
    const { vocals: high } = await shares(song, { lowHertz: 5000 });
    expect(all).toBeGreaterThan(0.1);
    expect(high).toBe(0);
  });

  it('has frames of about 512 and 32 ms and a whole number of short hops in a long one, at any rate', () => {
    for (const rate of [8000, 11025, 16000, 22050, 44100, 48000, 88200, 96000, 192000]) {
      const chunking = createHpssVocals().chunking(rate);
      if (chunking === 'song') throw new Error('expected chunks');
      // The hop of the long frames is 128 ms.
      expect(Math.abs(chunking.alignSamples / rate / 0.128 - 1)).toBeLessThan(0.05);
      expect(chunking.beforeSamples % chunking.alignSamples).toBe(0);
      expect(chunking.segmentSamples % chunking.alignSamples).toBe(0);
    }
  });

  it('looks as far as both stages together', () => {
    const chunking = createHpssVocals().chunking(44100);
    if (chunking === 'song') throw new Error('expected chunks');
    // Frames of 23040 and 1440 samples with hops of a quarter, medians over 31 frames: 15 to each side.
    const reach = 23040 + 15 * 5760 + 1440 + 15 * 360;
    expect(chunking.alignSamples).toBe(5760);
    expect(chunking.beforeSamples).toBe(Math.ceil(reach / 5760) * 5760);
  });

  it('refuses options out of range', () => {
    for (const options of [
      { power: 0 },
      { lowHertz: -1 },
      { steadySeconds: 0 },
      { voiceHertz: Number.NaN },
    ]) {
      expect(() => createHpssVocals(options)).toThrow(ArgumentError);
    }
  });
});
