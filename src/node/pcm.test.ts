/** Raw PCM there and back, in pieces of any size. */

import { describe, expect, it } from 'vitest';
import { collectAudio } from '../audio/index.ts';
import { decodePcm, encodePcm, type PcmFormat, pcmFormats, pcmStream } from './pcm.ts';

const values = [0, 0.5, -0.5, -1, 0.25, 1 - 2 ** -7];
const block = [Float32Array.from(values), Float32Array.from(values.toReversed())];

async function* piecesOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

describe('raw PCM', () => {
  it.each(pcmFormats)('%s keeps values that it can hold', (format) => {
    const shape = { format, sampleRate: 8000, channelCount: 2 };
    expect(decodePcm(encodePcm(block, format), shape)).toEqual(block);
  });

  it.each(['u8', 's16le', 's24le', 's32le'] as const)('%s clamps, and makes silence of NaN', (format) => {
    const shape = { format, sampleRate: 8000, channelCount: 1 };
    const [decoded] = decodePcm(encodePcm([Float32Array.of(2, -2, Number.NaN)], format), shape);
    expect(decoded![0]).toBeCloseTo(1, 1);
    expect([...decoded!.slice(1)]).toEqual([-1, 0]);
  });

  it.each([1, 3, 5, 7, 1000])('reads pieces of %i bytes', async (size) => {
    const format: PcmFormat = 's24le';
    const stream = pcmStream(piecesOf(encodePcm(block, format), size), {
      format,
      sampleRate: 8000,
      channelCount: 2,
    });
    expect((await collectAudio(stream)).channels).toEqual(block);
  });

  it('refuses a cut sample, a second reading and impossible shapes', async () => {
    const shape = { format: 's16le', sampleRate: 8000, channelCount: 2 } as const;
    await expect(collectAudio(pcmStream(piecesOf(new Uint8Array(7), 4), shape))).rejects.toThrow(
      /3 bytes left over/,
    );
    const once = pcmStream(piecesOf(new Uint8Array(8), 4), shape);
    await collectAudio(once);
    await expect(collectAudio(once)).rejects.toThrow(/second reading/);
    for (const wrong of [{ channelCount: 0 }, { sampleRate: -1 }, { format: 's12' as PcmFormat }]) {
      expect(() => pcmStream(piecesOf(new Uint8Array(0), 1), { ...shape, ...wrong })).toThrow(
        'standard input',
      );
    }
  });
});
