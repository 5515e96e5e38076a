/** The chunk executor of Node: separates several chunks at the same time, each in a worker thread. */

import { Worker } from 'node:worker_threads';
import type { Audio, Stems } from '../audio/index.ts';
import type { ChunkExecutor, ChunkRunOptions } from '../separate/index.ts';
import { HostError, unpackError } from '../util/index.ts';
import { buffersOf, type ChunkReply, type ChunkRequest, type WorkerSetup } from './chunk-message.ts';

/** A pool of worker threads. */
export interface ChunkPool extends ChunkExecutor {
  /** Ends threads that have nothing to do, and so frees their memory; they start again with the next chunk. */
  rest(): Promise<void>;
  /** Ends all threads; work in progress is given up. */
  close(): Promise<void>;
}

/** Options of {@link createChunkPool}. */
export interface ChunkPoolOptions extends WorkerSetup {
  /** Threads. */
  readonly jobs: number;
  /** The thread's compiled code. Default: the one beside this file. */
  readonly workerUrl?: URL;
}

interface Job {
  readonly request: ChunkRequest;
  readonly signal: AbortSignal | undefined;
  resolve(stems: Stems): void;
  reject(reason: unknown): void;
}

/** Whether the thread's code can be loaded from here: it must be compiled, and is not when TypeScript is run as it stands. */
export const canRunWorkers: boolean = import.meta.url.endsWith('.js');

/**
 * Threads that run the named separator. They start with the first chunk. An abort of a chunk's signal ends the thread
 * that works on it at once, however long the chunk would have taken. The results are those of a call in place, bit for bit.
 */
export function createChunkPool(options: ChunkPoolOptions): ChunkPool {
  const { jobs, separator, separatorOptions } = options;
  const workerUrl = options.workerUrl ?? new URL('./chunk-worker.js', import.meta.url);
  const queue: Job[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Job>();
  let closed = false;

  function start(): Worker {
    const worker = new Worker(workerUrl, {
      // Not the process's own: a thread needs no loaders, and some flags (--input-type) it must not have.
      execArgv: [],
      workerData: { separator, separatorOptions } satisfies WorkerSetup,
    });
    worker.on('message', (reply: ChunkReply) => {
      const job = busy.get(worker);
      release(worker);
      idle.push(worker);
      if (reply.ok) job?.resolve(reply.stems);
      else job?.reject(unpackError(reply.error));
      next();
    });
    worker.on('error', (error) => lose(worker, threadLost(error)));
    worker.on('exit', (code) => lose(worker, threadLost(`exit code ${code}`)));
    // A thread that waits for work does not keep the process alive.
    worker.unref();
    return worker;
  }

  function release(worker: Worker): void {
    busy.delete(worker);
    worker.unref();
  }

  function lose(worker: Worker, reason: unknown): void {
    const job = busy.get(worker);
    release(worker);
    const place = idle.indexOf(worker);
    if (place >= 0) idle.splice(place, 1);
    job?.reject(reason);
    next();
  }

  function next(): void {
    while (!closed && queue.length > 0 && busy.size < jobs) {
      const job = queue.shift()!;
      const worker = idle.pop() ?? start();
      busy.set(worker, job);
      worker.ref();
      worker.postMessage(job.request, buffersOf([job.request.chunk]));
    }
  }

  function cancel(job: Job): void {
    const place = queue.indexOf(job);
    if (place >= 0) queue.splice(place, 1);
    job.reject(job.signal?.reason);
    for (const [worker, current] of busy) if (current === job) void worker.terminate();
  }

  return {
    concurrency: jobs,
    async run(chunk: Audio, { stems, signal }: ChunkRunOptions): Promise<Stems> {
      signal?.throwIfAborted();
      let onAbort: (() => void) | undefined;
      try {
        return await new Promise<Stems>((resolve, reject) => {
          const job: Job = { request: { chunk, stems }, signal, resolve, reject };
          onAbort = () => cancel(job);
          signal?.addEventListener('abort', onAbort, { once: true });
          queue.push(job);
          next();
        });
      } finally {
        if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
      }
    },
    async rest() {
      await Promise.all(idle.splice(0).map((worker) => worker.terminate()));
    },
    async close() {
      closed = true;
      for (const job of queue.splice(0)) job.reject(threadLost('a pool that was closed'));
      const workers = [...idle, ...busy.keys()];
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** The error for a thread that ended before its work did. */
export function threadLost(cause: unknown): HostError {
  return new HostError({
    place: 'worker thread',
    expected: 'a thread that ends its work',
    got: cause instanceof Error ? cause.message : String(cause),
    remedy: 'Free some memory, use fewer --jobs or a smaller --max-memory, and report it if it happens again',
    cause,
  });
}
