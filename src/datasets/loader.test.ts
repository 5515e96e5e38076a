/** Batches: pure, in order, ahead of time, and augmented without breaking their sum. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { datasetOf, rampTrack } from '../../test/support/songs.ts';
import { createAudioFolder } from './audio-folder.ts';
import type { Batch } from './batch.ts';
import { createLoader, type LoaderOptions } from './loader.ts';

const shape = { sampleRate: 100, lengthSeconds: 0.5, channels: 2, targets: ['vocals'] } as const;
const dataset = datasetOf(
  rampTrack('a', { vocals: { level: 0.5, channels: 2 }, drums: { level: -0.3 } }),
  rampTrack('b', { vocals: { level: 0.1 }, drums: { level: 0.9, channels: 2 } }),
);
const loaderOf = (options: LoaderOptions = {}) =>
  createLoader(createAudioFolder(dataset, shape), { batchSize: 3, batchesPerEpoch: 5, seed: 7, ...options });

async function collect(batches: AsyncIterable<Batch>): Promise<Batch[]> {
  const all: Batch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

describe('a loader', () => {
  it('gives batches as tensors, in order', async () => {
    const batches = await collect(loaderOf().epoch(2));
    expect(batches.map(({ epoch, index }) => [epoch, index])).toEqual([0, 1, 2, 3, 4].map((n) => [2, n]));
    const [{ mixture, targets, excerpts }] = batches as [Batch];
    expect([mixture.shape, targets.shape]).toEqual([
      [3, 2, 50],
      [3, 1, 2, 50],
    ]);
    expect(excerpts).toHaveLength(3);
    expect(
      new Set(batches.flatMap((batch) => batch.excerpts.map((e) => e.startSample))).size,
    ).toBeGreaterThan(8);
  });

  it.each([0, 1, 4])('gives the same batches with %i ahead, and from the middle', async (prefetch) => {
    const expected = await collect(loaderOf().epoch(1));
    expect(await collect(loaderOf({ prefetch }).epoch(1))).toEqual(expected);
    expect(await collect(loaderOf({ prefetch }).epoch(1, { from: 3 }))).toEqual(expected.slice(3));
    expect(await collect(loaderOf({ prefetch }).epoch(0))).not.toEqual(expected);
  });

  it('stops at once on an abort, and may be left early', async () => {
    const controller = new AbortController();
    const read = async (): Promise<void> => {
      for await (const batch of loaderOf().epoch(0, { signal: controller.signal })) {
        if (batch.index === 1) controller.abort(new Error('enough'));
      }
    };
    await expect(read()).rejects.toThrow('enough');
    const loader = loaderOf();
    for await (const { index } of loader.epoch(0)) if (index === 1) break;
    expect(await collect(loader.epoch(0))).toHaveLength(5);
  });

  it('lets batches go when they have been used', async () => {
    // Without it a process keeps all batches of an epoch.
    setFlagsFromString('--expose_gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const used: WeakRef<Batch>[] = [];
    let alive = 0;
    const { signal } = new AbortController();
    for await (const batch of loaderOf({ batchesPerEpoch: 12 }).epoch(0, { signal })) {
      used.push(new WeakRef(batch));
      await new Promise((resolve) => setTimeout(resolve, 1));
      collectGarbage();
      alive = used.filter((reference) => reference.deref() !== undefined).length;
    }
    expect(alive).toBeLessThan(4);
  });

  it('refuses an endless source without a number of batches', () => {
    const source = createAudioFolder(dataset, shape);
    expect(() => createLoader(source)).toThrow('random excerpts have no end');
    expect(() => createLoader(source, { batchSize: 0, batchesPerEpoch: 1 })).toThrow('batchSize');
  });
});

describe('augmentation', () => {
  const augment = { gain: [0.5, 2], swap: 0.5, flip: 0.5, remix: 1 } as const;

  it('is a pure function of the place of a batch', async () => {
    const once = await collect(loaderOf({ augment }).epoch(3));
    expect(await collect(loaderOf({ augment, prefetch: 0 }).epoch(3))).toEqual(once);
    expect(once).not.toEqual(await collect(loaderOf().epoch(3)));
  });

  it('changes nothing where it is all nothing', async () => {
    const idle = { gain: [1, 1], swap: 0, flip: 0, remix: 0 } as const;
    const plain = await collect(loaderOf().epoch(0));
    const same = await collect(loaderOf({ augment: idle }).epoch(0));
    for (const [n, { mixture, targets }] of same.entries()) {
      expect(targets).toEqual(plain[n]!.targets);
      mixture.data.forEach((value, i) => {
        expect(value).toBeCloseTo(plain[n]!.mixture.data[i]!, 6);
      });
    }
  });

  it('turns signs, sides and loudness of each source by itself; the mixture is the new sum', async () => {
    const targets = ['vocals', 'residual'];
    const source = createAudioFolder(dataset, { ...shape, targets });
    const loader = createLoader(source, { batchSize: 4, batchesPerEpoch: 6, seed: 1, augment });
    const signs = new Set<string>();
    for await (const batch of loader.epoch(0)) {
      for (let item = 0; item < 4; item++) {
        for (let n = 0; n < 100; n++) {
          const [vocals, rest] = [0, 1].map((target) => batch.targets.data[(item * 2 + target) * 100 + n]!);
          expect(batch.mixture.data[item * 100 + n]).toBeCloseTo(vocals! + rest!, 5);
          if (n === 0) signs.add(`${Math.sign(vocals!)} ${Math.sign(rest!)}`);
        }
      }
    }
    expect(signs.size).toBe(4);
  });

  it('takes stems of other songs of the batch', async () => {
    const source = createAudioFolder(dataset, shape);
    const loader = createLoader(source, { batchSize: 8, batchesPerEpoch: 1, augment: { remix: 1 } });
    const plain = createLoader(source, { batchSize: 8, batchesPerEpoch: 1 });
    const [[mixed], [before]] = [await collect(loader.epoch(0)), await collect(plain.epoch(0))];
    const rows = ({ targets: { data } }: Batch) =>
      Array.from({ length: 8 }, (_, n) => data.slice(n * 100, (n + 1) * 100).join());
    expect(rows(mixed!)).not.toEqual(rows(before!));
    expect(rows(mixed!).sort()).toEqual(rows(before!).sort());
  });

  it.each([[{ gain: [2, 1] }], [{ swap: 2 }], [{ flip: -1 }], [{ remix: Number.NaN }]])(
    'refuses %o',
    (augment) => {
      expect(() => loaderOf({ augment: augment as LoaderOptions['augment'] & object })).toThrow('augment');
    },
  );
});
