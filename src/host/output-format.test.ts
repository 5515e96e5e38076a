/** What each output format can be asked for, and that its writer agrees. */

import { describe, expect, it } from 'vitest';
import { createAudioWriter, memorySink } from '../audio/index.ts';
import { bytesPerSample, type OutputOptions, outputFormats, outputSettings } from './output-format.ts';

describe('outputSettings', () => {
  it('is 16-bit wav unless told otherwise', () => {
    expect(outputSettings({})).toEqual({ format: 'wav', extension: 'wav', encode: { sampleFormat: 's16' } });
    expect(outputSettings({ format: 'mp3' }).encode).toEqual({});
  });

  it.each<[OutputOptions, RegExp]>([
    [{ format: 'ogg' as 'opus' }, /format: expected/],
    [{ format: 'flac', sampleFormat: 'f32' }, /Use wav for float samples/],
    [{ format: 'mp3', sampleFormat: 's16' }, /no sample format/],
    [{ format: 'wav', bitrate: 128_000 }, /no bit rate, since it is lossless/],
    [{ format: 'opus', bitrate: 5_000 }, /bit rate of opus/],
    [{ format: 'mp3', bitrate: 320_001 }, /bit rate of mp3/],
  ])('refuses %j', (options, message) => {
    expect(() => outputSettings(options)).toThrow(message);
  });

  it.each([
    ['mp3', 8_000, 320_000],
    ['opus', 6_000, 510_000],
    ['m4a', 8_000, 512_000],
  ] as const)('allows what the writer of %s takes', async (format, least, most) => {
    for (const bitrate of [least, most]) {
      const { encode } = outputSettings({ format, bitrate });
      const writer = await createAudioWriter(format, memorySink('stem'), {
        ...encode,
        sampleRate: 48000,
        channelCount: 2,
      });
      await writer.abort();
    }
    expect(() => outputSettings({ format, bitrate: most + 1 })).toThrow(/bit rate/);
  });

  it('knows how large finished files become', () => {
    expect(outputFormats.map((format) => bytesPerSample(outputSettings({ format })))).toEqual([
      2, 2, 1, 1, 1,
    ]);
    expect(bytesPerSample(outputSettings({ sampleFormat: 'f32' }))).toBe(4);
  });
});
