/** The separators of this folder on mixtures whose answer is known. */

import { describe, expect, it } from 'vitest';
import {
  instruments,
  mixByGains,
  mixByRooms,
  type SpatialMixture,
} from '../../../test/support/spatial-mixtures.ts';
import type { Separator } from '../../audio/index.ts';
import { createFastica } from './fastica.ts';
import { createIlrma } from './ilrma-separator.ts';
import { createIva } from './iva.ts';

const sampleRate = 8000;
const lengthSamples = 6 * sampleRate;

/** 10·log₁₀ of image energy over error energy, in dB: of each source with its stem, in the order of the stems. */
async function sdrs(separator: Separator, mix: SpatialMixture): Promise<number[]> {
  const table = await sdrTable(separator, mix);
  return table.map((row, i) => row[i]!);
}

/** `[source][stem]`. */
async function sdrTable(separator: Separator, { mixture, images }: SpatialMixture): Promise<number[][]> {
  const stems = [...(await separator.separate({ sampleRate, channels: mixture })).values()];
  return images.map((image) =>
    stems.map((stem) => {
      let [energy, error] = [0, 0];
      image.forEach((channel, c) => {
        channel.forEach((value, n) => {
          energy += value ** 2;
          error += (value - stem.channels[c]![n]!) ** 2;
        });
      });
      return 10 * Math.log10(energy / error);
    }),
  );
}

const pair = instruments(2, { lengthSamples, sampleRate });
const byGains = mixByGains(pair, [
  [1, 0.5],
  [0.4, 0.9],
]);
const inRoom = mixByRooms(pair, { sampleRate, channelCount: 2, echoSeconds: 0.02 });

describe('independence', () => {
  it('undoes gains by fastica, sources from left to right', async () => {
    for (const sdr of await sdrs(createFastica(), byGains)) expect(sdr).toBeGreaterThan(40);
    const swapped = { mixture: byGains.mixture.toReversed(), images: byGains.images.toReversed() };
    swapped.images = swapped.images.map((image) => image.toReversed());
    for (const sdr of await sdrs(createFastica(), swapped)) expect(sdr).toBeGreaterThan(40);
  });

  it('undoes a room by iva and by ilrma', async () => {
    for (const sdr of await sdrs(createIva(), inRoom)) expect(sdr).toBeGreaterThan(15);
    for (const sdr of await sdrs(createIlrma(), inRoom)) expect(sdr).toBeGreaterThan(15);
  });

  it('undoes a room with three microphones for three sources', async () => {
    const trio = instruments(3, { lengthSamples, sampleRate });
    const mixture = mixByRooms(trio, { sampleRate, channelCount: 3, echoSeconds: 0.02 });
    const table = await sdrTable(createIva({ sources: 3, iterations: 25 }), mixture);
    const best = table.map((row) => row.indexOf(Math.max(...row)));
    expect(new Set(best).size).toBe(3);
    for (const row of table) expect(Math.max(...row)).toBeGreaterThan(10);
  });

  const all = [createFastica(), createIva({ iterations: 3 }), createIlrma({ iterations: 3 })];

  it.each(all)('puts equal channels, and a channel alone, into source1: $name', async (separator) => {
    const silence = new Float32Array(lengthSamples);
    for (const channels of [
      [pair[0]!, pair[0]!],
      [pair[0]!, silence],
    ]) {
      const stems = await separator.separate({ sampleRate, channels });
      for (const [c, channel] of channels.entries()) {
        expect(channel.every((value, n) => stems.get('source1')!.channels[c]![n] === value)).toBe(true);
        expect(stems.get('source2')!.channels[c]!.every((value) => value === 0)).toBe(true);
      }
    }
  });

  it.each(all)('refuses mono and says what to do: $name', async (separator) => {
    const mono = separator.separate({ sampleRate, channels: [pair[0]!] });
    await expect(mono).rejects.toThrow(/channels that differ.*got mono\. Use hpss-vocals/);
    const three = separator.separate({ sampleRate, channels: [pair[0]!, pair[0]!, pair[0]!] });
    await expect(three).rejects.toThrow(/got 3 channels\. Set sources/);
  });
});
