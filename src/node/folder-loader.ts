/** The loader of Node: batches of excerpts of a folder of tracks, read and decoded in worker threads while the model computes. */

import { Worker } from 'node:worker_threads';
import {
  type Batch,
  type BatchMaker,
  type BatchOptions,
  createAudioFolder,
  createBatchMaker,
  type DrawOptions,
  inOrder,
  type Loader,
  type SourceReport,
} from '../datasets/index.ts';
import { threadLost } from '../host/index.ts';
import { type AuralflowError, checkInteger, type ErrorMessage, unpackError } from '../util/index.ts';
import { canRunWorkers } from './chunk-pool.ts';
import { openTrackExcerpts } from './track-excerpts.ts';

/** What threads and the loader itself make batches of. */
export interface FolderBatchOptions extends DrawOptions, BatchOptions {
  /** Which of `train`, `valid`, `val` and `test`. Default: `train` where there is such a folder, else all tracks. */
  readonly split?: string;
  /** Only the tracks of these names. Default: all. */
  readonly tracks?: readonly string[];
}

/** Options of {@link openFolderLoader}. */
export interface FolderLoaderOptions extends FolderBatchOptions {
  /**
   * Threads that read; 0: none, reading stops the computing. Default 1. They share `cacheBytes`. Threads run compiled code only: where
   * TypeScript is run as it stands there are none.
   */
  readonly workers?: number;
  /** Batches that each thread makes ahead. Default 2. */
  readonly prefetch?: number;
  /** The thread's compiled code. Default: the one beside this file. */
  readonly workerUrl?: URL;
}

/** What a thread is started with. */
export interface LoaderTask {
  readonly path: string;
  readonly options: FolderBatchOptions;
}

/** What a thread is asked. */
export interface BatchRequest {
  readonly epoch: number;
  readonly index: number;
}

/** What a thread answers, in the order of the questions. */
export type BatchReply =
  | {
      readonly ok: true;
      readonly batch: Batch;
      readonly skipped: readonly (readonly [string, ErrorMessage])[];
      readonly quietCount: number;
    }
  | { readonly ok: false; readonly error: ErrorMessage };

/** Batches of the folder `path`, one by one: what a thread does, and the loader itself where it has none. */
export async function openBatchMaker(
  path: string,
  options: FolderBatchOptions,
): Promise<BatchMaker & { report(): SourceReport }> {
  const { split, tracks, cacheBytes } = options;
  const dataset = await openTrackExcerpts(path, {
    ...(split === undefined ? {} : { split }),
    ...(tracks === undefined ? {} : { tracks }),
    ...(cacheBytes === undefined ? {} : { cacheBytes }),
  });
  const source = createAudioFolder(dataset, options);
  return { ...createBatchMaker(source, options), report: source.report };
}

/**
 * A loader of random excerpts of the tracks in the folder `path` (see `createAudioFolder` and `openTrackExcerpts`). With any number of threads
 * its batches are the same, bit for bit. Throws as these two do; an epoch rejects where a track cannot be read, unless such tracks are to
 * be skipped. Close it when done.
 *
 * @example
 * const loader = await openFolderLoader('musdb18hq', { targets: ['vocals'], batchSize: 8, batchesPerEpoch: 100, workers: 2 });
 * for await (const { mixture, targets } of loader.epoch(0)) await step.run({ mixture, targets });
 * await loader.close();
 */
export async function openFolderLoader(path: string, options: FolderLoaderOptions): Promise<Loader> {
  const { workers: asked, prefetch: aheadOf, workerUrl, ...batches } = options;
  const workers = checkInteger('workers', asked ?? 1, { min: 0 });
  const prefetch = checkInteger('prefetch', aheadOf ?? 2, { min: 1 });
  const own = await openBatchMaker(path, batches);
  const { shape, batchSize, batchesPerEpoch } = own;
  const code = workerUrl ?? (canRunWorkers ? new URL('./loader-worker.js', import.meta.url) : undefined);
  const lanes =
    code === undefined
      ? []
      : Array.from({ length: workers }, () => startLane(code, { path, options: sharing(batches, workers) }));

  let queue: Promise<unknown> = Promise.resolve();
  function inPlace(epoch: number, index: number, signal: AbortSignal | undefined): Promise<Batch> {
    const made = queue.then(() => own.batch(epoch, index, signal));
    queue = made.catch(() => {});
    return made;
  }

  return {
    shape,
    batchSize,
    batchesPerEpoch,
    epoch: (epoch, { from = 0, signal } = {}) =>
      inOrder({
        from,
        to: batchesPerEpoch,
        ahead: Math.max(1, lanes.length) * prefetch,
        signal,
        make: (index) =>
          lanes.length === 0
            ? inPlace(epoch, index, signal)
            : // In turn: with a thread more or less, another one makes a batch, but it is the same batch.
              lanes[index % lanes.length]!.ask({ epoch, index }),
      }),
    report: () => merged([own.report(), ...lanes.map((lane) => lane.report())]),
    async close() {
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  };
}

const defaultCacheBytes = 512 * 2 ** 20;

/** Threads share what may be kept in memory. */
function sharing(options: FolderBatchOptions, workers: number): FolderBatchOptions {
  return { ...options, cacheBytes: (options.cacheBytes ?? defaultCacheBytes) / Math.max(1, workers) };
}

/** A thread and the questions that it has not answered yet. */
interface Lane {
  ask(request: BatchRequest): Promise<Batch>;
  report(): SourceReport;
  close(): Promise<void>;
}

interface Waiting {
  resolve(batch: Batch): void;
  reject(error: unknown): void;
}

function startLane(code: URL, task: LoaderTask): Lane {
  const thread = new Worker(code, { workerData: task, execArgv: [] });
  const waiting: Waiting[] = [];
  const skipped = new Map<string, AuralflowError>();
  let quietCount = 0;
  let lost: unknown;
  let isClosing = false;

  function answer(): Waiting | undefined {
    const next = waiting.shift();
    // Its end is waited for: a last answer must not let the process go before it.
    if (waiting.length === 0 && !isClosing) thread.unref();
    return next;
  }
  function lose(cause: unknown): void {
    lost ??= threadLost(cause, {
      place: 'loader worker thread',
      remedy: 'Free some memory, or load with fewer workers',
    });
    while (waiting.length > 0) answer()?.reject(lost);
  }
  thread.on('message', (reply: BatchReply) => {
    if (!reply.ok) {
      answer()?.reject(unpackError(reply.error));
      return;
    }
    for (const [track, error] of reply.skipped) skipped.set(track, unpackError(error) as AuralflowError);
    quietCount = reply.quietCount;
    answer()?.resolve(reply.batch);
  });
  thread.on('error', lose);
  thread.on('exit', (exitCode) => lose(`exit code ${exitCode}`));
  // A thread that waits for questions does not keep the process alive.
  thread.unref();
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        if (lost !== undefined) {
          reject(lost);
          return;
        }
        waiting.push({ resolve, reject });
        thread.ref();
        thread.postMessage(request);
      }),
    report: () => ({ skipped, quietCount }),
    async close() {
      isClosing = true;
      await thread.terminate();
    },
  };
}

function merged(reports: readonly SourceReport[]): SourceReport {
  return {
    skipped: new Map(reports.flatMap(({ skipped }) => [...skipped])),
    quietCount: reports.reduce((sum, report) => sum + report.quietCount, 0),
  };
}
