/** The threads of Node for the pool of the hosts, and the pool as users of Node make it. */

import { Worker } from 'node:worker_threads';
import {
  createWorkerPool,
  type Thread,
  type ThreadEvents,
  threadLost,
  type WorkerPool,
  type WorkerSetup,
} from '../host/index.ts';
import type { HostError } from '../util/index.ts';

/** A pool of worker threads. */
export type ChunkPool = WorkerPool;

/** Options of {@link createChunkPool}. */
export interface ChunkPoolOptions extends WorkerSetup {
  /** Threads. */
  readonly jobs: number;
  /** The thread's compiled code. Default: the one beside this file. */
  readonly workerUrl?: URL;
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
  return createWorkerPool({
    jobs,
    setup: { separator, separatorOptions },
    start: (events) => startThread(workerUrl, events),
    lost: workerLost,
  });
}

function startThread(workerUrl: URL, events: ThreadEvents): Thread {
  // Not the process's own arguments: a thread needs no loaders, and some flags (--input-type) it must not have.
  const worker = new Worker(workerUrl, { execArgv: [] });
  worker.on('message', events.onReply);
  worker.on('error', events.onLost);
  worker.on('exit', (code) => events.onLost(`exit code ${code}`));
  // A thread that waits for work does not keep the process alive.
  worker.unref();
  return {
    post: (request, transfer) => worker.postMessage(request, transfer),
    async terminate() {
      await worker.terminate();
    },
    hold: () => worker.ref(),
    release: () => worker.unref(),
  };
}

/** The error for a thread that ended before its work did. */
export function workerLost(cause: unknown): HostError {
  return threadLost(cause, {
    place: 'worker thread',
    remedy: 'Free some memory, use fewer --jobs or a smaller --max-memory, and report it if it happens again',
  });
}
