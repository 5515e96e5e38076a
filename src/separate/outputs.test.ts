/** Which outputs there are, what they hold and what must be computed for them. */

import { describe, expect, it } from 'vitest';
import { movingAverageSeparator, noise, weighingSeparator } from '../../test/support/separators.ts';
import type { Separator } from '../audio/index.ts';
import type { SeparateOptions } from './options.ts';
import { outputNames } from './outputs.ts';
import { separateAudio } from './separate-audio.ts';

const band = weighingSeparator({ drums: 0.25, bass: 0.125, other: 0.5, vocals: 0.0625 });
const song = noise({ lengthSamples: 2500 });

/** The weight that an output gives the song. */
async function weights(options: Omit<SeparateOptions, 'separator'>): Promise<Record<string, number>> {
  const { stems } = await separateAudio(song, { separator: band, ...options });
  return Object.fromEntries(
    [...stems].map(([name, { channels }]) => {
      const weight = channels[1]![2222]! / song.channels[1]![2222]!;
      return [name, Number(weight.toFixed(6))];
    }),
  );
}

describe('outputs', () => {
  it('are all stems, or those asked for, in the separator’s order', async () => {
    expect(await weights({})).toEqual({ drums: 0.25, bass: 0.125, other: 0.5, vocals: 0.0625 });
    expect(Object.keys(await weights({ stems: ['vocals', 'drums'] }))).toEqual(['drums', 'vocals']);
  });

  it('are a stem and the rest for two stems', async () => {
    const twoStems = 'vocals';
    expect(await weights({ twoStems })).toEqual({ vocals: 0.0625, no_vocals: 0.875 });
    expect(await weights({ twoStems, otherMethod: 'minus' })).toEqual({
      vocals: 0.0625,
      minus_vocals: 0.9375,
    });
    expect(await weights({ twoStems, otherMethod: 'none' })).toEqual({ vocals: 0.0625 });
  });

  it('include the residual: the mixture minus all stems, delivered or not', async () => {
    expect(await weights({ residual: true, stems: ['bass'] })).toEqual({ bass: 0.125, residual: 0.0625 });
  });

  it('include mixes, which may use the mixture, stems and outputs before them', async () => {
    const mixes = [
      'drumless = mix - drums',
      'half = 0.5 * (bass + drums)',
      'rest = mixture - drumless - half/2',
    ];
    expect(await weights({ stems: [], mixes })).toEqual({ drumless: 0.75, half: 0.1875, rest: 0.15625 });
  });

  it('compute only what they need', async () => {
    const asked: unknown[] = [];
    const spy: Separator = {
      ...band,
      separate: (chunk, options) => {
        asked.push(options?.stems);
        return band.separate(chunk, options);
      },
    };
    const short = noise({ lengthSamples: 10 });
    await separateAudio(short, { separator: spy, stems: ['bass'] });
    await separateAudio(short, { separator: spy, twoStems: 'vocals', otherMethod: 'minus' });
    await separateAudio(short, { separator: spy, stems: [], mixes: ['x = mix - other + vocals'] });
    await separateAudio(short, { separator: spy, stems: ['bass'], consistent: 'equal' });
    expect(asked).toEqual([['bass'], ['vocals'], ['other', 'vocals'], undefined]);
  });

  it('add up to the mixture with the residual, and when they are consistent', async () => {
    const separator = movingAverageSeparator(20);
    const lossy: Separator = {
      ...separator,
      separate: async (chunk) => dull(await separator.separate(chunk)),
    };
    for (const options of [
      { residual: true },
      { consistent: 'equal' as const },
      { consistent: 'energy' as const, overlap: 0.3 },
    ]) {
      const { stems } = await separateAudio(song, { separator: lossy, ...options });
      const sum = song.channels[0]!.map((_, n) =>
        [...stems.values()].reduce((total, { channels }) => total + channels[0]![n]!, 0),
      );
      const error = Math.max(...sum.map((x, n) => Math.abs(x - song.channels[0]![n]!)));
      expect(error).toBeLessThan(3e-7);
    }
  });

  it('share the residual equally or by energy; silence stays silent', async () => {
    const separator = weighingSeparator({ loud: 0.5, silent: 0, soft: 0.25 });
    const by = async (consistent: 'equal' | 'energy') => {
      const { stems } = await separateAudio(song, { separator, consistent });
      return [...stems.values()].map(({ channels }) => channels[0]![1500]! / song.channels[0]![1500]!);
    };
    for (const [i, weight] of [0.5 + 1 / 12, 1 / 12, 0.25 + 1 / 12].entries()) {
      expect((await by('equal'))[i]).toBeCloseTo(weight, 5);
    }
    for (const [i, weight] of [0.7, 0, 0.3].entries()) expect((await by('energy'))[i]).toBeCloseTo(weight, 5);
  });

  it('leave a residual of the separator’s own alone', async () => {
    const separator: Separator = {
      ...weighingSeparator({ harmonic: 0.5, percussive: 0.25, residual: 0.25 }),
      sumsToMixture: true,
    };
    expect(outputNames({ separator, residual: true })).toEqual(['harmonic', 'percussive', 'residual']);
    expect(outputNames({ separator, residual: true, stems: ['harmonic'] })).toEqual(['harmonic', 'residual']);
  });
});

describe('impossible outputs', () => {
  const names = (options: Omit<SeparateOptions, 'separator'>) => () =>
    outputNames({ separator: band, ...options });

  it('are refused with what would be possible', () => {
    expect(names({ stems: ['vocal'] })).toThrow('Did you mean vocals?');
    expect(names({ twoStems: 'drum' })).toThrow('Did you mean drums?');
    expect(names({ stems: [] })).toThrow('at least one of drums, bass, other, vocals');
    expect(names({ stems: ['bass'], twoStems: 'bass' })).toThrow('either twoStems or stems');
    expect(names({ residual: true, consistent: 'equal' })).toThrow('either residual or consistent');
    expect(names({ mixes: ['bass = mix - drums'] })).toThrow('bass twice');
    expect(names({ mixes: ['mix = mix - drums'] })).toThrow('mix, which is the mixture');
    expect(names({ stems: [], mixes: ['x = 2*mix'] })).toThrow('at least one of drums');
    expect(names({ otherMethod: 'plus' as 'add' })).toThrow('otherMethod: expected one of none, add, minus');
  });
});

function dull(stems: ReadonlyMap<string, { sampleRate: number; channels: readonly Float32Array[] }>) {
  return new Map(
    [...stems].map(([name, stem]) => [
      name,
      { ...stem, channels: stem.channels.map((channel) => channel.map((x) => x * 0.9)) },
    ]),
  );
}
