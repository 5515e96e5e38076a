/** From a name (or a Separator) to what runs it in the browser: the separator and, for a name, workers to run it in. */

import type { Separator } from '../audio/index.ts';
import type { ChunkExecutor } from '../separate/index.ts';
import { checkInteger } from '../util/index.ts';
import { createSeparator } from '../zoo/index.ts';
import { createWorkerPool } from './worker-pool.ts';

/** What a separation is done with. */
export interface SeparatorChoice {
  /** A name from `separatorNames()`, or a Separator of your own. Default `'hpss-vocals'`. */
  readonly separator?: string | Separator;
  /** Options of the named separator, see `describeSeparators()`. */
  readonly separatorOptions?: Readonly<Record<string, unknown>>;
  /**
   * Web workers that chunks are separated in. Default: one per core, at most 4. 0: none; the page's own thread works, with a
   * pause for the page after every chunk. A Separator of your own, and a page that cannot have workers, run in place too.
   */
  readonly jobs?: number;
}

/** A separator that is ready to run. */
export interface PreparedSeparator {
  readonly separator: Separator;
  /** Workers, or `undefined` where chunks are separated in place. */
  readonly executor: ChunkExecutor | undefined;
  /** Ends the workers. */
  close(): void;
}

const defaultSeparator = 'hpss-vocals';
const mostJobs = 4;

/** Makes ready what `choice` names. Throws ArgumentError for unknown names and impossible options. */
export async function prepareSeparator(
  choice: SeparatorChoice,
  options: { readonly signal?: AbortSignal } = {},
): Promise<PreparedSeparator> {
  const { separator = defaultSeparator, separatorOptions = {} } = choice;
  const cores = navigator.hardwareConcurrency || 1;
  const jobs = checkInteger('jobs', choice.jobs ?? Math.min(cores, mostJobs), { min: 0, max: 64 });
  if (typeof separator !== 'string') return inPlace(separator);
  const made = createSeparator(separator, separatorOptions);
  if (jobs === 0) return inPlace(made);
  const pool = await createWorkerPool({ separator, separatorOptions }, { jobs, ...options });
  return pool === undefined ? inPlace(made) : { separator: made, executor: pool, close: () => pool.close() };
}

function inPlace(separator: Separator): PreparedSeparator {
  return { separator, executor: undefined, close: () => {} };
}
