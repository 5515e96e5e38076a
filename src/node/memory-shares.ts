/** How an allowance of memory is shared out between what stands anyway, decoding, and the separation. */

import type { AudioStream } from '../audio/index.ts';
import {
  type ChunkExecutor,
  type SeparateOptions,
  type SeparationStream,
  separateStream,
} from '../separate/index.ts';
import { LimitError } from '../util/index.ts';

/**
 * What the process takes with the identity separator and pieces of a second, resident, measured with Node 20 on Linux:
 * 159 MB with one thread, 185 MB with two; a thread that runs median filters takes up to 40 MB besides its chunk.
 */
const processBytes = 135e6;
const threadBytes = 40e6;

/** A fifth of what is left goes to the decoder, which mostly needs far less. */
const decodeShare = 0.2;

/** What decoding may take of `maxMemoryBytes`; `undefined` for no limit. */
export function decodeBytes(maxMemoryBytes: number | undefined): number | undefined {
  return maxMemoryBytes === undefined ? undefined : Math.max(1e6, leftBytes(maxMemoryBytes, 1) * decodeShare);
}

/** What the separation may take: above 0 even if nothing is left, so that the engine's refusal tells what is needed. */
export function engineBytes(maxMemoryBytes: number, threads: number): number {
  return Math.max(1, Math.floor(leftBytes(maxMemoryBytes, threads) * (1 - decodeShare)));
}

/**
 * `separateStream` within `options.maxMemoryBytes` for the whole process: with as many of the executor's threads as fit, the
 * segments made shorter first. Throws LimitError where even one thread is too much.
 */
export function separateWithin(input: AudioStream, options: SeparateOptions): SeparationStream {
  const { maxMemoryBytes, executor } = options;
  if (maxMemoryBytes === undefined) return separateStream(input, options);
  for (let threads = executor?.concurrency ?? 0; ; threads--) {
    try {
      const limited = { ...options, maxMemoryBytes: engineBytes(maxMemoryBytes, threads) };
      if (executor === undefined) return separateStream(input, limited);
      return separateStream(input, { ...limited, executor: withConcurrency(executor, threads) });
    } catch (error) {
      if (!(error instanceof LimitError)) throw error;
      if (threads <= 1) throw explained(error, { maxMemoryBytes, threads });
    }
  }
}

function leftBytes(maxMemoryBytes: number, threads: number): number {
  return maxMemoryBytes - processBytes - threads * threadBytes;
}

function withConcurrency(executor: ChunkExecutor, concurrency: number): ChunkExecutor {
  return { concurrency, run: (chunk, options) => executor.run(chunk, options) };
}

/** The engine speaks of its share alone; the user needs the whole sum. */
function explained(
  error: LimitError,
  { maxMemoryBytes, threads }: { readonly maxMemoryBytes: number; readonly threads: number },
): LimitError {
  const needed = Number(/at least (\d+) bytes/.exec(error.expected)?.[1] ?? Number.NaN);
  const total = needed / (1 - decodeShare) + processBytes + threads * threadBytes;
  if (!Number.isFinite(total)) return error;
  return new LimitError({
    place: error.place,
    expected: `at least ${Math.ceil(total / 1e6)} MB for the whole process with this separator and these settings`,
    got: `${Math.floor(maxMemoryBytes / 1e6)} MB`,
    remedy: 'Allow that much, or choose another separator',
    cause: error,
  });
}
