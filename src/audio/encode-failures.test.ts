/** Writers that cannot go on: full disks, aborts, and what a format cannot have. */

import { describe, expect, it } from 'vitest';
import { createRandom, HostError } from '../util/index.ts';
import { type ByteSink, memorySink } from './bytes.ts';
import { createAudioWriter } from './encode.ts';
import { audioFormats } from './formats/list.ts';

const formats = audioFormats.filter(({ create }) => create !== undefined).map(({ name }) => name);

const diskFull = new HostError({
  place: 'disk',
  expected: 'room',
  got: 'none left',
  remedy: 'Make room',
});

function noise(length: number): Float32Array {
  const random = createRandom(1);
  return Float32Array.from({ length }, () => 0.2 * random.normal());
}

describe('a failing writer', () => {
  it('throws what the sink threw and aborts it: a full disk', async () => {
    for (const format of formats) {
      for (const roomBytes of [0, 5000]) {
        let aborted = 0;
        const full: ByteSink = {
          ...memorySink(),
          async write(position, bytes) {
            if (position + bytes.length > roomBytes) throw diskFull;
          },
          async abort() {
            aborted++;
          },
        };
        const failed = (async () => {
          const writer = await createAudioWriter(format, full, { sampleRate: 44100, channelCount: 1 });
          await writer.write([noise(60000)]);
          await writer.finish();
        })();
        await expect(failed, format).rejects.toBe(diskFull);
        expect(aborted).toBeGreaterThan(0);
      }
    }
  });

  it('can be given up at any time, twice', async () => {
    for (const format of formats) {
      let aborted = 0;
      const sink = { ...memorySink(), abort: async () => void aborted++ };
      const writer = await createAudioWriter(format, sink, { sampleRate: 44100, channelCount: 1 });
      await writer.write([noise(5000)]);
      await writer.abort();
      await writer.abort();
      expect(aborted).toBe(1);
      await expect(writer.write([noise(1)])).rejects.toMatchObject({ name: 'ArgumentError' });
    }
  });

  it.each([
    ['mp3', { sampleRate: 96000 }, /48000/],
    ['mp3', { channelCount: 6 }, /1 to 2 channels/],
    ['mp3', { bitrate: 5 }, /bitrate/],
    ['flac', { channelCount: 9 }, /1 to 8 channels/],
    ['flac', { sampleFormat: 's32' as 's16' }, /s16, s24/],
    ['opus', { channelCount: 0 }, /1 to 8 channels/],
    ['wav', { sampleRate: 0 }, /sampleRate/],
    ['vaw', {}, /Did you mean wav/],
    ['aiff', {}, /one of wav, flac/],
  ])('refuses what %s cannot have: %o', async (format, wrong, message) => {
    const options = { sampleRate: 44100, channelCount: 2, ...wrong };
    const created = createAudioWriter(format, memorySink(), options);
    await expect(created).rejects.toMatchObject({ name: 'ArgumentError' });
    await expect(created).rejects.toThrow(message);
  });

  it('refuses blocks of other channels', async () => {
    const writer = await createAudioWriter('wav', memorySink(), { sampleRate: 44100, channelCount: 2 });
    await expect(writer.write([noise(5)])).rejects.toThrow(/2 channels/);
  });
});
