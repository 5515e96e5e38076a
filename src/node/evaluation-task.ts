/**
 * One track measured with one separator: what a thread of an evaluation does. A task is plain data, so that it may go to a thread;
 * sound is read, separated and measured where the task runs. Only numbers come back; excerpts for the report are written on the spot.
 */

import type { Audio, Separator, Stems } from '../audio/index.ts';
import type { TrackAudio } from '../datasets/index.ts';
import { createOracle, isOracle } from '../decompose/index.ts';
import {
  checkStemNames,
  cutExcerpt,
  type ExcerptChoice,
  evaluateTrack,
  excerptKinds,
  excerptMedia,
  matchStems,
  type TrackScores,
} from '../evaluate/index.ts';
import { findMetric } from '../metrics/index.ts';
import { separateAudio } from '../separate/index.ts';
import { HostError, type Progress } from '../util/index.ts';
import { createSeparator } from '../zoo/index.ts';
import { type EstimateSource, estimateFiles } from './estimate-source.ts';
import { writeMedia } from './media-store.ts';
import type { TaskWatch } from './task-thread.ts';
import { type FolderTrack, openTrackFolders, readAudio, stemName } from './track-folders.ts';

/** What is measured, and how. */
export interface EvaluationTask {
  readonly dataset: { readonly path: string; readonly split?: string; readonly stems?: readonly string[] };
  readonly track: string;
  readonly source: EstimateSource;
  /** Names of metrics. */
  readonly metrics: readonly string[];
  readonly equations: readonly string[];
  /** Threads that a model computes with, beside other tracks. */
  readonly threads: number;
}

/** The best and the worst values that are known of a separator's stems. */
export type ExcerptRecords = Readonly<Record<string, { readonly best: number; readonly worst: number }>>;

/** A task with what its thread has to do with sound besides. */
export interface EvaluationOrder extends EvaluationTask {
  /** Where excerpts go that are better or worse than what is known. Left out: nowhere. */
  readonly excerpts?: { readonly out: string; readonly records: ExcerptRecords };
}

/** A task for excerpts alone, of a track that was measured before. */
export interface ExcerptOrder extends EvaluationTask {
  readonly out: string;
  readonly choices: readonly ExcerptChoice[];
}

/** Runs a task in this thread. Throws what reading, separating and measuring throw. */
export async function runEvaluationTask(
  order: EvaluationOrder,
  watch: TaskWatch<Progress>,
): Promise<TrackScores> {
  const { source, metrics, equations, excerpts } = order;
  const { track, audio, estimates, seconds } = await estimatesOf(order, watch);
  const scores = await evaluateTrack(
    { name: track.name, audio, separator: source.label, estimates },
    {
      metrics: metrics.map(findMetric),
      equations,
      separateSeconds: seconds,
      onProgress: watch.onProgress,
      ...abortOf(watch),
    },
  );
  if (excerpts !== undefined) {
    const choices = candidates(scores, excerpts.records);
    try {
      await writeExcerpts({ ...order, out: excerpts.out, choices }, { audio, estimates }, watch);
    } catch {
      // The numbers stand without the sound; what is missing in the end is tried once more.
      watch.signal?.throwIfAborted();
    }
  }
  return scores;
}

/** Makes excerpts of a track again. */
export async function runExcerptTask(order: ExcerptOrder, watch: TaskWatch<Progress>): Promise<null> {
  await writeExcerpts(order, await estimatesOf(order, watch), watch);
  return null;
}

/** The places of a track that are at least as good, or as bad, as all that is known. */
function candidates({ track, separator, moments }: TrackScores, records: ExcerptRecords): ExcerptChoice[] {
  return Object.entries(moments).flatMap(([stem, own]) =>
    excerptKinds
      .filter((kind) => {
        const known = records[stem]?.[kind];
        const { value } = own[kind];
        return known === undefined || (kind === 'best' ? value >= known : value <= known);
      })
      .map((kind) => ({ separator, stem, kind, track, moment: own[kind] })),
  );
}

async function writeExcerpts(
  { track, equations, out, choices }: ExcerptOrder,
  { audio, estimates }: { readonly audio: TrackAudio; readonly estimates: Stems },
  watch: TaskWatch<Progress>,
): Promise<void> {
  if (choices.length === 0) return;
  const matched = matchStems(estimates, audio, { track, equations });
  for (const [done, choice] of choices.entries()) {
    watch.onProgress({ stage: 'excerpts', done, total: choices.length, unit: 'items' });
    const excerpt = cutExcerpt({ ...matched, mixture: audio.mixture }, choice);
    await writeMedia(out, choice, await excerptMedia(excerpt, abortOf(watch)));
  }
}

interface TrackEstimates {
  readonly track: FolderTrack;
  readonly audio: TrackAudio;
  readonly estimates: Stems;
  /** How long separating took. */
  readonly seconds: number;
}

/** Reads a track and gets its estimates. */
async function estimatesOf(task: EvaluationTask, watch: TaskWatch<Progress>): Promise<TrackEstimates> {
  const { path, ...options } = task.dataset;
  const { source } = task;
  const { tracks } = await openTrackFolders(path, options);
  const track = tracks.find(({ name }) => name === task.track)!;
  watch.onProgress({ stage: 'read', done: 0, total: undefined, unit: 'items' });
  const audio = await track.load(abortOf(watch));
  const startedAt = performance.now();
  const estimates =
    source.kind === 'estimates'
      ? await readEstimates(track, source.folder, watch.signal)
      : await separated(audio, { ...task, source }, watch);
  return { track, audio, estimates, seconds: (performance.now() - startedAt) / 1000 };
}

type MadeSource = Exclude<EstimateSource, { kind: 'estimates' }>;

async function separated(
  { mixture, stems }: TrackAudio,
  task: EvaluationTask & { readonly source: MadeSource },
  watch: TaskWatch<Progress>,
): Promise<Stems> {
  const { separator, close } = await makeSeparator(task, stems);
  try {
    // Before the work: what cannot be compared need not be separated.
    checkStemNames(separator.stems, [...stems.keys()], task);
    // At the rate of the references, whatever the separator's own is.
    const { stems: estimates } = await separateAudio(mixture, {
      separator,
      keepRate: true,
      onProgress: watch.onProgress,
      ...abortOf(watch),
    });
    return estimates;
  } finally {
    await close();
  }
}

/** The separator of a task, which may be given the true stems, and what frees it. */
async function makeSeparator(
  { source, threads }: { readonly source: MadeSource; readonly threads: number },
  stems: Stems,
): Promise<{ readonly separator: Separator; close(): Promise<void> }> {
  if (source.kind === 'model') {
    // Networks and their engine are loaded only where they are used.
    const { loadModelFolder } = await import('./load-model.ts');
    return await loadModelFolder(source.folder, { ...source.options, threads });
  }
  const { name, options } = source;
  const separator = isOracle(name) ? createOracle(name, stems, options) : createSeparator(name, options);
  return { separator, close: async () => {} };
}

async function readEstimates(
  { name, isOnly }: FolderTrack,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<Stems> {
  const stems = new Map<string, Audio>();
  for (const file of await estimateFiles(folder, { track: name, isOnly })) {
    stems.set(stemName(file), await readAudio(file, signal));
  }
  if (stems.size > 0) return stems;
  throw new HostError({
    place: `${name}: estimates in ${folder}`,
    expected: `a folder ${name} with a file per stem`,
    got: 'none',
    remedy: 'Name the folder of the estimates like the track',
  });
}

function abortOf({ signal }: TaskWatch<Progress>): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
