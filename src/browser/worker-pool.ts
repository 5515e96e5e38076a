/** The threads of the browser for the pool of the hosts: web workers, where a page can have them. */

import {
  createWorkerPool,
  type PoolRequest,
  type Thread,
  type ThreadEvents,
  threadLost,
  type WorkerPool,
} from '../host/index.ts';
import { type WorkerMessage, workerReady } from './worker-ready.ts';

/**
 * Up to `jobs` workers that run the named separator, the first of them started now, or `undefined` where the page cannot
 * have workers: its security policy forbids them, or a bundler left their code out. The results are those of a call in
 * place, bit for bit. An abort of a chunk's signal ends its worker at once, however long the chunk would have taken.
 */
export async function openWorkerPool({ jobs, setup, signal }: PoolRequest): Promise<WorkerPool | undefined> {
  let first = await startFirst(signal);
  if (first === undefined) return undefined;
  return createWorkerPool({
    jobs,
    setup,
    startNow: 1,
    start(events) {
      const worker = first ?? createWorker();
      first = undefined;
      return threadOf(worker, events);
    },
    lost: (cause) =>
      threadLost(cause, {
        place: 'web worker',
        remedy: 'Use fewer jobs or shorter segments, and report it if it happens again',
      }),
  });
}

function threadOf(worker: Worker, events: ThreadEvents): Thread {
  worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
    if (data !== workerReady) events.onReply(data);
  };
  worker.onerror = ({ message, error }) => {
    // An error that nothing caught leaves the worker running, in an unknown state.
    worker.terminate();
    events.onLost(new Error(message || 'one that ended without a word', { cause: error }));
  };
  return {
    post: (request, transfer) => worker.postMessage(request, transfer),
    terminate: async () => worker.terminate(),
    // A page lives as long as it is open, whatever its workers do.
    hold: () => {},
    release: () => {},
  };
}

/** Bundlers look for exactly this expression to find the worker's code. */
function createWorker(): Worker {
  return new Worker(new URL('./chunk-worker.js', import.meta.url), { type: 'module' });
}

/** A worker that has said that it runs; `undefined` if none does. */
async function startFirst(signal: AbortSignal | undefined): Promise<Worker | undefined> {
  let worker: Worker;
  try {
    worker = createWorker();
  } catch {
    return undefined;
  }
  const runs = await new Promise<boolean>((resolve) => {
    worker.onmessage = () => resolve(true);
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(false);
    };
    signal?.addEventListener('abort', () => resolve(false), { once: true });
  });
  if (runs) return worker;
  worker.terminate();
  signal?.throwIfAborted();
  return undefined;
}
