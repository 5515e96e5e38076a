import { describe, expect, it } from 'vitest';
import type { Separator, Stems } from '../../audio/index.ts';
import { createRandom } from '../../util/index.ts';
import { createCenter } from '../panning/center.ts';
import { createHpss, type HpssOptions } from './hpss.ts';
import { createHrps } from './hrps.ts';

const sampleRate = 4000;

function noise(length: number): Float32Array {
  const random = createRandom(length);
  return Float32Array.from({ length }, (_, n) => 0.1 * random.normal() + 0.3 * Math.sin(n * 0.21));
}

/** The largest difference between the whole result and the part from `start` to `end` made from its own chunk. */
async function cutError(
  separator: Separator,
  { start, end }: { start: number; end: number },
): Promise<number> {
  const chunking = separator.chunking(sampleRate);
  if (chunking === 'song') throw new Error('expected chunks');
  const song = noise(end + chunking.afterSamples + 3333);
  const { alignSamples, beforeSamples, afterSamples } = chunking;
  const from = Math.max(0, Math.floor((start - beforeSamples) / alignSamples) * alignSamples);
  const run = (channel: Float32Array): Promise<Stems> =>
    separator.separate({ sampleRate, channels: [channel] });
  const whole = await run(song);
  const part = await run(song.slice(from, end + afterSamples));
  let most = 0;
  for (const [name, { channels }] of whole) {
    for (let n = start; n < end; n++) {
      most = Math.max(most, Math.abs(channels[0]![n]! - part.get(name)!.channels[0]![n - from]!));
    }
  }
  return most;
}

describe('the context that a split asks for', () => {
  const settings: HpssOptions[] = [
    { fftSize: 512 },
    { fftSize: 512, hopSize: 256, kernel: 9 },
    { fftSize: 500, hopSize: 99, kernel: [7, 5], margin: 2 },
    { fftSize: 333, hopSize: 111, kernel: [4, 6] },
    { fftSize: 512, kernel: [1, 1] },
    { fftSize: 640, window: 'sqrt_hann', mask: 'binary', kernel: [15, 9] },
  ];

  it.each(settings)('is enough for %o, wherever the kept part begins and ends', async (options) => {
    for (const [start, end] of [
      [0, 1],
      [9001, 9002],
      [12345, 14001],
      [10000, 10500],
    ] as const) {
      expect(await cutError(createHpss(options), { start, end })).toBe(0);
      expect(await cutError(createHrps(options), { start, end })).toBe(0);
    }
  });

  it('is enough for the centre at any frame size', async () => {
    for (const fftSize of [512, 999, 1000]) {
      expect(await cutError(createCenter({ fftSize }), { start: 7001, end: 8100 })).toBe(0);
    }
  });

  it('is no more than it must be, by a hop', async () => {
    const separator = createHpss({ fftSize: 512, kernel: 9 });
    const chunking = separator.chunking(sampleRate);
    if (chunking === 'song') throw new Error('expected chunks');
    const less = chunking.beforeSamples - 2 * chunking.alignSamples;
    const short = { ...separator, chunking: () => ({ ...chunking, beforeSamples: less }) };
    expect(await cutError(short, { start: 8192, end: 8704 })).toBeGreaterThan(0);
  });
});
