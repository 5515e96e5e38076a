import { describe, expect, it } from 'vitest';
import type { Separator } from '../../audio/index.ts';
import { ArgumentError, createRandom } from '../../util/index.ts';
import { createFt2d } from '../ft2d/ft2d.ts';
import { createRepet } from './repet.ts';
import { createRepetExtended } from './repet-extended.ts';
import { createRepetSim } from './repet-sim.ts';

const sampleRate = 4000;
const loop = 4800;
const length = 10 * loop;
const energy = (signal: Float32Array): number => signal.reduce((sum, value) => sum + value ** 2, 0);

/** What a band by itself may lose; FT2D, whose peaks weigh less than 1, loses most. */
const mostLost = 0.25;

/** A loop of noises of several colours, and a voice over it that glides and never comes back. */
const random = createRandom(12);
const pattern = Float32Array.from({ length: loop }, (_, n) => {
  return Math.sin(0.3 * (1 + Math.floor(n / 600)) * n) * 0.3 + (n % 600 < 60 ? 0.4 * random.normal() : 0);
});
const band = Float32Array.from({ length }, (_, n) => pattern[n % loop]!);
const voice = Float32Array.from(
  { length },
  (_, n) => 0.3 * Math.sin(0.2 * n + 8e-6 * n * n * (n % 7000 > 900 ? 1 : 0)),
);
const mixture = band.map((x, n) => x + voice[n]!);

const separators: readonly Separator[] = [
  createRepet(),
  createRepet({ periodSeconds: loop / sampleRate }),
  createRepetExtended({ windowSeconds: 6 }),
  // No more frames than the loop has repetitions.
  createRepetSim({ frames: 9 }),
  createFt2d(),
];

describe('separators of what repeats', () => {
  it.each(separators.map((separator, i) => [`${separator.name} ${i}`, separator] as const))(
    'take a voice off a loop: %s',
    async (_, separator) => {
      const stems = await separator.separate({ sampleRate, channels: [mixture, band] });
      const errorOf = (name: string, c: number, expected: Float32Array): number => {
        const found = stems.get(name)!.channels[c]!;
        return energy(found.map((x, n) => x - expected[n]!)) / energy(voice);
      };
      // Of the mixture itself as the voice the band is the error.
      expect(errorOf('vocals', 0, voice)).toBeLessThan((0.5 * energy(band)) / energy(voice));
      expect(errorOf('other', 1, band)).toBeLessThan(mostLost);
    },
  );

  it('refuse options out of range', () => {
    const attempts = [
      () => createRepet({ minPeriodSeconds: 2, maxPeriodSeconds: 1 }),
      () => createRepet({ periodSeconds: 1, minPeriodSeconds: 0.5 }),
      () => createRepet({ periodSeconds: 0 }),
      () => createRepet({ segmentSeconds: 0 }),
      () => createRepetExtended({ order: 4 }),
      () => createRepetExtended({ windowSeconds: 0 }),
      () => createRepetSim({ frames: 0 }),
      () => createRepetSim({ threshold: 2 }),
      () => createFt2d({ frames: 24 }),
      () => createFt2d({ peaks: 'all' as 'local' }),
    ];
    for (const attempt of attempts) expect(attempt).toThrow(ArgumentError);
  });
});
