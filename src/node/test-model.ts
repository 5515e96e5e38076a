/** The journey behind `auralflow test`: a model folder, a data set with known stems, `evaluation.csv` in the folder. */

import { join } from 'node:path';
import { type Audio, lengthSamples, type Stems } from '../audio/index.ts';
import { residualTarget, type Track, type TrackAudio } from '../datasets/index.ts';
import { bssEvalMetric, type MetricTrack, median, siSdrMetric, stoiMetric } from '../metrics/index.ts';
import { ArgumentError, AuralflowError, checkInteger, checkNumber } from '../util/index.ts';
import { type EvaluationRow, type EvaluationSummary, scoresOf } from './evaluation-row.ts';
import { evaluationTable, summarizeRows } from './evaluation-table.ts';
import { writeWhole } from './file-sink.ts';
import { type LoadedModel, type LoadModelOptions, loadModelFolder } from './load-model.ts';
import { separate } from './separate.ts';
import { openTrackFolders } from './track-folders.ts';

/** Options of {@link testModel}. */
export interface TestModelOptions extends LoadModelOptions {
  /** Which of the data set's splits, where it has any. Default `'test'`. */
  readonly split?: string;
  /** At most so many tracks, from the first. Default: all. */
  readonly maxTracks?: number;
  /** Only so much from the beginning of each track. Default: all of it. */
  readonly durationSeconds?: number;
  /** Where the table goes. Default: `evaluation.csv` in the model folder. */
  readonly out?: string;
  readonly signal?: AbortSignal;
  /** Told of everything that happens, in order. */
  readonly onEvent?: (event: TestEvent) => void;
}

/** What happens during a test. */
export type TestEvent =
  | {
      readonly type: 'start';
      readonly model: string;
      readonly targets: readonly string[];
      readonly tracks: number;
    }
  | {
      readonly type: 'progress';
      readonly index: number;
      readonly track: string;
      readonly stage: 'separate' | 'measure';
      /** 0 to 1, of the track. */
      readonly share: number;
    }
  | {
      readonly type: 'done';
      readonly index: number;
      readonly track: string;
      readonly rows: readonly EvaluationRow[];
    }
  | {
      readonly type: 'failed';
      readonly index: number;
      readonly track: string;
      readonly error: AuralflowError;
    }
  | {
      readonly type: 'end';
      readonly path: string;
      readonly done: number;
      readonly failed: number;
      readonly summaries: readonly EvaluationSummary[];
    };

/** What came of a test. */
export interface TestResult {
  /** Of the table. */
  readonly path: string;
  readonly rows: readonly EvaluationRow[];
  readonly summaries: readonly EvaluationSummary[];
  /** Tracks that could not be read or separated; they are in no number. */
  readonly failures: readonly { readonly track: string; readonly error: AuralflowError }[];
}

/** What is behind the door `testModel`. */
export async function testModel(
  folder: string,
  dataset: string,
  options: TestModelOptions = {},
): Promise<TestResult> {
  const { split, maxTracks, durationSeconds, out, signal, onEvent = () => {}, ...loading } = options;
  if (durationSeconds !== undefined) checkNumber('durationSeconds', durationSeconds, { above: 0 });
  const limit = maxTracks === undefined ? undefined : checkInteger('maxTracks', maxTracks, { min: 1 });
  const model = await loadModelFolder(folder, loading);
  try {
    const targets = model.separator.stems;
    const set = await openTrackFolders(dataset, split === undefined ? {} : { split });
    const tracks = usableTracks(set.tracks, { targets, dataset }).slice(0, limit);
    onEvent({ type: 'start', model: model.folder.name, targets, tracks: tracks.length });
    const rows: EvaluationRow[] = [];
    const failures: { track: string; error: AuralflowError }[] = [];
    for (const [index, track] of tracks.entries()) {
      signal?.throwIfAborted();
      const tell = (stage: 'separate' | 'measure', share: number): void =>
        onEvent({ type: 'progress', index, track: track.name, stage, share });
      try {
        const found = await measureTrack(track, { model, durationSeconds, signal, tell });
        rows.push(...found);
        onEvent({ type: 'done', index, track: track.name, rows: found });
      } catch (error) {
        if (signal?.aborted || !(error instanceof AuralflowError)) throw error;
        failures.push({ track: track.name, error });
        onEvent({ type: 'failed', index, track: track.name, error });
      }
    }
    const path = out ?? join(folder, 'evaluation.csv');
    if (rows.length > 0) await writeWhole(path, evaluationTable(rows, targets));
    const summaries = summarizeRows(rows, targets);
    onEvent({ type: 'end', path, done: tracks.length - failures.length, failed: failures.length, summaries });
    return { path, rows, summaries, failures };
  } finally {
    await model.close();
  }
}

async function measureTrack(
  track: Track,
  options: {
    readonly model: LoadedModel;
    readonly durationSeconds: number | undefined;
    readonly signal: AbortSignal | undefined;
    readonly tell: (stage: 'separate' | 'measure', share: number) => void;
  },
): Promise<EvaluationRow[]> {
  const { model, durationSeconds, signal, tell } = options;
  const watched = signal === undefined ? {} : { signal };
  checkTargets(track, model.separator.stems);
  const whole = await track.load(watched);
  const audio = durationSeconds === undefined ? whole : beginning(whole, durationSeconds);
  const { stems: estimates } = await separate(audio.mixture, {
    separator: model.separator,
    keepRate: true,
    onProgress: ({ done, total }) => tell('separate', total === undefined || total === 0 ? 0 : done / total),
    ...watched,
  });
  const { stems: targets } = model.separator;
  const pair = metricTrack(track.name, { audio, estimates, targets });
  const metrics = [bssEvalMetric, siSdrMetric, stoiMetric];
  const found = [];
  for (const [n, metric] of metrics.entries()) {
    const onProgress = (share: number): void => tell('measure', (n + share) / metrics.length);
    found.push(await metric.measure(pair, { onProgress, ...watched }));
  }
  const [bssEval, siSdr, stoi] = found;
  return targets.map((target) => {
    const values = {
      sar: bssEval!.get(target)?.SAR,
      sdr: bssEval!.get(target)?.SDR,
      si_sdr: siSdr!.get(target)?.['SI-SDR'],
      stoi: stoi!.get(target)?.STOI,
    };
    return { track: track.name, target, scores: scoresOf((column) => median(values[column] ?? [])) };
  });
}

/** Targets, and the rest of the mixture on both sides: artifacts are told from interference by what else there is to hear. */
function metricTrack(
  name: string,
  options: { readonly audio: TrackAudio; readonly estimates: Stems; readonly targets: readonly string[] },
): MetricTrack {
  const { audio, estimates, targets } = options;
  const references = referencesOf(audio, targets);
  const estimated = new Map(targets.map((target) => [target, estimates.get(target)!]));
  const rest = restName(targets);
  return {
    name,
    mixture: audio.mixture,
    references: new Map([...references, [rest, restOf(audio.mixture, [...references.values()])]]),
    estimates: new Map([...estimated, [rest, restOf(audio.mixture, [...estimated.values()])]]),
  };
}

/** The true stems; a target called residual is what the others leave of the mixture, as in training. */
function referencesOf({ stems, mixture }: TrackAudio, targets: readonly string[]): Map<string, Audio> {
  const own = named(targets).map((target) => stems.get(target)!);
  return new Map(
    targets.map((target) => [target, target === residualTarget ? restOf(mixture, own) : stems.get(target)!]),
  );
}

/** Targets that are files. */
function named(targets: readonly string[]): string[] {
  return targets.filter((target) => target !== residualTarget);
}

function restName(targets: readonly string[]): string {
  return targets.includes('rest') ? `rest of ${targets.join(', ')}` : 'rest';
}

function restOf(mixture: Audio, parts: readonly Audio[]): Audio {
  const channels = mixture.channels.map((channel, c) => {
    const rest = Float32Array.from(channel);
    for (const part of parts) {
      const own = part.channels[c]!;
      for (let n = 0; n < rest.length; n++) rest[n]! -= own[n]!;
    }
    return rest;
  });
  return { sampleRate: mixture.sampleRate, channels };
}

function beginning(track: TrackAudio, seconds: number): TrackAudio {
  const cut = (audio: Audio): Audio => {
    const end = Math.min(lengthSamples(audio), Math.max(1, Math.round(seconds * audio.sampleRate)));
    return { ...audio, channels: audio.channels.map((channel) => channel.subarray(0, end)) };
  };
  return {
    ...track,
    mixture: cut(track.mixture),
    stems: new Map([...track.stems].map(([name, audio]) => [name, cut(audio)])),
  };
}

function usableTracks<T extends Track>(
  tracks: readonly T[],
  { targets, dataset }: { readonly targets: readonly string[]; readonly dataset: string },
): readonly T[] {
  const usable = tracks.filter(
    ({ stems }) => named(targets).length === 0 || named(targets).some((target) => stems.includes(target)),
  );
  if (usable.length > 0) return usable;
  throw new ArgumentError({
    place: dataset,
    expected: `tracks with the stems ${targets.join(', ')}, which the model estimates`,
    got: [...new Set(tracks.flatMap(({ stems }) => stems))].join(', ') || 'no stems',
    remedy: 'Name a data set that has them, or give the files those names',
  });
}

function checkTargets({ name, stems }: Track, targets: readonly string[]): void {
  const missing = named(targets).filter((target) => !stems.includes(target));
  if (missing.length === 0) return;
  throw new ArgumentError({
    place: name,
    expected: `a file for ${missing.join(', ')}`,
    got: stems.join(', '),
    remedy: 'Add the file, or take the track out',
  });
}
