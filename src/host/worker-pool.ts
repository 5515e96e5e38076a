/** The chunk executor of every host: separates several chunks at the same time, each in a thread that the host starts. */

import type { Stems } from '../audio/index.ts';
import type { ChunkExecutor } from '../separate/index.ts';
import { HostError, unpackError } from '../util/index.ts';
import { buffersOf, type ChunkReply, type ChunkRequest, type WorkerSetup } from './chunk-message.ts';

/** A pool of threads. */
export interface WorkerPool extends ChunkExecutor {
  /** Ends threads that have nothing to do, and so frees their memory; they start again with the next chunk. */
  rest(): Promise<void>;
  /** Ends all threads; work in progress is given up. */
  close(): Promise<void>;
}

/** A thread of the host: a worker thread of Node, a web worker. It answers each request with one reply. */
export interface Thread {
  /** Sends a request, and with it the buffers in `transfer`. */
  post(request: ChunkRequest, transfer: ArrayBuffer[]): void;
  /** Ends the thread at once, whatever it is doing; resolves when it has ended. */
  terminate(): Promise<void>;
  /** The thread has work now: the process must live until it is done. */
  hold(): void;
  /** The thread has no work: it may not keep the process alive. */
  release(): void;
}

/** What a thread tells its pool. */
export interface ThreadEvents {
  onReply(reply: ChunkReply): void;
  /** The thread has ended. May be told more than once, and of a thread that was told to end. */
  onLost(cause: unknown): void;
}

/** Options of {@link createWorkerPool}. */
export interface WorkerPoolOptions {
  /** The most threads. */
  readonly jobs: number;
  readonly setup: WorkerSetup;
  /** Threads to start at once; the others start with the chunks that need them. Default 0. */
  readonly startNow?: number;
  /** Starts a thread that holds nothing yet. What it throws is thrown for the chunk that needed the thread. */
  start(events: ThreadEvents): Thread;
  /** The error of a chunk whose thread ended before its work did. */
  lost(cause: unknown): Error;
}

interface Job {
  readonly request: ChunkRequest;
  readonly signal: AbortSignal | undefined;
  resolve(stems: Stems): void;
  reject(reason: unknown): void;
}

const closing = 'a pool that was closed';

/**
 * Threads that run the separator of `setup`. An abort of a chunk's signal ends the thread that works on it at once, however
 * long the chunk would have taken. The results are those of a call in place, bit for bit.
 */
export function createWorkerPool({ jobs, setup, startNow = 0, start, lost }: WorkerPoolOptions): WorkerPool {
  const queue: Job[] = [];
  const idle: Thread[] = [];
  const busy = new Map<Thread, Job>();
  let isClosed = false;

  function startThread(): Thread {
    const thread = start({
      onReply(reply) {
        const job = busy.get(thread);
        if (job === undefined) return;
        busy.delete(thread);
        thread.release();
        idle.push(thread);
        if (reply.ok) job.resolve(reply.stems);
        else job.reject(unpackError(reply.error));
        next();
      },
      onLost: (cause) => lose(thread, cause),
    });
    return thread;
  }

  function lose(thread: Thread, cause: unknown): void {
    remove(idle, thread);
    const job = busy.get(thread);
    if (job === undefined) return;
    busy.delete(thread);
    thread.release();
    job.reject(lost(cause));
    next();
  }

  function next(): void {
    while (!isClosed && queue.length > 0 && busy.size < jobs) {
      const job = queue.shift()!;
      try {
        give(job, idle.pop() ?? startThread());
      } catch (error) {
        job.reject(error);
      }
    }
  }

  function give(job: Job, thread: Thread): void {
    try {
      thread.post(job.request, buffersOf([job.request.chunk]));
    } catch (error) {
      idle.push(thread);
      throw error;
    }
    busy.set(thread, job);
    thread.hold();
  }

  function cancel(job: Job): void {
    remove(queue, job);
    job.reject(job.signal?.reason);
    for (const [thread, current] of busy) if (current === job) void end(thread, job.signal?.reason);
  }

  /** Its place is free when it has ended, not before: there are never more threads than jobs. */
  async function end(thread: Thread, cause: unknown): Promise<void> {
    await thread.terminate();
    lose(thread, cause);
  }

  for (let count = 0; count < startNow; count++) idle.push(startThread());

  return {
    concurrency: jobs,
    async run(chunk, { stems, signal }) {
      signal?.throwIfAborted();
      if (isClosed) throw lost(closing);
      let onAbort: (() => void) | undefined;
      try {
        return await new Promise<Stems>((resolve, reject) => {
          const job: Job = { request: { setup, chunk, stems }, signal, resolve, reject };
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
      await Promise.all(idle.splice(0).map((thread) => thread.terminate()));
    },
    async close() {
      isClosed = true;
      for (const job of queue.splice(0)) job.reject(lost(closing));
      await Promise.all([...idle.splice(0), ...busy.keys()].map((thread) => end(thread, closing)));
    },
  };
}

function remove<T>(list: T[], item: T): void {
  const place = list.indexOf(item);
  if (place >= 0) list.splice(place, 1);
}

/** The error for a thread that ended before its work did: `place` names its kind, `remedy` what its user can do. */
export function threadLost(
  cause: unknown,
  { place, remedy }: { readonly place: string; readonly remedy: string },
): HostError {
  return new HostError({
    place,
    expected: 'a thread that ends its work',
    got: cause instanceof Error ? cause.message : String(cause),
    remedy,
    cause,
  });
}
