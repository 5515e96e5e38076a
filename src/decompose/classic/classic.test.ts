import { describe, expect, it } from 'vitest';
import { clicks, lengthSamples, sampleRate, voice } from '../../../test/support/three-sounds.ts';
import { type ClassicOptions, createClassic } from './classic.ts';

function tone(hertz: number): Float32Array {
  return Float32Array.from(
    { length: lengthSamples },
    (_, n) => 0.3 * Math.sin((2 * Math.PI * hertz * n) / sampleRate),
  );
}

/** What a stem holds of all energy in the middle of the song. */
async function shareOf(name: string, sound: Float32Array, options?: ClassicOptions): Promise<number> {
  const stems = await createClassic(options).separate({ sampleRate, channels: [sound] });
  const energies = new Map(
    [...stems].map(([stem, { channels }]) => [
      stem,
      channels[0]!.subarray(sampleRate, -sampleRate).reduce((sum, x) => sum + x * x, 0),
    ]),
  );
  return energies.get(name)! / [...energies.values()].reduce((sum, energy) => sum + energy, 0);
}

describe('classic', () => {
  it('finds a voice in the vocals', async () => {
    expect(await shareOf('vocals', voice())).toBeGreaterThan(0.6);
  });

  it('finds clicks in the drums', async () => {
    expect(await shareOf('drums', clicks())).toBeGreaterThan(0.9);
  });

  it('finds a steady tone in other, and a low tone in the bass', async () => {
    expect(await shareOf('other', tone(500))).toBeGreaterThan(0.99);
    expect(await shareOf('bass', tone(80))).toBeGreaterThan(0.99);
  });

  it('lets bass end where it is told', async () => {
    expect(await shareOf('bass', tone(250), { bassHertz: 400 })).toBeGreaterThan(0.99);
    expect(await shareOf('bass', tone(250), { bassHertz: 60 })).toBeLessThan(0.01);
  });

  it('refuses options out of range by name', () => {
    expect(() => createClassic({ bassHertz: 0 })).toThrow('classic.bassHertz');
    expect(() => createClassic({ power: -1 })).toThrow('classic.power');
  });
});
