/**
 * The evaluation journey in Node: separators × tracks × metrics, several tracks at the same time, each result on the disk as soon as
 * it is there. A track that fails does not stop the rest.
 */

import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { Evaluation, TrackFailure, TrackScores } from '../evaluate/index.ts';
import { findMetric, type Metric } from '../metrics/index.ts';
import { ArgumentError, checkInteger, type Progress } from '../util/index.ts';
import { canRunWorkers } from './chunk-pool.ts';
import { hashValue } from './content-hash.ts';
import { type EstimateSource, estimateFiles, estimateSource } from './estimate-source.ts';
import { readScores, type ScorePlace, writeScores } from './evaluation-store.ts';
import { type EvaluationTask, runEvaluationTask } from './evaluation-task.ts';
import { packageVersion } from './package-version.ts';
import { runInThread, type TaskWatch } from './task-thread.ts';
import { type FolderTrack, openTrackFolders, type TrackFoldersOptions } from './track-folders.ts';

/** Options of {@link evaluate}. */
export interface EvaluateOptions extends TrackFoldersOptions {
  /**
   * Who is measured: names of separators and oracles (`'hpss'`, `'hpss:kernel=17'`, `'oracle-irm'`), folders of existing estimates
   * (`'separated/'`), or sources with a label of their own.
   */
  readonly separators: readonly (string | EstimateSource)[];
  /** The folder of the data set: a folder per track, a file per stem. */
  readonly dataset: string;
  /** Where results are written, and taken up from. Default: nowhere. */
  readonly out?: string;
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

const mostDefaultJobs = 4;
const mostJobs = 64;

/**
 * Measures separators on a data set. With `out`, every track's scores are written as soon as they are there, and a second run
 * measures only what is missing or has changed. Returns all scores and the tracks that failed; `writeEvaluation` makes tables
 * and a report of them.
 *
 * Throws ArgumentError for unknown separators, metrics, options or equations, before anything is measured; HostError where the
 * data set cannot be read or results cannot be written.
 *
 * @example
 * const { tracks } = await evaluate({ separators: ['hpss-vocals', 'oracle-irm'], dataset: 'musdb18/', out: 'evaluation' });
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { signal, force = false } = options;
  const emit = options.onEvent ?? (() => {});
  const plan = await planEvaluation(options);
  const { pairs, metrics } = plan;
  const results: (TrackScores | undefined)[] = pairs.map(() => undefined);
  const failures: (TrackFailure | undefined)[] = pairs.map(() => undefined);
  const counts = { done: 0, kept: 0, failed: 0 };
  emit({
    type: 'start',
    dataset: plan.dataset,
    separators: plan.sources.map(({ label }) => label),
    tracks: plan.trackCount,
    total: pairs.length,
  });

  async function measure(index: number): Promise<void> {
    const { task, track } = pairs[index]!;
    const names = { track: track.name, separator: task.source.label };
    try {
      const fingerprint = await fingerprintOf(task, track);
      const place = plan.out === undefined ? undefined : { out: plan.out, ...names };
      const kept = place === undefined || force ? undefined : await readScores(place, fingerprint);
      const scores =
        kept ??
        (await run(task, {
          signal,
          onProgress: (progress) => emit({ type: 'progress', index, ...names, ...progress }),
        }));
      results[index] = scores;
      if (kept === undefined && place !== undefined) await store(place, { fingerprint, scores, metrics });
      counts[kept === undefined ? 'done' : 'kept']++;
      emit({ type: kept === undefined ? 'done' : 'kept', index, scores });
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      const cause = error instanceof Error ? error : new Error(String(error));
      failures[index] = { ...names, message: cause.message };
      counts.failed++;
      emit({ type: 'failed', index, error: cause, ...names, message: cause.message });
    }
  }

  let next = 0;
  async function work(): Promise<void> {
    while (next < pairs.length) {
      signal?.throwIfAborted();
      await measure(next++);
    }
  }
  await Promise.all(Array.from({ length: Math.min(plan.jobs, pairs.length) }, work));
  const evaluation = summary(plan, { results, failures });
  emit({ type: 'end', ...counts });
  return evaluation;
}

/** One track with one separator. */
interface Pair {
  readonly task: EvaluationTask;
  readonly track: FolderTrack;
}

interface EvaluationPlan {
  readonly dataset: string;
  readonly trackCount: number;
  readonly sources: readonly EstimateSource[];
  readonly metrics: readonly Metric[];
  /** Track by track, so that the first results compare all separators. */
  readonly pairs: readonly Pair[];
  readonly jobs: number;
  readonly out: string | undefined;
}

async function planEvaluation(options: EvaluateOptions): Promise<EvaluationPlan> {
  const { separators, split, stems, equations = [], metrics: names = ['bss-eval', 'si-sdr'] } = options;
  const jobs = checkInteger('jobs', options.jobs ?? Math.min(availableParallelism(), mostDefaultJobs), {
    min: 1,
    max: mostJobs,
  });
  const metrics = names.map(findMetric);
  const sources = await Promise.all(separators.map(estimateSource));
  checkLabels(sources.map(({ label }) => label));
  const folder = { ...(split === undefined ? {} : { split }), ...(stems === undefined ? {} : { stems }) };
  const dataset = await openTrackFolders(options.dataset, folder);
  const tracks = chosenTracks(dataset.tracks, options);
  const pairs = tracks.flatMap((track) =>
    sources.map((source): Pair => {
      const path = resolve(options.dataset);
      return {
        track,
        task: { dataset: { path, ...folder }, track: track.name, source, metrics: names, equations },
      };
    }),
  );
  return {
    dataset: dataset.name,
    trackCount: tracks.length,
    sources,
    metrics,
    pairs,
    jobs,
    out: options.out === undefined ? undefined : resolve(options.out),
  };
}

function chosenTracks(
  all: readonly FolderTrack[],
  { tracks, limit }: Pick<EvaluateOptions, 'tracks' | 'limit'>,
): readonly FolderTrack[] {
  const named = all.filter(({ name }) => tracks?.some((part) => name.includes(part)) ?? true);
  if (named.length === 0) {
    throw new ArgumentError({
      place: 'tracks',
      expected: `part of a track's name (${all
        .slice(0, 3)
        .map(({ name }) => name)
        .join(', ')}, …)`,
      got: tracks!.join(', '),
      remedy: 'Leave the choice of tracks out, or correct it',
    });
  }
  return limit === undefined ? named : named.slice(0, checkInteger('limit', limit, { min: 1 }));
}

function checkLabels(labels: readonly string[]): void {
  const twice = labels.find((label, n) => labels.indexOf(label) < n);
  if (labels.length > 0 && twice === undefined) return;
  throw new ArgumentError({
    place: 'separators',
    expected: 'at least one, each with a label of its own',
    got: twice === undefined ? 'none' : `${twice} twice`,
    remedy: twice === undefined ? 'Name a separator or a folder of estimates' : 'Label it: mine=folder/',
  });
}

/** In a thread where the compiled code is there; else here. */
async function run(task: EvaluationTask, watch: TaskWatch<Progress>): Promise<TrackScores> {
  return canRunWorkers
    ? await runInThread('./evaluation-worker.js', task, watch)
    : await runEvaluationTask(task, watch);
}

async function store(
  place: ScorePlace,
  {
    fingerprint,
    scores,
    metrics,
  }: { readonly fingerprint: string; readonly scores: TrackScores; readonly metrics: readonly Metric[] },
): Promise<void> {
  await writeScores(place, {
    fingerprint,
    scores,
    grid: metrics.find(({ name }) => name === 'bss-eval')?.frames,
  });
}

/** Of everything that the numbers depend on: versions, settings, and the files with their sizes and times. */
async function fingerprintOf(task: EvaluationTask, track: FolderTrack): Promise<string> {
  const { source, metrics, equations, dataset } = task;
  const estimates = source.kind === 'estimates' ? await estimateFiles(source.folder, track.name) : [];
  const files = await Promise.all(
    [...track.files, ...estimates].map(async (file) => {
      const { size, mtimeMs } = await stat(file);
      return [file, size, mtimeMs];
    }),
  );
  return hashValue({
    version: packageVersion(),
    source,
    metrics,
    equations,
    stems: dataset.stems ?? null,
    files,
  });
}

function summary(
  plan: EvaluationPlan,
  {
    results,
    failures,
  }: {
    readonly results: readonly (TrackScores | undefined)[];
    readonly failures: readonly (TrackFailure | undefined)[];
  },
): Evaluation {
  const tracks = results.filter((result) => result !== undefined);
  return {
    dataset: plan.dataset,
    separators: plan.sources.map(({ label }) => label),
    stems: [...new Set(tracks.flatMap(({ scores }) => Object.keys(scores)))],
    columns: plan.metrics.flatMap(({ scores }) => scores),
    tracks,
    failures: failures.filter((failure) => failure !== undefined),
  };
}
