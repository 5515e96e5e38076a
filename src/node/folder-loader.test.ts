/** Batches of a folder of songs: the same with any number of threads; damaged files are named, or skipped and counted. */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeAudio } from '../audio/index.ts';
import type { Batch, Loader } from '../datasets/index.ts';
import { createRandom, FormatError } from '../util/index.ts';
import { type FolderLoaderOptions, openFolderLoader } from './folder-loader.ts';
import { openTrackExcerpts } from './track-excerpts.ts';

// Threads run compiled code only; without it there is nothing to compare.
const workerUrl = new URL('../../dist/node/loader-worker.js', import.meta.url);
const isBuilt = existsSync(workerUrl);

const sampleRate = 8000;
const options: FolderLoaderOptions = {
  sampleRate,
  lengthSeconds: 0.5,
  targets: ['vocals', 'residual'],
  batchSize: 4,
  batchesPerEpoch: 6,
  seed: 5,
};
let root: string;

async function put(path: string, seed: number, length = 3 * sampleRate): Promise<void> {
  const random = createRandom(seed);
  const channels = [0, 1].map(() => Float32Array.from({ length }, () => 0.2 * random.normal()));
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  const format = path.endsWith('.flac') ? 'flac' : 'wav';
  await writeFile(file, await encodeAudio({ sampleRate, channels }, { format }));
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'folder-loader-'));
  await put('songs/train/a/vocals.wav', 1);
  await put('songs/train/a/drums.wav', 2);
  await put('songs/train/b/vocals.flac', 3);
  await put('songs/train/b/mixture.wav', 4, 2 * sampleRate);
  await put('songs/val/c/vocals.wav', 5);
  await put('damaged/a/vocals.wav', 1);
  await put('damaged/b/vocals.flac', 2);
  await put('damaged/c/vocals.wav', 3);
  await truncate(join(root, 'damaged/b/vocals.flac'), 2000);
  await truncate(join(root, 'damaged/c/vocals.wav'), 20);
});
afterAll(() => rm(root, { recursive: true }));

async function collect(loader: Loader, epoch = 0): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of loader.epoch(epoch)) batches.push(batch);
  return batches;
}

/** Comparing arrays number by number would take seconds. */
async function fingerprints(loader: Loader, epoch = 0): Promise<string[]> {
  return (await collect(loader, epoch)).map(({ mixture, targets, ...rest }) => {
    const hash = createHash('sha256').update(mixture.data).update(targets.data);
    return `${hash.digest('hex')} ${JSON.stringify(rest)}`;
  });
}

describe('a folder of tracks to draw from', () => {
  it('gives the train split by default, and excerpts equal to what whole tracks hold there', async () => {
    const { tracks } = await openTrackExcerpts(join(root, 'songs'));
    expect(tracks.map(({ name, stems }) => [name, stems])).toEqual([
      ['a', ['drums', 'vocals']],
      ['b', ['vocals']],
    ]);
    for (const track of tracks) {
      const [whole, part] = [
        await track.load(),
        await track.excerpt({ stems: ['vocals'], startSample: 12_000, lengthSamples: 6000 }),
      ];
      const [expected, got] = [whole.mixture, part.mixture].map(({ channels }) => channels[1]!);
      expect(got).toHaveLength(6000);
      got!.forEach((value, n) => {
        expect(value).toBe(expected![12_000 + n] ?? 0);
      });
    }
    const { tracks: val } = await openTrackExcerpts(join(root, 'songs'), { split: 'val' });
    expect(val.map(({ name }) => name)).toEqual(['c']);
  });
});

describe('a folder loader', () => {
  it('makes batches without threads, the same every time', async () => {
    const loader = await openFolderLoader(join(root, 'songs'), { ...options, workers: 0 });
    const batches = await collect(loader);
    expect(batches[0]!.mixture.shape).toEqual([4, 1, 4000]);
    expect(batches[0]!.targets.shape).toEqual([4, 2, 1, 4000]);
    expect(await fingerprints(loader)).toEqual(await fingerprints(loader));
    await loader.close();
  });

  it('names a damaged file', async () => {
    const loader = await openFolderLoader(join(root, 'damaged'), {
      ...options,
      targets: ['vocals'],
      workers: 0,
    });
    await expect(collect(loader)).rejects.toThrow(FormatError);
    await expect(collect(loader)).rejects.toThrow(/damaged\/[bc]\/vocals/);
  });

  it('skips damaged files on request, and counts them', async () => {
    const loader = await openFolderLoader(join(root, 'damaged'), {
      ...options,
      targets: ['vocals'],
      onBadTrack: 'skip',
      workers: 0,
    });
    const batches = await collect(loader);
    expect(new Set(batches.flatMap((batch) => batch.excerpts.map(({ track }) => track)))).toEqual(
      new Set(['a']),
    );
    expect([...loader.report().skipped.keys()].sort()).toEqual(['b', 'c']);
  });
});

describe.skipIf(!isBuilt)('a folder loader with threads (skipped where dist is not built)', () => {
  it.each([1, 2, 3])('makes the same batches with %i', async (workers) => {
    const augment = { gain: [0.5, 1.5], remix: 0.5 } as const;
    const plain = await openFolderLoader(join(root, 'songs'), { ...options, augment, workers: 0 });
    const loader = await openFolderLoader(join(root, 'songs'), { ...options, augment, workers, workerUrl });
    for (const epoch of [0, 3]) {
      expect(await fingerprints(loader, epoch)).toEqual(await fingerprints(plain, epoch));
    }
    await loader.close();
  });

  it('passes errors on whole, and tells what threads skipped', async () => {
    const wrong = { ...options, targets: ['vocals'], workers: 2, workerUrl };
    const strict = await openFolderLoader(join(root, 'damaged'), wrong);
    await expect(collect(strict)).rejects.toThrow(FormatError);
    await strict.close();
    const loader = await openFolderLoader(join(root, 'damaged'), { ...wrong, onBadTrack: 'skip' });
    await collect(loader);
    expect([...loader.report().skipped.keys()].sort()).toEqual(['b', 'c']);
    expect(loader.report().skipped.get('b')).toBeInstanceOf(FormatError);
    await loader.close();
  });

  it('stops at once on an abort, may be left early, and has an error after its end', async () => {
    const loader = await openFolderLoader(join(root, 'songs'), { ...options, workers: 1, workerUrl });
    const controller = new AbortController();
    const read = async (): Promise<void> => {
      for await (const _batch of loader.epoch(0, { signal: controller.signal }))
        controller.abort(new Error('enough'));
    };
    await expect(read()).rejects.toThrow('enough');
    for await (const { index } of loader.epoch(0)) if (index === 2) break;
    expect(await collect(loader)).toHaveLength(6);
    await loader.close();
    await expect(collect(loader)).rejects.toThrow('worker thread');
  });
});
