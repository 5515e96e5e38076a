/** From a name (or a Separator) to what runs it in Node: the separator and, for a name, threads to run it in. */

import { availableParallelism } from 'node:os';
import type { Separator } from '../audio/index.ts';
import { checkInteger } from '../util/index.ts';
import { createSeparator } from '../zoo/index.ts';
import { type ChunkPool, canRunWorkers, createChunkPool } from './chunk-pool.ts';

/** What a separation is done with. */
export interface SeparatorChoice {
  /** A name from `separatorNames()`, or a Separator of your own. Default `'hpss-vocals'`. */
  readonly separator?: string | Separator;
  /** Options of the named separator, see `separatorOptions()`. */
  readonly separatorOptions?: Readonly<Record<string, unknown>>;
  /**
   * Worker threads that chunks are separated in. Default: one per core, at most 4: beyond that, decoding and writing
   * (one thread) set the pace, while every job takes the memory of a chunk more. A Separator of your own runs in place.
   */
  readonly jobs?: number;
}

/** A separator that is ready to run. */
export interface PreparedSeparator {
  readonly separator: Separator;
  readonly separatorOptions: Readonly<Record<string, unknown>>;
  /** Threads, or `undefined` where chunks are separated in place. */
  readonly executor: ChunkPool | undefined;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** The separator that asks for no weights and gives what most people come for: vocals, drums, other. */
export const defaultSeparator = 'hpss-vocals';

const mostJobs = 4;

/** Makes ready what `choice` names. Throws ArgumentError for unknown names and impossible options. */
export function prepareSeparator(choice: SeparatorChoice): PreparedSeparator {
  const { separator = defaultSeparator, separatorOptions = {} } = choice;
  const jobs = checkInteger('jobs', choice.jobs ?? Math.min(availableParallelism(), mostJobs), {
    min: 1,
    max: 256,
  });
  if (typeof separator !== 'string') {
    return { separator, separatorOptions: {}, executor: undefined, close: async () => {} };
  }
  const made = createSeparator(separator, separatorOptions);
  if (!canRunWorkers) {
    return { separator: made, separatorOptions, executor: undefined, close: async () => {} };
  }
  const pool = createChunkPool({ separator, separatorOptions, jobs });
  return { separator: made, separatorOptions, executor: pool, close: () => pool.close() };
}
