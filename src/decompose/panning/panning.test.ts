/** The separators of this folder on mixtures whose answer is known. */

import { describe, expect, it } from 'vitest';
import {
  instruments,
  mixByDelays,
  mixByGains,
  type SpatialMixture,
} from '../../../test/support/spatial-mixtures.ts';
import type { Separator } from '../../audio/index.ts';
import { createAdress } from './adress.ts';
import { createDuet } from './duet.ts';
import { createProjet } from './projet.ts';

const sampleRate = 8000;
const lengthSamples = 4 * sampleRate;

/** 10·log₁₀ of image energy over error energy, in dB, per source in the order of the stems. */
async function sdrs(separator: Separator, { mixture, images }: SpatialMixture): Promise<number[]> {
  const stems = [...(await separator.separate({ sampleRate, channels: mixture })).values()];
  return images.map((image, i) => {
    let [energy, error] = [0, 0];
    image.forEach((channel, c) => {
      channel.forEach((value, n) => {
        energy += value ** 2;
        error += (value - stems[i]!.channels[c]![n]!) ** 2;
      });
    });
    return 10 * Math.log10(energy / error);
  });
}

const trio = instruments(3, { lengthSamples, sampleRate });
const panned = mixByGains(trio, [
  [1, 0.7, 0.1],
  [0.1, 0.7, 1],
]);

describe('panning', () => {
  it.each([
    createAdress({ widthDegrees: 20 }),
    createDuet({ frameSeconds: 0.064 }),
    createProjet({ iterations: 25, frameSeconds: 0.064 }),
  ])('tells three sources apart that stand left, in the middle and right: $name', async (separator) => {
    for (const sdr of await sdrs(separator, panned)) expect(sdr).toBeGreaterThan(10);
  });

  it('tells sources apart by delay alone: duet', async () => {
    const mixture = mixByDelays(trio, [
      { gain: 1, delaySamples: 2 },
      { gain: 1, delaySamples: 0 },
      { gain: 1, delaySamples: -2 },
    ]);
    const separator = createDuet({ maxDelaySeconds: 3 / sampleRate, frameSeconds: 0.064 });
    for (const sdr of await sdrs(separator, mixture)) expect(sdr).toBeGreaterThan(8);
  });

  it('leaves a stem silent whose source is not there: duet', async () => {
    const mixture = mixByGains(
      [trio[0]!, trio[2]!],
      [
        [1, 0.1],
        [0.1, 1],
      ],
    );
    const stems = await createDuet({ frameSeconds: 0.064 }).separate({
      sampleRate,
      channels: mixture.mixture,
    });
    expect(stems.get('source2')!.channels[0]!.every((value) => value === 0)).toBe(true);
    expect(stems.get('source3')!.channels[1]!.some((value) => value > 0.1)).toBe(true);
  });

  it('has sectors as many and as wide as asked for: adress', async () => {
    expect(createAdress({ sources: 2 }).stems).toEqual(['left', 'right']);
    expect(createAdress({ sources: 5 }).stems).toHaveLength(5);
    // Panned 20° to the right: inside a middle of 25°, outside one of 15°.
    const angle = (65 * Math.PI) / 180;
    const { mixture } = mixByGains([trio[0]!], [[Math.cos(angle)], [Math.sin(angle)]]);
    const wide = await createAdress({ widthDegrees: 25, fadeDegrees: 0 }).separate({
      sampleRate,
      channels: mixture,
    });
    expect(wide.get('center')!.channels[1]!.some((value) => value > 0.1)).toBe(true);
    expect(wide.get('right')!.channels[1]!.every((value) => Math.abs(value) < 1e-6)).toBe(true);
    const narrow = await createAdress({ widthDegrees: 15, fadeDegrees: 0 }).separate({
      sampleRate,
      channels: mixture,
    });
    expect(narrow.get('right')!.channels[1]!.some((value) => value > 0.1)).toBe(true);
  });

  const all = [createAdress(), createDuet(), createProjet({ iterations: 3 })];

  it.each(all)('puts equal channels into the middle: $name', async (separator) => {
    const one = trio[0]!.slice(0, 4000);
    const stems = [...(await separator.separate({ sampleRate, channels: [one, one] })).values()];
    for (const [i, stem] of stems.entries()) {
      const expected = i === 1 ? one : new Float32Array(one.length);
      expect(expected.every((value, n) => Math.abs(stem.channels[0]![n]! - value) < 1e-6)).toBe(true);
    }
  });

  it.each(all)('refuses mono and says what to do: $name', async (separator) => {
    const mono = separator.separate({ sampleRate, channels: [trio[0]!] });
    await expect(mono).rejects.toThrow(
      /stereo: it needs two channels that differ, got mono\. Use hpss-vocals/,
    );
  });
});
