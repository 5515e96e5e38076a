/** Random excerpts: pure functions of their place, bounded, and never of the wrong rate, track or channel. */

import { describe, expect, it } from 'vitest';
import { compressedFile, datasetOf, ramp, rampTrack, soundFile } from '../../test/support/songs.ts';
import { FormatError } from '../util/index.ts';
import { createAudioFolder } from './audio-folder.ts';
import type { DrawOptions } from './excerpt-drawer.ts';
import { createFileTrack } from './file-track.ts';
import { createSoundCache } from './sound-cache.ts';

const options: DrawOptions = { sampleRate: 100, lengthSeconds: 1 };
const at = (position: number, epoch = 0, seed = 1) => ({ seed, epoch, position });

describe('an audio folder', () => {
  it('gives the same excerpt for the same place, whatever was asked before', async () => {
    const dataset = datasetOf(rampTrack('a'), rampTrack('b'), rampTrack('c'));
    const first = createAudioFolder(dataset, options);
    const second = createAudioFolder(dataset, options);
    const places = [at(0), at(1), at(2), at(1, 1), at(1, 0, 2)];
    const examples = await Promise.all(places.map((place) => first.example(place)));
    for (const n of [3, 1, 4, 0, 2]) expect(await second.example(places[n]!)).toEqual(examples[n]);
    const wheres = new Set(examples.map(({ track, startSample }) => `${track} ${startSample}`));
    expect(wheres.size).toBe(places.length);
  });

  it('reaches all tracks and all places of a track, both ends included', async () => {
    const source = createAudioFolder(
      datasetOf(rampTrack('a', { vocals: { length: 103 } }), rampTrack('b')),
      options,
    );
    const examples = await Promise.all(Array.from({ length: 200 }, (_, n) => source.example(at(n))));
    const starts = examples.filter(({ track }) => track === 'a').map(({ startSample }) => startSample);
    expect([...new Set(starts)].sort()).toEqual([0, 1, 2, 3]);
    expect(starts.length).toBeGreaterThan(60);
    expect(starts.length).toBeLessThan(140);
  });

  it('has mixture and targets of the same place, and the sum of the stems where there is no mixture', async () => {
    const { mixture, targets, startSample } = await createAudioFolder(
      datasetOf(rampTrack('a')),
      options,
    ).example(at(0));
    expect(targets[0]![0]![0]).toBeCloseTo(0.5 + startSample * 1e-4, 6);
    expect(mixture[0]![0]).toBeCloseTo(0.75 + 2 * startSample * 1e-4, 6);
    expect(mixture[0]).toHaveLength(100);
  });

  it('gives what no target holds as the residual', async () => {
    const parts = { vocals: { level: 0.5 }, drums: { level: 0.25 }, mixture: { level: 1 } };
    const source = createAudioFolder(datasetOf(rampTrack('a', parts)), {
      ...options,
      targets: ['residual', 'vocals'],
    });
    const { mixture, targets } = await source.example(at(3));
    expect(targets).toHaveLength(2);
    targets[0]![0]!.forEach((value, n) => {
      expect(value).toBeCloseTo(mixture[0]![n]! - targets[1]![0]![n]!, 6);
    });
  });

  it('is mono or stereo as asked', async () => {
    const stereo = datasetOf(rampTrack('a', { vocals: { channels: 2, length: 100 } }));
    const mono = datasetOf(rampTrack('a', { vocals: { length: 100 } }));
    const sound = async (dataset: typeof stereo, channels: 1 | 2) =>
      (await createAudioFolder(dataset, { ...options, channels }).example(at(0))).mixture.map(
        (channel) => channel[0]!,
      );
    expect(await sound(stereo, 2)).toEqual([0, Math.fround(0.1)]);
    expect((await sound(stereo, 1))[0]).toBeCloseTo(0.05, 6);
    expect(await sound(mono, 2)).toEqual([0, 0]);
  });

  it('is followed by silence where a track is shorter', async () => {
    const source = createAudioFolder(
      datasetOf(rampTrack('a', { vocals: { length: 30, level: 1 } })),
      options,
    );
    const [channel] = (await source.example(at(0))).mixture;
    expect([channel![29]! > 0, channel![30], channel!.length]).toEqual([true, 0, 100]);
  });

  it('draws again what is too quiet, and after so many tries takes the loudest and counts it', async () => {
    const dataset = datasetOf(
      rampTrack('quiet', { vocals: { level: 0 } }),
      rampTrack('loud', { vocals: { level: 1 } }),
      rampTrack('half', { vocals: { level: 0 }, mixture: { level: 1 } }),
    );
    const source = createAudioFolder(dataset, { ...options, energyCutoff: 5 });
    const examples = await Promise.all(Array.from({ length: 30 }, (_, n) => source.example(at(n))));
    expect(new Set(examples.map(({ track }) => track))).toEqual(new Set(['loud']));
    expect(source.report().quietCount).toBe(0);
    const hopeless = createAudioFolder(dataset, { ...options, energyCutoff: 1e6, maxTries: 20 });
    expect((await hopeless.example(at(0))).track).toBe('loud');
    expect(hopeless.report().quietCount).toBe(1);
  });

  it('names a track that cannot be read, and leaves it out and counts it on request', async () => {
    const damage = new FormatError({
      place: 'b/vocals.wav',
      expected: 'sound',
      got: 'noise',
      remedy: 'Copy it again',
    });
    const broken = createFileTrack({
      name: 'b',
      stems: new Map([['vocals', soundFile('b/vocals', damage)]]),
    });
    const dataset = datasetOf(
      rampTrack('a'),
      broken,
      rampTrack('c', { drums: {} }),
      rampTrack('d', { vocals: { sampleRate: 50 } }),
    );
    expect(() => createAudioFolder(dataset, options)).toThrow('c: expected the stem vocals, got drums');
    const strict = createAudioFolder(datasetOf(broken), options);
    await expect(strict.example(at(0))).rejects.toThrow('b/vocals.wav');
    const source = createAudioFolder(dataset, { ...options, onBadTrack: 'skip' });
    const examples = await Promise.all(Array.from({ length: 30 }, (_, n) => source.example(at(n))));
    expect(new Set(examples.map(({ track }) => track))).toEqual(new Set(['a']));
    const { skipped } = source.report();
    expect([...skipped.keys()].sort()).toEqual(['b', 'c', 'd']);
    expect(skipped.get('d')?.message).toContain('expected 100 Hz, got 50 Hz');
    const none = createAudioFolder(datasetOf(broken), { ...options, onBadTrack: 'skip' });
    await expect(none.example(at(0))).rejects.toThrow('1 tracks that cannot be used');
  });

  it.each([
    [{ sampleRate: 44100 }, 'expected 44100 Hz, got 100 Hz'],
    [{ targets: ['piano'] }, 'the stem piano'],
    [{ targets: [] }, 'at least one stem'],
    [{ targets: ['vocals', 'vocals'] }, 'each once'],
    [{ channels: 3 as 2 }, 'channels'],
    [{ lengthSeconds: 0 }, 'lengthSeconds'],
  ])('refuses %o', async (wrong, message) => {
    const ask = async () =>
      createAudioFolder(datasetOf(rampTrack('a')), { ...options, ...wrong }).example(at(0));
    await expect(ask()).rejects.toThrow(message);
  });

  it.each(['vocals', 'mixture'])('refuses samples that are no numbers, in the %s', async (part) => {
    const parts = { vocals: {}, mixture: {}, [part]: { level: Number.NaN } };
    const source = createAudioFolder(datasetOf(rampTrack('odd', parts)), options);
    await expect(source.example(at(0))).rejects.toThrow('expected finite samples');
  });

  it('refuses a track whose parts differ in rate', async () => {
    const mixed = rampTrack('odd', { vocals: { sampleRate: 50 }, mixture: {} });
    await expect(createAudioFolder(datasetOf(mixed), options).example(at(0))).rejects.toThrow(
      'odd: vocals: expected 100 Hz, the rate of mixture, got 50 Hz',
    );
  });

  it('keeps decoded sound within its bound, the least recently used going first', async () => {
    const opened = { count: 0 };
    const cache = createSoundCache(3 * 4 * 500);
    const tracks = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      createFileTrack(
        { name, stems: new Map([['vocals', compressedFile(name, ramp(), opened)]]) },
        { cache },
      ),
    );
    const source = createAudioFolder(datasetOf(...tracks), options);
    for (let n = 0; n < 50; n++) {
      const { mixture, startSample } = await source.example(at(n));
      expect(mixture[0]![0]).toBeCloseTo(startSample * 1e-4, 6);
      expect(cache.bytes).toBeLessThanOrEqual(3 * 4 * 500);
    }
    // Five headers, and fewer decodings than excerpts.
    expect(opened.count).toBeGreaterThan(10);
    expect(opened.count).toBeLessThan(45);
  });
});
