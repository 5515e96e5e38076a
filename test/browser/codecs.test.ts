/** Audio files in the browser, from the built package: what is written is read again, at its exact length and place. */

import {
  type Audio,
  blobSource,
  browserCodecHost,
  bytesSource,
  collectAudio,
  encodeStem,
  lengthSamples,
  type OutputFormat,
  openAudio,
} from 'auralflow';
import { describe, expect, it } from 'vitest';
import { commands } from 'vitest/browser';
import { fixtures } from '../support/fixtures.ts';
import { digest, noise, snrDb, tones } from './sounds.ts';

async function decode(file: Blob): Promise<Audio> {
  const reader = await openAudio(blobSource(file), { host: browserCodecHost() });
  try {
    return await collectAudio(reader);
  } finally {
    await reader.close();
  }
}

/** A prime, so that no frame size divides it. */
const length = 61_403;

describe('codecs in the browser', () => {
  it.each(fixtures)('decodes $file to the samples that Node decodes', async (fixture) => {
    const { file, sampleRate, gapless } = fixture;
    const response = await fetch(new URL(`../fixtures/audio/${file}`, import.meta.url));
    const sound = await decode(await response.blob());
    expect(sound.sampleRate).toBe(sampleRate);
    if (gapless) expect(lengthSamples(sound)).toBe(fixture.lengthSamples);
    expect(await digest([sound])).toBe(await commands.decodeInNode(file));
  });

  it.each([
    ['wav', 's16', 2 ** -16],
    ['wav', 's24', 2 ** -24],
    ['wav', 'f32', 0],
    ['flac', 's16', 2 ** -16],
    ['flac', 's24', 2 ** -24],
  ] as const)('writes and reads %s %s', async (format, sampleFormat, mostError) => {
    const sound = noise({ length, channelCount: 2 });
    const back = await decode(await encodeStem(sound, { format, sampleFormat }));
    expect(back.sampleRate).toBe(sound.sampleRate);
    sound.channels.forEach((channel, c) => {
      expect(back.channels[c]!.length).toBe(length);
      expect(channel.every((value, n) => Math.abs(value - back.channels[c]![n]!) <= mostError)).toBe(true);
    });
  });

  // Lag 0: one sample of delay would leave 25 dB of these tones, a codec at this rate leaves more.
  it.each([
    ['mp3', 44_100, 'audio/mpeg'],
    ['m4a', 44_100, 'audio/mp4'],
    ['opus', 48_000, 'audio/ogg'],
  ] as const)(
    'writes and reads %s at its exact length, with no delay',
    async (format, sampleRate, mimeType) => {
      const sound = tones({ length, sampleRate });
      const file = await encodeStem(sound, { format: format as OutputFormat });
      expect(file.type).toBe(mimeType);
      const back = await decode(file);
      expect(back.sampleRate).toBe(sampleRate);
      expect(lengthSamples(back)).toBe(length);
      sound.channels.forEach((channel, c) => {
        expect(snrDb(channel.slice(2000, -2000), back.channels[c]!.slice(2000, -2000))).toBeGreaterThan(30);
      });
    },
  );

  it('writes tags', async () => {
    const file = await encodeStem(tones({ length, sampleRate: 44_100 }), {
      format: 'flac',
      tags: { title: 'Vocals', artist: 'Auralflow' },
    });
    const reader = await openAudio(bytesSource(new Uint8Array(await file.arrayBuffer())));
    expect(reader.info.tags).toMatchObject({ title: 'Vocals', artist: 'Auralflow' });
    await reader.close();
  });

  it('stops encoding when it is told to', async () => {
    const sound = tones({ length: 400_000, sampleRate: 44_100 });
    const controller = new AbortController();
    const work = encodeStem(sound, {
      format: 'mp3',
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(work).rejects.toThrow('enough');
  });
});
