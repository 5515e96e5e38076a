/**
 * One track measured with one separator: what a thread of an evaluation does. A task is plain data, so that it may go to a thread;
 * sound is read, separated and measured where the task runs, and only numbers come back.
 */

import type { Audio, Stems } from '../audio/index.ts';
import type { Track, TrackAudio } from '../datasets/index.ts';
import { createOracle, isOracle } from '../decompose/index.ts';
import { evaluateTrack, type TrackScores } from '../evaluate/index.ts';
import { findMetric, type Metric } from '../metrics/index.ts';
import { separateAudio } from '../separate/index.ts';
import { HostError, type Progress } from '../util/index.ts';
import { createSeparator } from '../zoo/index.ts';
import { type EstimateSource, estimateFiles } from './estimate-source.ts';
import type { TaskWatch } from './task-thread.ts';
import { openTrackFolders, readAudio, stemName } from './track-folders.ts';

/** What is measured, and how. */
export interface EvaluationTask {
  readonly dataset: { readonly path: string; readonly split?: string; readonly stems?: readonly string[] };
  readonly track: string;
  readonly source: EstimateSource;
  /** Names of metrics. */
  readonly metrics: readonly string[];
  readonly equations: readonly string[];
}

/** Runs a task in this thread. Throws what reading, separating and measuring throw. */
export async function runEvaluationTask(
  task: EvaluationTask,
  watch: TaskWatch<Progress>,
): Promise<TrackScores> {
  const { path, ...options } = task.dataset;
  const { tracks } = await openTrackFolders(path, options);
  const track = tracks.find(({ name }) => name === task.track)!;
  return await measureTrack(track, { ...task, metrics: task.metrics.map(findMetric) }, watch);
}

/** What {@link measureTrack} does with a track. */
export interface TrackWork {
  readonly source: EstimateSource;
  readonly metrics: readonly Metric[];
  readonly equations: readonly string[];
}

/** Reads a track, gets its estimates and measures them. */
export async function measureTrack(
  track: Track,
  { source, metrics, equations }: TrackWork,
  { signal, onProgress }: TaskWatch<Progress>,
): Promise<TrackScores> {
  const abort = signal === undefined ? {} : { signal };
  onProgress({ stage: 'read', done: 0, total: undefined, unit: 'items' });
  const audio = await track.load(abort);
  const startedAt = performance.now();
  const estimates =
    source.kind === 'estimates'
      ? await readEstimates(track, source.folder, signal)
      : await separated(audio, source, { signal, onProgress });
  return await evaluateTrack(
    { name: track.name, audio, separator: source.label, estimates },
    { metrics, equations, onProgress, ...abort, separateSeconds: (performance.now() - startedAt) / 1000 },
  );
}

async function separated(
  { mixture, stems }: TrackAudio,
  { name, options }: Extract<EstimateSource, { kind: 'separator' }>,
  { signal, onProgress }: TaskWatch<Progress>,
): Promise<Stems> {
  const separator = isOracle(name) ? createOracle(name, stems, options) : createSeparator(name, options);
  const abort = signal === undefined ? {} : { signal };
  // At the rate of the references, whatever the separator's own is.
  const { stems: estimates } = await separateAudio(mixture, {
    separator,
    keepRate: true,
    onProgress,
    ...abort,
  });
  return estimates;
}

async function readEstimates(track: Track, folder: string, signal: AbortSignal | undefined): Promise<Stems> {
  const stems = new Map<string, Audio>();
  for (const file of await estimateFiles(folder, track.name)) {
    stems.set(stemName(file), await readAudio(file, signal));
  }
  if (stems.size > 0) return stems;
  throw new HostError({
    place: `${track.name}: estimates in ${folder}`,
    expected: `a folder ${track.name} with a file per stem`,
    got: 'none',
    remedy: 'Name the folder of the estimates like the track',
  });
}
