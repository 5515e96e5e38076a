/** Worker threads give the results of a call in place, pass errors on whole, and end when told to. */

import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Audio } from '../audio/index.ts';
import { ArgumentError, HostError, packError, unpackError } from '../util/index.ts';
import { createSeparator } from '../zoo/index.ts';
import { type ChunkPool, createChunkPool } from './chunk-pool.ts';

// Threads run compiled code only; without it these tests have nothing to test.
const workerUrl = new URL('../../dist/node/chunk-worker.js', import.meta.url);
const isBuilt = existsSync(workerUrl);

let pool: ChunkPool | undefined;
afterEach(() => pool?.close());

function start(jobs: number, separator = 'hpss', separatorOptions: Record<string, unknown> = {}): ChunkPool {
  pool = createChunkPool({ separator, separatorOptions, jobs, workerUrl });
  return pool;
}

function noise(length: number, seed = 1): Audio {
  let state = seed;
  const channel = (): Float32Array =>
    Float32Array.from({ length }, () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return state / 2 ** 32 - 0.5;
    });
  return { sampleRate: 44100, channels: [channel(), channel()] };
}

const plain = { stems: undefined, signal: undefined };

describe.skipIf(!isBuilt)('createChunkPool (skipped where dist is not built)', () => {
  it('gives the bits of a call in place, in the order of the calls', async () => {
    const separator = createSeparator('hpss', { kernel: 9 });
    const { run, concurrency } = start(2, 'hpss', { kernel: 9 });
    expect(concurrency).toBe(2);
    const seeds = [1, 2, 3, 4, 5];
    const expected = await Promise.all(seeds.map((seed) => separator.separate(noise(9000, seed))));
    const results = await Promise.all(seeds.map((seed) => run(noise(9000, seed), plain)));
    expect(results).toEqual(expected);
  });

  it('computes only the stems that are asked for', async () => {
    const stems = await start(1).run(noise(5000), { ...plain, stems: ['percussive'] });
    expect(stems.get('percussive')?.channels).toHaveLength(2);
  });

  it('passes errors on, and is fit for the next chunk', async () => {
    const { run } = start(1);
    const spoiled = noise(5000);
    spoiled.channels[0]![7] = Number.NaN;
    await expect(run(spoiled, plain)).rejects.toThrow(ArgumentError);
    expect((await run(noise(5000), plain)).size).toBe(2);
  });

  it('ends the work of an aborted call at once, and goes on with others', async () => {
    const { run } = start(1);
    const controller = new AbortController();
    const long = run(noise(4_000_000), { ...plain, signal: controller.signal });
    const next = run(noise(5000), plain);
    setTimeout(() => controller.abort(new Error('enough')), 50);
    await expect(long).rejects.toThrow('enough');
    expect((await next).size).toBe(2);
    await expect(run(noise(10), { ...plain, signal: controller.signal })).rejects.toThrow('enough');
  });

  it('rejects what is under way when it is closed', async () => {
    const { run, close } = start(1);
    const calls = [run(noise(4_000_000), plain), run(noise(5000), plain)];
    const settled = Promise.allSettled(calls);
    await close();
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('starts again after a rest', async () => {
    const { run, rest } = start(1);
    const before = await run(noise(5000), plain);
    await rest();
    expect(await run(noise(5000), plain)).toEqual(before);
  });

  it('reports a separator that cannot be made', async () => {
    await expect(start(1, 'no-such').run(noise(10), plain)).rejects.toThrow(ArgumentError);
  });

  it('reports a thread that cannot run', async () => {
    const missing = new URL('./no-such-worker.js', workerUrl);
    pool = createChunkPool({ separator: 'hpss', separatorOptions: {}, jobs: 1, workerUrl: missing });
    const call = pool.run(noise(10), plain);
    await expect(call).rejects.toThrow(HostError);
    await expect(call).rejects.toThrow(/worker thread/);
  });
});

describe('errors between threads', () => {
  it('keep class, parts and cause', () => {
    const parts = { place: 'a', expected: 'b', got: 'c', remedy: 'd' };
    const error = new ArgumentError({ ...parts, cause: new Error('deep') });
    const copy = unpackError(structuredClone(packError(error)));
    expect(copy).toBeInstanceOf(ArgumentError);
    expect(copy).toMatchObject({ ...parts, message: error.message, stack: error.stack });
    expect(copy.cause).toMatchObject({ message: 'deep' });
    expect(unpackError(packError('a string')).message).toBe('a string');
  });
});
