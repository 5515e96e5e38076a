/** Rendered songs: the same from the same seed, different from each other, and music enough to train on. */

import { describe, expect, it } from 'vitest';
import type { Audio } from '../audio/index.ts';
import { renderedSongs } from './rendered-songs.ts';

const options = { count: 6, seconds: 6, sampleRate: 8000, seed: 4 };

function rms({ channels }: Audio): number {
  const [left] = channels as [Float32Array];
  return Math.sqrt(left.reduce((sum, value) => sum + value * value, 0) / left.length);
}

describe('rendered songs', () => {
  it('are the same from the same seed, whatever their number', async () => {
    const [a, b] = [renderedSongs(options), renderedSongs({ ...options, count: 3 })];
    expect(a.tracks.map(({ name }) => name)).toEqual([0, 1, 2, 3, 4, 5].map((n) => `song-${n}`));
    const [first, again] = [await a.tracks[2]!.load(), await b.tracks[2]!.load()];
    expect(Buffer.from(first.mixture.channels[0]!.buffer)).toEqual(
      Buffer.from(again.mixture.channels[0]!.buffer),
    );
    const other = await renderedSongs({ ...options, seed: 5 }).tracks[2]!.load();
    expect(other.mixture.channels[0]!.some((value, n) => value !== first.mixture.channels[0]![n])).toBe(true);
  });

  it('have four stems that add up to the mixture exactly, in stereo, of the length asked for', async () => {
    const { mixture, stems } = await renderedSongs(options).tracks[0]!.load();
    expect([...stems.keys()]).toEqual(['vocals', 'drums', 'bass', 'other']);
    expect([mixture.channels.length, mixture.channels[0]!.length, mixture.sampleRate]).toEqual([
      2, 48_000, 8000,
    ]);
    for (const c of [0, 1]) {
      mixture.channels[c]!.forEach((value, n) => {
        let sum = 0;
        for (const { channels } of stems.values()) sum += channels[c]![n]!;
        if (sum !== value) expect.fail(`sample ${n}: ${sum} is not ${value}`);
      });
    }
  });

  it('have all four playing, none drowning the others, and no two songs alike', async () => {
    const loaded = await Promise.all(renderedSongs(options).tracks.map((track) => track.load()));
    for (const { mixture, stems } of loaded) {
      const whole = rms(mixture);
      for (const stem of stems.values()) {
        const shareDb = 20 * Math.log10(rms(stem) / whole);
        expect(shareDb).toBeGreaterThan(-26);
        expect(shareDb).toBeLessThan(0.5);
      }
      expect(mixture.channels[0]!.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeLessThan(
        0.9,
      );
    }
    expect(new Set(loaded.map(({ mixture }) => rms(mixture))).size).toBe(loaded.length);
  });

  it.each([{ count: 0 }, { count: 1, seconds: 1 }, { count: 1, sampleRate: 4000 }])('refuse %o', (wrong) => {
    expect(() => renderedSongs(wrong)).toThrow(/count|seconds|sampleRate/);
  });
});
