/** Excerpts in memory: as many as were asked for, all loud enough, each once per epoch. */

import { describe, expect, it } from 'vitest';
import { datasetOf, rampTrack } from '../../test/support/songs.ts';
import { LimitError } from '../util/index.ts';
import { type AudioDatasetOptions, createAudioDataset } from './audio-dataset.ts';
import type { Track } from './dataset.ts';
import { createLoader } from './loader.ts';
import { surveyDataset } from './survey.ts';

const options: AudioDatasetOptions = { sampleRate: 100, lengthSeconds: 1, numChunks: 20, seed: 3 };
const songs = datasetOf(
  rampTrack('a', { vocals: { level: 0.5 }, mixture: { level: 1 } }),
  rampTrack('b', { vocals: { level: 0 }, mixture: { level: 1 } }),
  rampTrack('c', { vocals: { level: 0.7 }, mixture: { level: 1 } }),
);

describe('an audio dataset', () => {
  it('has as many excerpts as were asked for, none below the cut-off', async () => {
    const dataset = await createAudioDataset(songs, options);
    expect(dataset.chunks).toHaveLength(20);
    expect(new Set(dataset.chunks.map(({ track }) => track))).toEqual(new Set(['a', 'c']));
    const { mixture, targets, track, startSample } = await dataset.chunk(5);
    expect(dataset.chunks[5]).toEqual({ track, startSample });
    expect(mixture[0]![0]).toBeCloseTo(1 + startSample * 1e-4, 6);
    expect(targets[0]![0]).toHaveLength(100);
    expect(dataset.report()).toEqual({ skipped: new Map(), quietCount: 0 });
    expect((await createAudioDataset(songs, options)).chunks).toEqual(dataset.chunks);
    expect((await createAudioDataset(songs, { ...options, seed: 4 })).chunks).not.toEqual(dataset.chunks);
  });

  it('goes through all of them at every epoch, in another order', async () => {
    const dataset = await createAudioDataset(songs, { ...options, targets: ['vocals', 'residual'] });
    const loader = createLoader(dataset, { batchSize: 4, seed: 9 });
    expect(loader.batchesPerEpoch).toBe(5);
    const orders: string[][] = [];
    for (const epoch of [0, 1, 0]) {
      const order: string[] = [];
      for await (const { excerpts } of loader.epoch(epoch))
        order.push(...excerpts.map((e) => `${e.track} ${e.startSample}`));
      orders.push(order);
    }
    expect(orders[2]).toEqual(orders[0]);
    expect(orders[1]).not.toEqual(orders[0]);
    expect(orders[1]!.toSorted()).toEqual(orders[0]!.toSorted());
    expect(orders[0]!.toSorted()).toEqual(
      dataset.chunks.map((c) => `${c.track} ${c.startSample}`).toSorted(),
    );
  });

  it('takes tracks that are only there as a whole, and only so many', async () => {
    const wholes = songs.tracks.map(({ name, stems, load }): Track => ({ name, stems, load }));
    const seekable = await createAudioDataset(songs, { ...options, maxTracks: 1 });
    const whole = await createAudioDataset({ name: 'wholes', tracks: wholes }, { ...options, maxTracks: 1 });
    expect(await whole.chunk(2)).toEqual(await seekable.chunk(2));
    expect(new Set(whole.chunks.map(({ track }) => track))).toEqual(new Set(['a']));
  });

  it('stays within the memory that it may have', async () => {
    const attempt = createAudioDataset(songs, { ...options, maxMemoryBytes: 10_000 });
    await expect(attempt).rejects.toThrow(LimitError);
    await expect(attempt).rejects.toThrow('createAudioFolder');
  });

  it('leaves bad tracks out on request, and counts them', async () => {
    const odd = datasetOf(rampTrack('slow', { vocals: { sampleRate: 50 } }), ...songs.tracks);
    await expect(createAudioDataset(odd, options)).rejects.toThrow('slow: expected 100 Hz, got 50 Hz');
    const dataset = await createAudioDataset(odd, { ...options, onBadTrack: 'skip' });
    expect([...dataset.report().skipped.keys()]).toEqual(['slow']);
  });
});

describe('a survey', () => {
  it('says how long the tracks are, and what is wrong with the others', async () => {
    const odd = datasetOf(
      rampTrack('slow', { vocals: { sampleRate: 50 } }),
      rampTrack('bare', { drums: {} }),
      ...songs.tracks,
    );
    const { tracks, bad, durationSeconds } = await surveyDataset(odd, { sampleRate: 100 });
    expect(tracks).toEqual(['a', 'b', 'c'].map((name) => ({ name, durationSeconds: 5 })));
    expect(durationSeconds).toBe(15);
    expect([...bad].map(([name, error]) => `${name}: ${error.expected}`)).toEqual([
      'slow: 100 Hz',
      'bare: a file for vocals',
    ]);
  });
});
