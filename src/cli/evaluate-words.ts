/** The words of `evaluate` and `metrics` as options of the library. */

import type { EvaluateOptions } from '../node/index.ts';
import { parseList, parseNumber } from './parse.ts';

/** Options as commander gives them. */
export interface EvaluateWords {
  readonly metrics: string;
  readonly stems?: string;
  readonly reference: readonly string[];
  readonly split?: string;
  readonly tracks: readonly string[];
  readonly limit?: string;
  readonly jobs?: string;
  readonly force?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** Throws ArgumentError, naming the option, for a value that cannot be. */
export function evaluateOptions(
  words: EvaluateWords,
): Omit<EvaluateOptions, 'separators' | 'dataset' | 'out' | 'signal' | 'onEvent'> {
  const { stems, split, limit, jobs, tracks } = words;
  return {
    metrics: parseList('--metrics', words.metrics),
    equations: words.reference,
    force: words.force ?? false,
    ...(stems === undefined ? {} : { stems: parseList('--stems', stems) }),
    ...(split === undefined ? {} : { split }),
    ...(tracks.length === 0 ? {} : { tracks }),
    ...(limit === undefined ? {} : { limit: parseNumber('--limit', limit, { min: 1, integer: true }) }),
    ...(jobs === undefined ? {} : { jobs: parseNumber('--jobs', jobs, { min: 1, max: 64, integer: true }) }),
  };
}
