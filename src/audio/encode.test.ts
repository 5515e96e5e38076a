/** Every format that we write, through our own readers: lengths, alignment, exactness, tags, determinism. */

import { describe, expect, it } from 'vitest';
import { resampledLength } from '../dsp/index.ts';
import { type Audio, collectAudio, streamAudio } from './audio.ts';
import { bytesSource, memorySink } from './bytes.ts';
import { createAudioWriter, encodeAudio } from './encode.ts';
import type { AudioReader, Tags } from './format.ts';
import { audioFormats } from './formats/list.ts';

/** By channel count: around the sizes of codec frames, and a second. */
const lengths: Readonly<Record<number, readonly number[]>> = {
  1: [0, 575, 1151, 1152, 1153],
  2: [1, 2, 576, 44100],
};
const formats = audioFormats.filter(({ create }) => create !== undefined).map(({ name }) => name);

/** Tones and noise in 16-bit steps, different in each channel. */
function song(channelCount: number, length: number, sampleRate = 44100): Audio {
  let state = 1;
  const channels = Array.from({ length: channelCount }, (_, c) => {
    let low = 0;
    return Float32Array.from({ length }, (_, n) => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      low = 0.9 * low + 0.1 * (state / 2 ** 31);
      // Adding 0 makes −0 plain 0, which integers do not tell apart.
      return Math.round((0.3 * Math.sin(n * 0.03 * (c + 1)) + 0.7 * low) * 32768) / 32768 + 0;
    });
  });
  return { sampleRate, channels };
}

async function open(format: string, bytes: Uint8Array): Promise<AudioReader> {
  return audioFormats.find(({ name }) => name === format)!.open(bytesSource(bytes));
}

/** Bit for bit; much faster than comparing arrays element by element. */
function expectEqual(found: Audio, wanted: Audio): void {
  expect(found.sampleRate).toBe(wanted.sampleRate);
  const bytes = ({ channels }: Audio): Buffer[] =>
    channels.map((channel) => Buffer.from(channel.slice().buffer));
  expect(bytes(found).every((channel, c) => channel.equals(bytes(wanted)[c]!))).toBe(true);
}

/** Where `b` fits best onto `a`, in samples late. */
function lag(a: Float32Array, b: Float32Array): number {
  const scores = Array.from({ length: 2401 }, (_, i) => {
    let sum = 0;
    for (let n = 2000; n < 5000; n++) sum += a[n]! * (b[n + i - 1200] ?? 0);
    return sum;
  });
  return scores.indexOf(Math.max(...scores)) - 1200;
}

describe('encoded files', () => {
  for (const format of formats) {
    for (const channelCount of [1, 2]) {
      it(`are exactly as long as the sound and begin with it: ${format}, ${channelCount} channels`, async () => {
        for (const length of lengths[channelCount]!) {
          const audio = song(channelCount, length);
          const reader = await open(format, await encodeAudio(audio, { format }));
          const back = await collectAudio(reader);
          const expected =
            format === 'ogg' ? resampledLength(length, { fromRate: 44100, toRate: 48000 }) : length;
          // FLAC's 0 means that the length is not known.
          expect(reader.lengthSamples ?? 0).toBe(expected);
          expect(back.channels.map((channel) => channel.length)).toEqual(Array(channelCount).fill(expected));
          if (format === 'wav' || format === 'flac') expectEqual(back, audio);
          else if (length === 44100 && format !== 'ogg') {
            expect(back.channels.map((channel, c) => lag(audio.channels[c]!, channel))).toEqual(
              Array(channelCount).fill(0),
            );
          }
        }
      });
    }
  }

  it('hold six channels in their order: wav, flac, ogg', async () => {
    for (const format of ['wav', 'flac', 'ogg']) {
      const audio = song(6, 8000, 48000);
      const back = await collectAudio(await open(format, await encodeAudio(audio, { format })));
      expect(back.channels.map((channel, c) => lag(audio.channels[c]!, channel))).toEqual(Array(6).fill(0));
    }
  });

  it('keep 24 bits: wav, flac', async () => {
    const audio = song(2, 5000);
    audio.channels[0]![7] = 1 / 8388608;
    for (const format of ['wav', 'flac']) {
      const bytes = await encodeAudio(audio, { format, sampleFormat: 's24' });
      expectEqual(await collectAudio(await open(format, bytes)), audio);
    }
  });

  it('take any rate: wav, flac', async () => {
    for (const format of ['wav', 'flac']) {
      const audio = song(2, 9000, 12345);
      expectEqual(await collectAudio(await open(format, await encodeAudio(audio, { format }))), audio);
    }
  });

  it('are clamped, not wrapped, beyond full scale', async () => {
    const audio = { sampleRate: 44100, channels: [Float32Array.of(2, -2, 1, -1, Number.NaN)] };
    for (const format of ['wav', 'flac']) {
      const back = await collectAudio(await open(format, await encodeAudio(audio, { format })));
      expect([...back.channels[0]!]).toEqual([32767 / 32768, -1, 32767 / 32768, -1, 0]);
    }
  });

  it('are the same bytes for the same sound, however it is cut into blocks', async () => {
    const audio = song(2, 30000);
    for (const format of formats) {
      const whole = await encodeAudio(audio, { format });
      const sink = memorySink();
      const options = { sampleRate: 44100, channelCount: 2, lengthSamples: 30000 };
      const writer = await createAudioWriter(format, sink, options);
      for await (const block of streamAudio(audio, 777).blocks()) await writer.write(block);
      await writer.finish();
      expect(Buffer.from(sink.bytes()).equals(Buffer.from(whole)), format).toBe(true);
    }
  });

  it('carry tags and the cover', async () => {
    const cover = { mimeType: 'image/png', data: Uint8Array.from({ length: 70_000 }, (_, i) => i % 251) };
    const tags: Tags = {
      title: 'Tür',
      artist: '音',
      album: 'C',
      albumArtist: 'D',
      genre: 'E',
      comment: 'F',
      date: '2026',
      trackNumber: 3,
      tracksTotal: 12,
      discNumber: 1,
      discsTotal: 2,
      lyrics: 'la\nla',
    };
    for (const format of formats) {
      const reader = await open(
        format,
        await encodeAudio(song(1, 3000), { format, tags: { ...tags, cover } }),
      );
      const { cover: found, ...texts } = reader.info.tags;
      expect(texts, format).toEqual(tags);
      expect(found?.mimeType).toBe(cover.mimeType);
      expect(Buffer.from(found!.data).equals(cover.data), format).toBe(true);
      expect(reader.lengthSamples).toBe(format === 'ogg' ? 3266 : 3000);
    }
  });
});
