/** The chunk executor of the browser: separates several chunks at the same time, each in a web worker. */

import type { Stems } from '../audio/index.ts';
import type { ChunkExecutor } from '../separate/index.ts';
import { HostError, unpackError } from '../util/index.ts';
import { buffersOf, type ChunkRequest, type WorkerReply, type WorkerSetup } from './chunk-message.ts';

/** A pool of web workers. */
export interface WorkerPool extends ChunkExecutor {
  /** Ends all workers; work in progress is given up. */
  close(): void;
}

interface Job {
  readonly request: ChunkRequest;
  resolve(stems: Stems): void;
  reject(reason: unknown): void;
}

/**
 * Up to `jobs` workers that run the named separator, the first of them started now, or `undefined` where the page cannot
 * have workers: its security policy forbids them, or a bundler left their code out. The results are those of a call in
 * place, bit for bit. An abort of a chunk's signal ends its worker at once, however long the chunk would have taken.
 */
export async function createWorkerPool(
  setup: WorkerSetup,
  options: { readonly jobs: number; readonly signal?: AbortSignal },
): Promise<WorkerPool | undefined> {
  const first = await startFirst(options.signal);
  return first === undefined ? undefined : poolOf(setup, { jobs: options.jobs, first });
}

function poolOf(
  setup: WorkerSetup,
  { jobs, first }: { readonly jobs: number; readonly first: Worker },
): WorkerPool {
  const queue: Job[] = [];
  const idle: Worker[] = [first];
  const busy = new Map<Worker, Job>();

  function next(): void {
    while (queue.length > 0 && busy.size < jobs) {
      const job = queue.shift()!;
      const worker = idle.pop() ?? createWorker();
      busy.set(worker, job);
      worker.onmessage = ({ data }: MessageEvent<WorkerReply>) => finish(worker, data);
      worker.onerror = (event) => drop(worker, crashed(event));
      worker.postMessage(job.request, buffersOf([job.request.chunk]));
    }
  }

  function finish(worker: Worker, reply: WorkerReply): void {
    const job = busy.get(worker);
    if (job === undefined || reply.type === 'ready') return;
    busy.delete(worker);
    idle.push(worker);
    if (reply.type === 'stems') job.resolve(reply.stems);
    else job.reject(unpackError(reply.error));
    next();
  }

  function drop(worker: Worker, reason: unknown): void {
    worker.terminate();
    busy.get(worker)?.reject(reason);
    busy.delete(worker);
    next();
  }

  function cancel(job: Job, reason: unknown): void {
    const place = queue.indexOf(job);
    if (place >= 0) queue.splice(place, 1);
    job.reject(reason);
    for (const [worker, current] of busy) if (current === job) drop(worker, reason);
  }

  return {
    concurrency: jobs,
    async run(chunk, { stems, signal }) {
      signal?.throwIfAborted();
      const { promise, job } = newJob({ setup, chunk, stems });
      const abort = () => cancel(job, signal?.reason);
      signal?.addEventListener('abort', abort, { once: true });
      queue.push(job);
      next();
      return await promise.finally(() => signal?.removeEventListener('abort', abort));
    },
    close() {
      queue.length = 0;
      for (const worker of [...idle, ...busy.keys()]) worker.terminate();
    },
  };
}

function newJob(request: ChunkRequest): { readonly promise: Promise<Stems>; readonly job: Job } {
  let settle: Pick<Job, 'resolve' | 'reject'> | undefined;
  const promise = new Promise<Stems>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, job: { request, ...settle! } };
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

function crashed(event: ErrorEvent): HostError {
  return new HostError({
    place: 'web worker',
    expected: 'a worker that separates chunks',
    got: event.message || 'one that ended without a word',
    remedy: 'Use fewer jobs or shorter segments, and report it if it happens again',
    cause: event.error,
  });
}
