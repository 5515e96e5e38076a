import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../../util/index.ts';
import { createHpss, type HpssOptions } from './hpss.ts';

interface Place {
  offset: number;
  length: number;
}
interface Golden {
  signal: { sampleRate: number; samples: Place };
  effects: { margin: number; harmonic: Place; percussive: Place }[];
}

const folder = new URL('../../../test/golden/', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('hpss.json', folder), 'utf8')) as Golden;
const bytes = new Uint8Array(readFileSync(new URL('hpss.f32', folder)));
const vector = ({ offset, length }: Place): Float32Array =>
  new Float32Array(bytes.buffer, offset * 4, length);

/** Of full scale: both sides compute in float32, over a forward and an inverse transform. */
const librosaTolerance = 2e-6;

const sampleRate = 16000;
const sine = (hertz: number, lengthSamples: number): Float32Array =>
  Float32Array.from(
    { length: lengthSamples },
    (_, n) => 0.5 * Math.sin((2 * Math.PI * hertz * n) / sampleRate),
  );
const energy = (signal: Float32Array): number => signal.reduce((sum, value) => sum + value ** 2, 0);

async function split(channel: Float32Array, options?: HpssOptions): Promise<Record<string, Float32Array>> {
  const stems = await createHpss(options).separate({ sampleRate, channels: [channel] });
  return Object.fromEntries([...stems].map(([name, audio]) => [name, audio.channels[0]!]));
}

describe('hpss', () => {
  for (const { margin, harmonic, percussive } of golden.effects) {
    it(`equals librosa.effects.hpss with margin ${margin}`, async () => {
      const parts = await split(vector(golden.signal.samples), { margin });
      for (const [name, place] of Object.entries({ harmonic, percussive })) {
        const expected = vector(place);
        const worst = parts[name]!.reduce(
          (most, value, n) => Math.max(most, Math.abs(value - expected[n]!)),
          0,
        );
        expect(worst, name).toBeLessThan(librosaTolerance);
      }
    });
  }

  it('finds a steady sine harmonic', async () => {
    const { harmonic } = await split(sine(440, 16000));
    // Its switching on and off is percussive: the ends are left out.
    const middle = (signal: Float32Array): Float32Array => signal.subarray(4000, 12000);
    expect(energy(middle(harmonic!)) / energy(middle(sine(440, 16000)))).toBeGreaterThan(0.99);
  });

  it('finds an impulse percussive', async () => {
    const impulse = new Float32Array(16000);
    impulse[8000] = 1;
    const { harmonic, percussive } = await split(impulse);
    expect(energy(percussive!) / energy(impulse)).toBeGreaterThan(0.99);
    expect(energy(harmonic!)).toBeLessThan(0.01);
  });

  it('keeps tones and strokes apart better with binary masks and keeps the sum', async () => {
    const mixture = sine(440, 16000);
    for (let n = 1000; n < 16000; n += 3000) mixture[n]! += 0.9;
    const { harmonic, percussive } = await split(mixture, { mask: 'binary' });
    const worst = mixture.reduce(
      (most, x, n) => Math.max(most, Math.abs(x - harmonic![n]! - percussive![n]!)),
      0,
    );
    expect(worst).toBeLessThan(1e-6);
    expect(energy(harmonic!)).toBeGreaterThan(energy(percussive!));
  });

  it('takes median lengths in seconds and hertz', async () => {
    const mixture = sine(440, 6000);
    mixture[3000] = 1;
    const { harmonic } = await split(mixture, { fftSize: 1024, kernel: [9, 21] });
    const same = await split(mixture, { fftSize: 1024, harmonicSeconds: 0.144, percussiveHertz: 328.125 });
    expect(same.harmonic).toEqual(harmonic);
  });

  it('adds up to the mixture only with margin 1', () => {
    expect(createHpss().sumsToMixture).toBe(true);
    expect(createHpss({ margin: [1, 2] }).sumsToMixture).toBe(false);
  });

  it('refuses what it cannot do, by name', () => {
    const attempts: HpssOptions[] = [
      { kernel: 0 },
      { kernel: 31, harmonicSeconds: 0.2 },
      { percussiveHertz: -1 },
      { margin: 0.9 },
      { fftSize: 2 },
      { fftSize: 2048, hopSize: 1025 },
      { window: 'han' as 'hann' },
    ];
    for (const options of attempts) expect(() => createHpss(options)).toThrow(ArgumentError);
    expect(() => createHpss({ kernl: 3 } as HpssOptions)).toThrow(/hpss\.kernl.*Did you mean kernel\?/);
  });
});
