/** From a name (or a Separator) to what runs it: the separator and, for a name, threads of the host to run it in. */

import type { Separator } from '../audio/index.ts';
import { type PhaseMethod, refinePhase } from '../decompose/index.ts';
import { checkInteger } from '../util/index.ts';
import { createSeparator } from '../zoo/index.ts';
import type { ThreadHost } from './host.ts';
import type { WorkerPool } from './worker-pool.ts';

/** What a separation is done with. */
export interface SeparatorChoice {
  /** A name from `separatorNames()`, or a Separator of your own. Default `'hpss-vocals'`. */
  readonly separator?: string | Separator;
  /**
   * Options of the named separator, see `describeSeparators()`. Of a Separator of your own: what its results depend on, for manifests and for taking up
   * interrupted work.
   */
  readonly separatorOptions?: Readonly<Record<string, unknown>>;
  /**
   * Where the phases of the stems come from, see `refinePhase`. Default `'mixture'`: as the separator gives them. More of its options go with those of a
   * named separator: `phaseFftSize`, `phaseHopSize`, `phaseConsistency`.
   */
  readonly phase?: PhaseMethod;
  /** Rounds of the search for phases. Default: the method's. */
  readonly phaseIterations?: number;
  /**
   * Threads that chunks are separated in: worker threads of Node, web workers of a page. Default: one per core, at most 4:
   * beyond that, decoding and writing (one thread) set the pace, while every job takes the memory of a chunk more. 0: none;
   * the calling thread works, with a pause after every chunk in which a page can react. A Separator of your own, and a host
   * that cannot have threads, run in place too. The result is the same with any number.
   */
  readonly jobs?: number;
}

/** A separator that is ready to run. */
export interface PreparedSeparator {
  readonly separator: Separator;
  /** Those of the named separator, or what the caller says of their own. */
  readonly separatorOptions: Readonly<Record<string, unknown>>;
  /** Threads, or `undefined` where chunks are separated in place. */
  readonly executor: WorkerPool | undefined;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** The separator that asks for no weights and gives what most people come for: vocals, drums, other. */
export const defaultSeparator = 'hpss-vocals';

const mostDefaultJobs = 4;
const mostJobs = 256;

/** Makes ready what `choice` names. Throws ArgumentError for unknown names and impossible options, and the signal's reason. */
export async function prepareSeparator(
  host: ThreadHost,
  choice: SeparatorChoice & { readonly signal?: AbortSignal },
): Promise<PreparedSeparator> {
  const { separator = defaultSeparator, signal } = choice;
  const separatorOptions = { ...choice.separatorOptions, ...phaseOf(choice) };
  const wanted = choice.jobs ?? Math.min(host.cores(), mostDefaultJobs);
  const jobs = checkInteger('jobs', wanted, { min: 0, max: mostJobs });
  if (typeof separator !== 'string') {
    return prepared(refined(separator, choice), separatorOptions, undefined);
  }
  const made = createSeparator(separator, separatorOptions);
  if (jobs === 0) return prepared(made, separatorOptions, undefined);
  const setup = { separator, separatorOptions };
  const pool = await host.makePool({ jobs, setup, ...(signal === undefined ? {} : { signal }) });
  return prepared(made, separatorOptions, pool);
}

/** What the choice says of phases, for manifests and for threads, which make the separator anew. */
function phaseOf({ phase, phaseIterations }: SeparatorChoice): Readonly<Record<string, unknown>> {
  return {
    ...(phase === undefined ? {} : { phase }),
    ...(phaseIterations === undefined ? {} : { phaseIterations }),
  };
}

function refined(separator: Separator, { phase = 'mixture', phaseIterations }: SeparatorChoice): Separator {
  return refinePhase(separator, {
    phase,
    ...(phaseIterations === undefined ? {} : { iterations: phaseIterations }),
  });
}

function prepared(
  separator: Separator,
  separatorOptions: PreparedSeparator['separatorOptions'],
  executor: WorkerPool | undefined,
): PreparedSeparator {
  return { separator, separatorOptions, executor, close: async () => await executor?.close() };
}
