/** What an evaluation has to do, checked before it starts: sources, tracks, metrics, and the pairs of track and separator. */

import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { findMetric, type Metric } from '../metrics/index.ts';
import { ArgumentError, checkInteger } from '../util/index.ts';
import { hashValue } from './content-hash.ts';
import { type EstimateSource, estimateFiles, estimateSource } from './estimate-source.ts';
import type { EvaluateOptions } from './evaluate-options.ts';
import type { EvaluationTask } from './evaluation-task.ts';
import { modelFiles } from './model-files.ts';
import { packageVersion } from './package-version.ts';
import { type FolderTrack, openTrackFolders } from './track-folders.ts';

const mostDefaultJobs = 4;
const mostJobs = 64;

/** One track with one separator. */
export interface Pair {
  readonly task: EvaluationTask;
  readonly track: FolderTrack;
}

/** See {@link planEvaluation}. */
export interface EvaluationPlan {
  readonly dataset: string;
  readonly trackCount: number;
  readonly sources: readonly EstimateSource[];
  readonly metrics: readonly Metric[];
  /** Track by track, so that the first results compare all separators. */
  readonly pairs: readonly Pair[];
  readonly jobs: number;
  readonly out: string | undefined;
}

/** Checks everything that can be checked before work starts. Throws ArgumentError and HostError. */
export async function planEvaluation(options: EvaluateOptions): Promise<EvaluationPlan> {
  const { separators, split, stems, equations = [], metrics: names = ['bss-eval', 'si-sdr'] } = options;
  const jobs = checkInteger('jobs', options.jobs ?? Math.min(availableParallelism(), mostDefaultJobs), {
    min: 1,
    max: mostJobs,
  });
  const metrics = names.map(findMetric);
  checkMetrics(metrics);
  const sources = await Promise.all(separators.map(estimateSource));
  checkLabels(sources.map(({ label }) => label));
  const folder = { ...(split === undefined ? {} : { split }), ...(stems === undefined ? {} : { stems }) };
  const dataset = await openTrackFolders(options.dataset, folder);
  const tracks = chosenTracks(dataset.tracks, options);
  const threads = Math.max(1, Math.floor(availableParallelism() / jobs));
  const pairs = tracks.flatMap((track) =>
    sources.map((source): Pair => {
      const path = resolve(options.dataset);
      return {
        track,
        task: { dataset: { path, ...folder }, track: track.name, source, metrics: names, equations, threads },
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

function checkMetrics(metrics: readonly Metric[]): void {
  const taken = new Map<string, string>();
  for (const { name, scores } of metrics) {
    for (const score of scores) {
      const other = taken.get(score.name);
      if (other !== undefined) {
        throw new ArgumentError({
          place: 'metrics',
          expected: 'metrics that give different scores',
          got: `${score.name} of ${other} and of ${name}`,
          remedy: 'Measure them one after the other, into different folders',
        });
      }
      taken.set(score.name, name);
    }
  }
  if (metrics.length > 0) return;
  throw new ArgumentError({
    place: 'metrics',
    expected: 'at least one',
    got: 'none',
    remedy: 'Leave it out to get what papers report',
  });
}

/** Of everything that the numbers depend on: versions, settings, and the files with their sizes and times. */
export async function fingerprintOf(task: EvaluationTask, track: FolderTrack): Promise<string> {
  const { source, metrics, equations, dataset } = task;
  const made = await sourceFiles(source, track);
  const files = await Promise.all(
    [...track.files, ...made].map(async (file) => {
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

/** The files that estimates come from: estimates themselves, or what a model is and has learnt. */
async function sourceFiles(source: EstimateSource, { name, isOnly }: FolderTrack): Promise<string[]> {
  if (source.kind === 'estimates') return await estimateFiles(source.folder, { track: name, isOnly });
  return source.kind === 'model' ? modelFiles(source.folder, source.options) : [];
}
