/** The pool on threads that live in this one: who gets which chunk, and what becomes of the chunks of threads that end. */

import { describe, expect, it } from 'vitest';
import type { Audio } from '../audio/index.ts';
import { createSeparator } from '../zoo/index.ts';
import { answerChunks } from './answer-chunks.ts';
import type { ChunkReply, ChunkRequest } from './chunk-message.ts';
import { createWorkerPool, type Thread, threadLost, type WorkerPool } from './worker-pool.ts';

const setup = { separator: 'identity', separatorOptions: {} };
const plain = { stems: undefined, signal: undefined };
const chunk = (value = 1): Audio => ({ sampleRate: 8000, channels: [Float32Array.of(value)] });
const lost = (cause: unknown): Error => threadLost(cause, { place: 'thread', remedy: 'Start again' });

/** A thread that does what a worker's code does, in its own time, and what was asked of it. */
class LocalThread implements Thread {
  isHeld = false;
  hasEnded = false;
  readonly requests: ChunkRequest[] = [];
  readonly lose: (cause: unknown) => void;
  readonly #reply: (reply: ChunkReply) => void;

  constructor(events: { onReply(reply: ChunkReply): void; onLost(cause: unknown): void }) {
    this.lose = events.onLost;
    this.#reply = events.onReply;
  }

  post(request: ChunkRequest): void {
    this.requests.push(request);
  }

  async answer(): Promise<void> {
    await answerChunks((reply) => !this.hasEnded && this.#reply(reply))(this.requests.shift()!);
  }

  async terminate(): Promise<void> {
    this.hasEnded = true;
  }

  hold(): void {
    this.isHeld = true;
  }

  release(): void {
    this.isHeld = false;
  }
}

function start(options: { jobs: number; startNow?: number }): {
  pool: WorkerPool;
  threads: LocalThread[];
} {
  const threads: LocalThread[] = [];
  const pool = createWorkerPool({
    ...options,
    setup,
    lost,
    start(events) {
      threads.push(new LocalThread(events));
      return threads.at(-1)!;
    },
  });
  return { pool, threads };
}

describe('createWorkerPool', () => {
  it('starts threads as chunks need them, never more than jobs, and gives them to the next chunk', async () => {
    const { pool, threads } = start({ jobs: 2 });
    expect(threads).toHaveLength(0);
    const runs = [1, 2, 3].map((value) => pool.run(chunk(value), plain));
    expect(threads.map(({ requests }) => requests.length)).toEqual([1, 1]);
    await threads[1]!.answer();
    expect(threads[1]!.requests).toHaveLength(1);
    await threads[1]!.answer();
    await threads[0]!.answer();
    const results = await Promise.all(runs);
    expect(results.map((stems) => stems.get('mixture')!.channels[0]![0])).toEqual([1, 2, 3]);
    expect(threads).toHaveLength(2);
  });

  it('starts those at once that it is told to', () => {
    expect(start({ jobs: 3, startNow: 1 }).threads).toHaveLength(1);
  });

  it('holds a thread while it works', async () => {
    const { pool, threads } = start({ jobs: 1 });
    const run = pool.run(chunk(), plain);
    expect(threads[0]!.isHeld).toBe(true);
    await threads[0]!.answer();
    await run;
    expect(threads[0]!.isHeld).toBe(false);
  });

  it('ends the thread of an aborted chunk, takes a waiting one off the list, and goes on with the others', async () => {
    const { pool, threads } = start({ jobs: 1 });
    const [working, waiting] = [new AbortController(), new AbortController()];
    const first = pool.run(chunk(), { ...plain, signal: working.signal });
    const second = pool.run(chunk(), { ...plain, signal: waiting.signal });
    const third = pool.run(chunk(3), plain);
    waiting.abort(new Error('not this'));
    await expect(second).rejects.toThrow('not this');
    expect(threads[0]!.hasEnded).toBe(false);
    working.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    expect(threads.map(({ hasEnded }) => hasEnded)).toEqual([true, false]);
    await threads[1]!.answer();
    expect((await third).get('mixture')).toEqual(chunk(3));
  });

  it('rejects the chunk of a thread that is lost, and starts another for the next', async () => {
    const { pool, threads } = start({ jobs: 1 });
    const runs = [pool.run(chunk(), plain), pool.run(chunk(2), plain)];
    threads[0]!.lose(new Error('out of memory'));
    await expect(runs[0]).rejects.toMatchObject({ name: 'HostError', got: 'out of memory' });
    await threads[1]!.answer();
    expect(await runs[1]).toEqual(await createSeparator('identity').separate(chunk(2)));
  });

  it('passes over threads that were lost while they had nothing to do', async () => {
    const { pool, threads } = start({ jobs: 1, startNow: 1 });
    threads[0]!.lose('exit code 1');
    const run = pool.run(chunk(), plain);
    await threads[1]!.answer();
    expect((await run).size).toBe(1);
  });

  it('rejects the chunk for which no thread can be started or reached, and works on', async () => {
    let refusals = 1;
    const threads: LocalThread[] = [];
    const pool = createWorkerPool({
      jobs: 1,
      setup,
      lost,
      start(events) {
        if (refusals-- > 0) throw new Error('no more threads');
        threads.push(new LocalThread(events));
        return threads.at(-1)!;
      },
    });
    await expect(pool.run(chunk(), plain)).rejects.toThrow('no more threads');
    const run = pool.run(chunk(), plain);
    await threads[0]!.answer();
    expect((await run).size).toBe(1);
    threads[0]!.post = () => {
      throw new Error('cannot be cloned');
    };
    await expect(pool.run(chunk(), plain)).rejects.toThrow('cannot be cloned');
    expect(threads[0]!.isHeld).toBe(false);
  });

  it('ends idle threads in a rest, and all when it is closed', async () => {
    const { pool, threads } = start({ jobs: 2, startNow: 1 });
    await pool.rest();
    expect(threads[0]!.hasEnded).toBe(true);
    const runs = [1, 2, 3].map(() => pool.run(chunk(), plain));
    const settled = Promise.allSettled(runs);
    await pool.close();
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(threads.every(({ hasEnded, isHeld }) => hasEnded && !isHeld)).toBe(true);
    await expect(pool.run(chunk(), plain)).rejects.toThrow('a pool that was closed');
  });
});
