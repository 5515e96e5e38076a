/**
 * The evaluation journey in Node: separators × tracks × metrics, several tracks at the same time, each result on the disk as soon as
 * it is there. A track that fails does not stop the rest.
 */

import { access, constants } from 'node:fs/promises';
import type { Evaluation, TrackFailure, TrackScores } from '../evaluate/index.ts';
import type { Progress } from '../util/index.ts';
import { canRunWorkers } from './chunk-pool.ts';
import type { EvaluateOptions } from './evaluate-options.ts';
import { completeExcerpts, createRecordBook } from './evaluation-excerpts.ts';
import { type EvaluationPlan, fingerprintOf, planEvaluation } from './evaluation-plan.ts';
import { readScores, writeScores } from './evaluation-store.ts';
import { type EvaluationOrder, runEvaluationTask } from './evaluation-task.ts';
import { ensureFolder } from './file-sink.ts';
import { onHost } from './host-error.ts';
import { inLanes } from './lanes.ts';
import { runInThread, type TaskWatch } from './task-thread.ts';

/**
 * Measures separators on a data set. With `out`, every track's scores are written as soon as they are there, and a second run
 * measures only what is missing or has changed. Returns all scores and the tracks that failed; `writeEvaluation` makes tables
 * and a report of them.
 *
 * Throws ArgumentError for unknown separators, metrics or options before anything is measured; HostError where the data set cannot be
 * read or results cannot be written, and then stops: what is written already is kept.
 *
 * @example
 * const { tracks } = await evaluate({ separators: ['hpss-vocals', 'oracle-irm'], dataset: 'musdb18/', out: 'evaluation' });
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { signal, force = false } = options;
  const emit = options.onEvent ?? (() => {});
  const plan = await planEvaluation(options);
  const { pairs, metrics, out } = plan;
  if (out !== undefined) await checkWritable(out);
  const wantsExcerpts = out !== undefined && (options.excerpts ?? false);
  const records = createRecordBook();
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

  function keep(index: number, type: 'done' | 'kept', scores: TrackScores): void {
    results[index] = scores;
    records.enter(scores);
    counts[type]++;
    emit({ type, index, scores });
  }

  async function measure(index: number): Promise<void> {
    const { task, track } = pairs[index]!;
    const names = { track: track.name, separator: task.source.label };
    const place = out === undefined ? undefined : { out, ...names };
    let fingerprint: string;
    let scores: TrackScores;
    try {
      fingerprint = await fingerprintOf(task, track);
      const kept = place === undefined || force ? undefined : await readScores(place, fingerprint);
      if (kept !== undefined) return keep(index, 'kept', kept);
      const order: EvaluationOrder = wantsExcerpts
        ? { ...task, excerpts: { out, records: records.of(names.separator) } }
        : task;
      scores = await run(order, {
        signal,
        onProgress: (progress) => emit({ type: 'progress', index, ...names, ...progress }),
      });
    } catch (error) {
      signal?.throwIfAborted();
      const cause = error instanceof Error ? error : new Error(String(error));
      failures[index] = { ...names, message: cause.message };
      counts.failed++;
      emit({ type: 'failed', index, error: cause, ...names, message: cause.message });
      return;
    }
    const grid = metrics.find(({ name }) => name === 'bss-eval')?.frames;
    if (place !== undefined) await writeScores(place, { fingerprint, scores, grid });
    keep(index, 'done', scores);
  }

  await inLanes(pairs, { count: plan.jobs, signal }, (_, index) => measure(index));
  const evaluation = summary(plan, { results, failures });
  if (wantsExcerpts) {
    const indexOf = ({ separator, track }: { separator: string; track: string }): number =>
      pairs.findIndex((pair) => pair.task.source.label === separator && pair.track.name === track);
    await completeExcerpts(evaluation, {
      out,
      jobs: plan.jobs,
      signal,
      taskOf: (choice) => pairs[indexOf(choice)]!.task,
      onProgress: (choice, progress) =>
        emit({
          type: 'progress',
          index: indexOf(choice),
          track: choice.track,
          separator: choice.separator,
          ...progress,
        }),
    });
  }
  emit({ type: 'end', ...counts });
  return evaluation;
}

/** Before hours of work, not after them. */
async function checkWritable(out: string): Promise<void> {
  const expected = 'a folder that results can be written to';
  await onHost(out, expected, ensureFolder(out));
  await onHost(out, expected, access(out, constants.W_OK));
}

/** In a thread where the compiled code is there; else here. */
async function run(order: EvaluationOrder, watch: TaskWatch<Progress>): Promise<TrackScores> {
  return canRunWorkers
    ? await runInThread('./evaluation-worker.js', order, watch)
    : await runEvaluationTask(order, watch);
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
