/** What a host must be able to do so that the journey from any song to its stems can be written once for all hosts. */

import type { WorkerSetup } from './chunk-message.ts';
import type { MemoryCosts } from './memory-shares.ts';
import type { OpenedInput, OpenInputOptions } from './open-input.ts';
import type { WorkerPool } from './worker-pool.ts';

/** What threads can be had for: the means of a host to separate chunks at the same time. */
export interface ThreadHost {
  /** Processor cores that the host lets us use. */
  cores(): number;
  /** Threads that run a named separator, or `undefined` where the host cannot have any: chunks are then separated in place. */
  makePool(request: PoolRequest): Promise<WorkerPool | undefined>;
}

/** Which threads are wanted. */
export interface PoolRequest {
  readonly jobs: number;
  readonly setup: WorkerSetup;
  /** Ends the wait for the first thread; rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** A host whose songs are of the type `Input`. */
export interface Host<Input> extends ThreadHost {
  /** Opens a song. Throws HostError, FormatError, LimitError, and ArgumentError for what is no song. */
  openInput(input: Input, options: OpenInputOptions): Promise<OpenedInput>;
  /** What counts against an allowance of memory besides decoding and separating. */
  readonly memoryCosts: MemoryCosts;
}
