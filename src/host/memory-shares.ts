/** How an allowance of memory is shared out between what stands anyway, decoding, and the separation. */

import type { AudioStream } from '../audio/index.ts';
import {
  type ChunkExecutor,
  type SeparateOptions,
  type SeparationStream,
  separateStream,
} from '../separate/index.ts';
import { LimitError } from '../util/index.ts';

/** What a host takes before anything is separated, where that counts against the allowance; in bytes. */
export interface MemoryCosts {
  /** The process itself. */
  readonly processBytes: number;
  /** Each thread, besides its chunk. */
  readonly threadBytes: number;
}

/** A fifth of what is left goes to the decoder, which mostly needs far less. */
const decodeShare = 0.2;

/** Less than this no decoder can do with, and the separation's refusal tells more. */
const leastDecodeBytes = 1e6;

/** What decoding may take of `maxMemoryBytes`; `undefined` for no limit. */
export function decodeBytes(maxMemoryBytes: number | undefined, costs: MemoryCosts): number | undefined {
  if (maxMemoryBytes === undefined) return undefined;
  return Math.max(leastDecodeBytes, (maxMemoryBytes - standingBytes(costs, 1)) * decodeShare);
}

/** `separateStream` within `options.maxMemoryBytes` for everything that `costs` counts, see {@link fitMemory}. */
export function separateWithin(
  input: AudioStream,
  options: SeparateOptions,
  costs: MemoryCosts,
): SeparationStream {
  return separateStream(input, fitMemory(input, options, costs));
}

/**
 * The options with which `input` is separated within `options.maxMemoryBytes`: the engine's share of it, and as many of the
 * executor's threads as fit, the segments made shorter first. Throws LimitError where even one thread is too much.
 */
export function fitMemory<T extends SeparateOptions>(input: AudioStream, options: T, costs: MemoryCosts): T {
  const { maxMemoryBytes, executor } = options;
  if (maxMemoryBytes === undefined) return options;
  for (let threads = executor?.concurrency ?? 0; ; threads--) {
    const standing = standingBytes(costs, threads);
    const fitted: T = {
      ...options,
      // Above 0 even if nothing is left, so that the engine's refusal tells what is needed.
      maxMemoryBytes: Math.max(1, Math.floor((maxMemoryBytes - standing) * (1 - decodeShare))),
      ...(executor === undefined ? {} : { executor: withConcurrency(executor, threads) }),
    };
    try {
      // Planning reads nothing and takes no time; it is what knows whether the plan fits.
      separateStream(input, fitted);
      return fitted;
    } catch (error) {
      if (!(error instanceof LimitError)) throw error;
      if (threads <= 1) throw explained(error, { maxMemoryBytes, standing });
    }
  }
}

function standingBytes({ processBytes, threadBytes }: MemoryCosts, threads: number): number {
  return processBytes + threads * threadBytes;
}

function withConcurrency(executor: ChunkExecutor, concurrency: number): ChunkExecutor {
  return { concurrency, run: (chunk, options) => executor.run(chunk, options) };
}

/** The engine speaks of its share alone; the user needs the whole sum. */
function explained(
  error: LimitError,
  { maxMemoryBytes, standing }: { readonly maxMemoryBytes: number; readonly standing: number },
): LimitError {
  if (error.neededBytes === undefined) return error;
  const neededBytes = Math.ceil(error.neededBytes / (1 - decodeShare) + standing);
  return new LimitError({
    place: error.place,
    expected: `at least ${Math.ceil(neededBytes / 1e6)} MB in all with this separator and these settings`,
    got: `${Math.floor(maxMemoryBytes / 1e6)} MB`,
    remedy: 'Allow that much, choose another separator, or separate a shorter excerpt',
    neededBytes,
    cause: error,
  });
}
