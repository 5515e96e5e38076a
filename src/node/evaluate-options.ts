/** What `evaluate` is told, and what it tells. */

import type { TrackFailure, TrackScores } from '../evaluate/index.ts';
import type { Progress } from '../util/index.ts';
import type { EstimateSource } from './estimate-source.ts';
import type { TrackFoldersOptions } from './track-folders.ts';

/** Options of `evaluate`. */
export interface EvaluateOptions extends TrackFoldersOptions {
  /**
   * Who is measured: names of separators and oracles (`'hpss'`, `'hpss:kernel=17'`, `'oracle-irm'`), model folders (`'my_model'`, `'my_model:checkpoint=latest'`),
   * folders of existing estimates (`'separated/'`), or sources with a label of their own.
   */
  readonly separators: readonly (string | EstimateSource)[];
  /** The folder of the data set: a folder per track, a file per stem. */
  readonly dataset: string;
  /** Where results are written, and taken up from. Default: nowhere. */
  readonly out?: string;
  /** With `out`: also keep the sound of the best and the worst places, for a report. Default false: it costs a little time and space. */
  readonly excerpts?: boolean;
  /** Names of metrics. Default `['bss-eval', 'si-sdr']`: what papers report. */
  readonly metrics?: readonly string[];
  /** What estimates are compared with where names do not say it: `'percussive = drums'`. Default none. */
  readonly equations?: readonly string[];
  /** Only tracks whose name holds one of these. Default: all. */
  readonly tracks?: readonly string[];
  /** Only so many tracks, from the first. Default: all. */
  readonly limit?: number;
  /** Tracks measured at the same time, each in a thread of its own. Default: one per core, at most 4. */
  readonly jobs?: number;
  /** Measure again what an earlier run has measured already. Default false. */
  readonly force?: boolean;
  /** Aborting it rejects with its reason; what is done is kept. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: EvaluateEvent) => void;
}

/** What happens during a run. `index` counts pairs of track and separator from 0. */
export type EvaluateEvent =
  | {
      readonly type: 'start';
      readonly dataset: string;
      readonly separators: readonly string[];
      readonly tracks: number;
      readonly total: number;
    }
  | ({
      readonly type: 'progress';
      readonly index: number;
      readonly track: string;
      readonly separator: string;
    } & Progress)
  | { readonly type: 'done'; readonly index: number; readonly scores: TrackScores }
  /** Taken from an earlier run. */
  | { readonly type: 'kept'; readonly index: number; readonly scores: TrackScores }
  | ({ readonly type: 'failed'; readonly index: number; readonly error: Error } & TrackFailure)
  | { readonly type: 'end'; readonly done: number; readonly kept: number; readonly failed: number };
