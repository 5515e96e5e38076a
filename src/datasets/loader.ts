/**
 * The Loader: examples gathered into batches, some of them ahead of time. Batch n of epoch e is a pure function of (seed, e, n), so that it
 * does not matter who makes it, how many are made at once, and where a run was interrupted.
 */

import { ArgumentError, checkInteger } from '../util/index.ts';
import { type AugmentOptions, augmentBatch, resolveAugment } from './augment.ts';
import { type Batch, packBatch } from './batch.ts';
import { namedRandom } from './draw.ts';
import type { Example, ExampleShape, ExampleSource, SourceReport } from './example.ts';

/** What batches are made of and how. */
export interface BatchOptions {
  /** Examples in a batch. Default 32. */
  readonly batchSize?: number;
  /** Batches of an epoch. Default: one pass over the source, its last incomplete batch left out; needed where that has no end. */
  readonly batchesPerEpoch?: number;
  /** Of draws, order and augmentation. Default 0. */
  readonly seed?: number;
  /** Default: none. */
  readonly augment?: AugmentOptions;
}

/** Options of {@link createLoader}. */
export interface LoaderOptions extends BatchOptions {
  /** Batches made ahead of the one that is asked for. Default 2. */
  readonly prefetch?: number;
}

/** Which part of an epoch. */
export interface EpochOptions {
  /** The first batch, for going on in the middle of an epoch. Default 0. */
  readonly from?: number;
  readonly signal?: AbortSignal;
}

/** A source of batches. */
export interface Loader {
  readonly shape: ExampleShape;
  readonly batchSize: number;
  readonly batchesPerEpoch: number;
  /** The batches of epoch `epoch` in order. The loop may be left early. */
  epoch(epoch: number, options?: EpochOptions): AsyncIterable<Batch>;
  /** What was skipped and what was quiet until now. */
  report(): SourceReport;
  /** Ends threads, where there are any. */
  close(): Promise<void>;
}

/** Makes single batches. */
export interface BatchMaker {
  readonly shape: ExampleShape;
  readonly batchSize: number;
  readonly batchesPerEpoch: number;
  batch(epoch: number, index: number, signal?: AbortSignal): Promise<Batch>;
}

const augmentStream = 4;

/** The batches of a source one by one. Throws ArgumentError for options out of range. */
export function createBatchMaker(source: ExampleSource, options: BatchOptions = {}): BatchMaker {
  const batchSize = checkInteger('batchSize', options.batchSize ?? 32, { min: 1 });
  const seed = checkInteger('seed', options.seed ?? 0);
  const augment = resolveAugment(options.augment);
  const batchesPerEpoch = countBatches(source, { batchSize, asked: options.batchesPerEpoch });
  const { shape } = source;
  return {
    shape,
    batchSize,
    batchesPerEpoch,
    async batch(epoch, index, signal) {
      checkInteger('epoch', epoch, { min: 0 });
      checkInteger('batch', index, { min: 0 });
      const examples: Example[] = [];
      // One after the other: memory is that of one example being read.
      for (let item = 0; item < batchSize; item++) {
        const place = { seed, epoch, position: index * batchSize + item };
        examples.push(await source.example(place, signal === undefined ? {} : { signal }));
      }
      const plain = {
        mixtures: examples.map(({ mixture }) => mixture),
        targets: examples.map(({ targets }) => targets),
      };
      const random = namedRandom(seed, augmentStream, epoch, index);
      const sound =
        augment === undefined
          ? plain
          : augmentBatch(plain, { names: shape.targets, options: augment, random });
      const excerpts = examples.map(({ track, startSample }) => ({ track, startSample }));
      return { ...packBatch(sound, shape), epoch, index, excerpts };
    },
  };
}

/**
 * A loader in this thread: the next batches are read while the present one is worked on, as far as reading waits for disks. Where decoding
 * itself takes long, hosts have loaders with threads of their own.
 *
 * @example
 * const loader = createLoader(source, { batchSize: 8, batchesPerEpoch: 100, seed: 1 });
 * for await (const { mixture, targets } of loader.epoch(0)) await step.run({ mixture, targets });
 */
export function createLoader(source: ExampleSource, options: LoaderOptions = {}): Loader {
  const prefetch = checkInteger('prefetch', options.prefetch ?? 2, { min: 0 });
  const { shape, batchSize, batchesPerEpoch, batch } = createBatchMaker(source, options);
  return {
    shape,
    batchSize,
    batchesPerEpoch,
    epoch(epoch, { from = 0, signal } = {}) {
      let last: Promise<unknown> = Promise.resolve();
      return inOrder({
        from,
        to: batchesPerEpoch,
        ahead: prefetch,
        signal,
        make(index) {
          // One batch at a time, in order: several would not be faster and take more memory.
          const made = last.then(() => batch(epoch, index, signal));
          last = made.catch(() => {});
          return made;
        },
      });
    },
    report: source.report,
    close: async () => {},
  };
}

/** What {@link inOrder} gives out. */
export interface OrderedWork<T> {
  readonly from: number;
  /** One past the last. */
  readonly to: number;
  /** How many are begun ahead of the one that is waited for. */
  readonly ahead: number;
  readonly signal: AbortSignal | undefined;
  make(index: number): Promise<T>;
}

/**
 * Results in order, some of them begun ahead. The first failure ends it. An abort is answered at once, as is leaving the loop: what was begun
 * then goes on by itself and is let go.
 */
export async function* inOrder<T>({ from, to, ahead, signal, make }: OrderedWork<T>): AsyncGenerator<T> {
  const begun: Promise<T>[] = [];
  let next = from;
  for (let index = from; index < to; index++) {
    signal?.throwIfAborted();
    while (next < to && next <= index + ahead) {
      const work = make(next++);
      // Nobody may be waiting for it any more when it fails.
      work.catch(() => {});
      begun.push(work);
    }
    yield await orAborted(begun.shift()!, signal);
  }
}

/**
 * `work`, or the reason of an abort, whichever comes first. Not a `Promise.race` with one promise for the whole epoch: that one would keep the
 * result of every race, and so every batch.
 */
function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function countBatches(
  { exampleCount }: ExampleSource,
  { batchSize, asked }: { readonly batchSize: number; readonly asked: number | undefined },
): number {
  if (asked !== undefined) return checkInteger('batchesPerEpoch', asked, { min: 1 });
  const count = exampleCount === undefined ? 0 : Math.floor(exampleCount / batchSize);
  if (count > 0) return count;
  throw new ArgumentError({
    place: exampleCount === undefined ? 'batchesPerEpoch' : 'batchSize',
    expected:
      exampleCount === undefined ? 'a number: random excerpts have no end' : `at most ${exampleCount}`,
    got: exampleCount === undefined ? 'none' : String(batchSize),
    remedy: 'Say how many batches make an epoch, or take smaller batches',
  });
}
