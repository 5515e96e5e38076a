/** The song under examples/ is what the script renders, sample by sample, and its stems add up to it. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { paperBoats, sampleRate as songRate } from '../../scripts/example-song/score.ts';
import { songSeed } from '../../scripts/example-song/seed.ts';
import { bytesSource, collectAudio, openAudio } from '../../src/audio/index.ts';
import type { StereoPcm } from '../../src/datasets/rendered-songs/mixer.ts';
import { renderScore, type Song } from '../../src/datasets/rendered-songs/render.ts';
import { stemNames } from '../../src/datasets/rendered-songs/score.ts';

/** Two or three seconds on a machine that has nothing else to do. */
const renderMilliseconds = 60_000;

const folder = fileURLToPath(new URL('../../examples/song/', import.meta.url));

async function readPcm(name: string): Promise<StereoPcm> {
  const reader = await openAudio(bytesSource(readFileSync(`${folder}${name}.flac`), `${name}.flac`));
  const { sampleRate, channels } = await collectAudio(reader);
  await reader.close();
  expect(sampleRate).toBe(44100);
  const [left, right] = channels.map((channel) => Int16Array.from(channel, (value) => value * 32768));
  return { left: left!, right: right! };
}

/** Buffers compare in native code: a million samples in a millisecond. */
function expectEqual(actual: StereoPcm, expected: StereoPcm): void {
  for (const side of ['left', 'right'] as const) {
    expect(actual[side].length).toBe(expected[side].length);
    expect(Buffer.compare(bytesOf(actual[side]), bytesOf(expected[side]))).toBe(0);
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Int16Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

describe('the example song', () => {
  let song: Song;
  beforeAll(() => {
    song = renderScore(paperBoats, { seed: songSeed, sampleRate: songRate });
  }, renderMilliseconds);

  it('is twenty seconds long', () => {
    expect(song.mixture.left.length).toBe(20 * 44100);
  });

  it.each(stemNames)('has the %s that the script renders', async (name) => {
    expectEqual(await readPcm(name), song.stems[name]);
  });

  it('has the mixture that the script renders', async () => {
    expectEqual(await readPcm('mixture'), song.mixture);
  });

  it('is the integer sum of its stems', () => {
    for (let n = 0; n < 20 * 44100; n += 1) {
      const sum = stemNames.reduce((total, name) => total + song.stems[name].left[n]!, 0);
      if (sum !== song.mixture.left[n]) expect.fail(`sample ${n}: the stems add up to ${sum}`);
    }
  });

  it('has a voice in the centre, nearly as loud as the band', () => {
    const { left, right } = song.stems.vocals;
    const rest = left.map((value, n) => song.mixture.left[n]! - value);
    const ratioDb = 10 * Math.log10(energy(left) / energy(rest));
    expect(ratioDb).toBeGreaterThan(-3);
    expect(ratioDb).toBeLessThan(0);
    expect(energy(left.map((value, n) => value - right[n]!))).toBeLessThan(0.1 * energy(left));
  });
});

function energy(samples: Int16Array): number {
  return samples.reduce((sum, value) => sum + value * value, 0);
}
