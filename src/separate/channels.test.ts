/** Every channel count goes in and comes out, whatever the separator takes. */

import { describe, expect, it } from 'vitest';
import { copyingSeparator, noise, weighingSeparator } from '../../test/support/separators.ts';
import type { Separator } from '../audio/index.ts';
import { channelGroups } from './channels.ts';
import { separateAudio } from './separate-audio.ts';

describe('channelGroups', () => {
  it('gives all channels at once where the separator takes them', () => {
    expect(channelGroups(6, undefined)).toEqual([{ channels: [0, 1, 2, 3, 4, 5], copies: 1 }]);
    expect(channelGroups(2, [1, 2])).toEqual([{ channels: [0, 1], copies: 1 }]);
  });

  it('keeps speaker pairs together and gives single channels as copies', () => {
    expect(channelGroups(6, [2])).toEqual([
      { channels: [0, 1], copies: 1 },
      { channels: [2], copies: 2 },
      { channels: [3], copies: 2 },
      { channels: [4, 5], copies: 1 },
    ]);
    expect(channelGroups(3, [1])).toEqual([0, 1, 2].map((channel) => ({ channels: [channel], copies: 1 })));
    expect(channelGroups(9, [2]).map(({ channels }) => channels.length)).toEqual([2, 2, 2, 2, 1]);
  });
});

describe('separateAudio', () => {
  it('refuses mono to a separator that goes by how channels differ', async () => {
    const separator = { ...copyingSeparator({ channelCounts: [2] }), comparesChannels: true };
    const mono = separateAudio(noise({ lengthSamples: 100, channelCount: 1 }), { separator });
    await expect(mono).rejects.toThrow(/two channels that differ, got mono\. Use hpss-vocals/);
    const surround = noise({ lengthSamples: 100, channelCount: 3 });
    expect((await separateAudio(surround, { separator })).stems.size).toBeGreaterThan(0);
    const three = { ...copyingSeparator({ channelCounts: [3] }), comparesChannels: true };
    const stereo = separateAudio(noise({ lengthSamples: 100, channelCount: 2 }), { separator: three });
    await expect(stereo).rejects.toThrow(/3 channels that differ, got 2 channels/);
  });

  it('returns as many channels as it is given, bit for bit, from a stereo separator', async () => {
    const separator = copyingSeparator({ channelCounts: [2] });
    for (const channelCount of [1, 2, 3, 4, 5, 6, 7, 8, 11]) {
      const mixture = noise({ lengthSamples: 2100, channelCount });
      const { stems, notes } = await separateAudio(mixture, { separator, overlap: 0.2 });
      expect(stems.get('copy')).toEqual(mixture);
      expect(notes.length).toBe(channelCount === 2 ? 0 : 1);
    }
  });

  it('says what becomes of mono and of surround sound', async () => {
    const separator = copyingSeparator({ channelCounts: [2] });
    const notesOf = async (channelCount: number) =>
      (await separateAudio(noise({ lengthSamples: 9, channelCount }), { separator })).notes;
    expect(await notesOf(1)).toEqual([
      'copying takes 2 channels: mono is given to it as equal copies, and the stems are averaged back to mono.',
    ]);
    expect(await notesOf(6)).toEqual([
      'copying does not take 6 channels together: they are separated in groups (1+2, 3, 4, 5+6) and put together again.',
    ]);
  });

  it('averages what a stereo separator makes of mono', async () => {
    const leaning: Separator = {
      ...weighingSeparator({ all: 1 }, { channelCounts: [2] }),
      separate: async (chunk) => {
        const channels = chunk.channels.map((x, c) => x.map((y) => y * (c + 1)));
        return new Map([['all', { ...chunk, channels }]]);
      },
    };
    const mixture = noise({ lengthSamples: 100, channelCount: 1 });
    const { stems } = await separateAudio(mixture, { separator: leaning });
    expect(stems.get('all')!.channels).toEqual([mixture.channels[0]!.map((x) => x * 1.5)]);
  });

  it('hands every call buffers of its own, which may be moved to another thread', async () => {
    const separator = copyingSeparator({ channelCounts: [2] });
    const executor = {
      concurrency: 1,
      run: async (chunk: { sampleRate: number; channels: readonly Float32Array[] }) => {
        const moved = structuredClone(chunk, {
          transfer: chunk.channels.map((x) => x.buffer as ArrayBuffer),
        });
        return separator.separate(moved);
      },
    };
    const mixture = noise({ lengthSamples: 3100, channelCount: 3 });
    const { stems } = await separateAudio(mixture, { separator, executor, residual: true });
    expect(stems.get('copy')).toEqual(mixture);
  });
});
