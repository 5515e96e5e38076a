/** Loading data: memory over folders of different sizes, and reading behind a busy main thread. */

import { join } from 'node:path';
import { ensureBuilt } from '../../../test/journeys/cli.ts';
import { type BuiltNames, inProcess, withFolder } from '../../toolkit/in-process.ts';
import { writeSongFolder } from '../../toolkit/song-folder.ts';
import type { Figure } from '../figure.ts';

const names: BuiltNames = { 'node/folder-loader': ['openFolderLoader'] };

const sampleRate = 8000;
const cacheMegabytes = 16;

const readAll = `
  const { path, ...options } = task;
  const loader = await openFolderLoader(path, options);
  let sum = 0;
  for await (const { mixture } of loader.epoch(0)) sum += mixture.data[0];
  await loader.close();
  console.log(JSON.stringify({ megabytes: process.resourceUsage().maxRSS * 1024 / 1e6, sum }));`;

/** Peak memory of a process that reads 300 batches of 8 three-second excerpts in two threads. */
function peakMegabytes(path: string): number {
  const options = { path, sampleRate, batchSize: 8, batchesPerEpoch: 300, workers: 2 };
  return inProcess<{ megabytes: number }>(readAll, {
    task: { ...options, cacheBytes: cacheMegabytes * 2 ** 20 },
    names,
  }).megabytes;
}

/** Growth that garbage collection may be late by. */
const allowed = 1.15;

function memory(format: 'wav' | 'flac'): Figure {
  return {
    what: `memory of loading from 100 songs beside 10 songs, ${format}`,
    floor: `<= ${allowed}x: independent of the folder's size`,
    measure: () =>
      withFolder(async (path) => {
        ensureBuilt();
        const [few, many] = [join(path, 'few'), join(path, 'many')];
        const shape = { seconds: 30, sampleRate, format } as const;
        await writeSongFolder(few, { ...shape, songs: 10 });
        await writeSongFolder(many, { ...shape, songs: 100 });
        const [small, large] = [peakMegabytes(few), peakMegabytes(many)];
        const decoded = (100 * 2 * 30 * sampleRate * 4) / 1e6;
        return {
          measured: `${large.toFixed(0)} MB beside ${small.toFixed(0)} MB (${(large / small).toFixed(2)}x)`,
          ok: large <= allowed * small,
          note: `peak of the process, two threads, cache of ${cacheMegabytes} MB; the songs decoded are ${decoded.toFixed(0)} MB`,
        };
      }),
  };
}

const busySteps = `
  const { path, milliseconds, steps, ...options } = task;
  const compute = () => { const end = performance.now() + milliseconds; while (performance.now() < end); };
  // As a step does: the thread is busy, then asks for the next batch.
  const measure = async (batches) => {
    const iterator = batches[Symbol.asyncIterator]();
    await iterator.next();
    const start = performance.now();
    for (let n = 0; n < steps; n++) { compute(); await iterator.next(); }
    return (performance.now() - start) / steps;
  };
  const idle = async function* () { for (;;) { await new Promise((done) => setImmediate(done)); yield 0; } };
  const loader = await openFolderLoader(path, { ...options, batchesPerEpoch: steps + 1 });
  const rows = [];
  for (let round = 0; round < 3; round++) rows.push({ without: await measure(idle()), with: await measure(loader.epoch(round)) });
  await loader.close();
  console.log(JSON.stringify(rows));`;

const hidden: Figure = {
  what: 'a step that keeps its thread busy for 400 ms, with and without loading 32 excerpts of 3 s at 44.1 kHz',
  floor: '<= 1.1x',
  measure: () =>
    withFolder(async (path) => {
      ensureBuilt();
      await writeSongFolder(path, { songs: 10, seconds: 60, sampleRate: 44100, format: 'wav' });
      const options = { path, sampleRate: 44100, batchSize: 32, workers: 1, milliseconds: 400, steps: 10 };
      const rows = inProcess<{ without: number; with: number }[]>(busySteps, { task: options, names });
      const ratios = rows.map((row) => row.with / row.without).sort((a, b) => a - b);
      const ratio = ratios[1]!;
      return {
        measured: `${ratio.toFixed(3)}x`,
        ok: ratio <= 1.1,
        note: `one thread; median of 3 rounds of 10 steps, ${rows.map((row) => row.with.toFixed(0)).join(', ')} ms with loading`,
      };
    }),
};

const figures: readonly Figure[] = [memory('wav'), memory('flac'), hidden];
export default figures;
