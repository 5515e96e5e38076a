/** A run over several tracks: what they share, and one after the other. A track that fails does not stop the rest. */

import { join, resolve } from 'node:path';
import { streamAudio } from '../audio/index.ts';
import {
  decodeBytes,
  type OutputSettings,
  outputSettings,
  type PreparedSeparator,
  prepareSeparator,
  separateWithin,
} from '../host/index.ts';
import {
  type ClipMode,
  clipModes,
  journeyOptions,
  type SeparateOptions,
  type SeparationStream,
} from '../separate/index.ts';
import { checkChoice } from '../util/index.ts';
import type {
  BatchResult,
  SeparateEvent,
  SeparateFilesOptions,
  TrackDone,
  TrackFailed,
  TrackResult,
  TrackSkipped,
} from './batch-options.ts';
import { hashValue } from './content-hash.ts';
import { nodeHost, nodeMemoryCosts } from './host.ts';
import { type WorkFolder, workFolder } from './journal.ts';
import { safeName, type TrackOutputs } from './layout.ts';
import { type ManifestFile, openManifest } from './manifest.ts';
import { manifestTrack } from './manifest-track.ts';
import type { SeparateInput } from './open-input.ts';
import { packageVersion } from './package-version.ts';
import type { PcmShape } from './pcm.ts';
import { separateTrack } from './separate-track.ts';
import { skipReason } from './skip-existing.ts';
import type { TrackJob } from './track-job.ts';

/** One track of a run. */
export interface BatchTrack {
  readonly outputs: TrackOutputs;
  readonly source: SeparateInput;
  readonly pcm?: PcmShape;
}

/** What the tracks of a run share: checked options, the separator and its threads. */
export interface Batch {
  readonly options: SeparateFilesOptions;
  readonly prepared: PreparedSeparator;
  readonly separate: SeparateOptions;
  readonly output: OutputSettings;
  readonly clipMode: ClipMode;
  /** Absolute. */
  readonly out: string;
  /** Names of the outputs of every track. */
  readonly outputNames: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly settingsHash: string;
  readonly manifest: ManifestFile | undefined;
}

/** Checks all options, before any input is touched. Throws ArgumentError. The caller closes `prepared`. */
export async function prepareBatch(options: SeparateFilesOptions): Promise<Batch> {
  const output = outputSettings(options);
  const clipMode = checkChoice('clipMode', options.clipMode ?? 'rescale', clipModes);
  const prepared = await prepareSeparator(nodeHost(), options);
  const journey = journeyOptions(options);
  // Where memory sets the length of the segments, the journal records that length instead.
  const { maxMemoryBytes: _, ...lasting } = journey;
  const separate: SeparateOptions = {
    ...journey,
    separator: prepared.separator,
    ...(prepared.executor === undefined ? {} : { executor: prepared.executor }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  const out = resolve(options.cwd ?? process.cwd(), options.out ?? 'separated');
  const settings = {
    version: packageVersion(),
    separator: prepared.separator.name,
    separatorOptions: prepared.separatorOptions,
    ...lasting,
    clipMode,
    format: output.format,
    ...output.encode,
  };
  return {
    options,
    prepared,
    separate,
    output,
    clipMode,
    out,
    outputNames: rehearse(separate).outputs,
    settings,
    settingsHash: hashValue(settings),
    manifest: await openManifestFor(options, join(out, safeName(prepared.separator.name), 'manifest.json')),
  };
}

/** Works through the tracks. `failures` are inputs that were not even found. */
export async function runBatch(
  batch: Batch,
  tracks: readonly BatchTrack[],
  failures: readonly TrackFailed[] = [],
): Promise<BatchResult> {
  const startedAt = performance.now();
  const { signal, resume = false } = batch.options;
  const emit = batch.options.onEvent ?? (() => {});
  const results: TrackResult[] = [];
  const folders: WorkFolder[] = [];
  emit({
    type: 'start',
    separator: batch.prepared.separator.name,
    tracks: tracks.length + failures.length,
    outputs: batch.outputNames,
    out: batch.out,
  });

  function conclude(result: TrackResult): void {
    emit({ type: result.status, index: results.length, ...result } as SeparateEvent);
    results.push(result);
  }

  let isComplete = false;
  try {
    for (const failure of failures) conclude(failure);
    for (const track of tracks) {
      signal?.throwIfAborted();
      conclude(await runTrack(batch, track, { index: results.length, emit, folders }));
    }
    isComplete = results.every(({ status }) => status !== 'failed');
  } finally {
    // Journals of finished tracks live until the run ends, so that a killed run is taken up behind them.
    if (isComplete || !resume) for (const folder of folders) await folder.remove();
  }
  const count = (status: TrackResult['status']): number => results.filter((r) => r.status === status).length;
  const summary = {
    done: count('done'),
    skipped: count('skipped'),
    failed: count('failed'),
    seconds: (performance.now() - startedAt) / 1000,
    manifest: wantsManifest(batch.options) && count('done') > 0 ? batch.manifest?.path : undefined,
  };
  emit({ type: 'end', ...summary });
  return { tracks: results, ...summary };
}

interface TrackContext {
  readonly index: number;
  readonly emit: (event: SeparateEvent) => void;
  /** Where the track enters its work folder, for the end of the run. */
  readonly folders: WorkFolder[];
}

async function runTrack(batch: Batch, track: BatchTrack, context: TrackContext): Promise<TrackResult> {
  const { name } = track.outputs.input;
  try {
    return (await skip(batch, track)) ?? (await separateOne(batch, track, context));
  } catch (error) {
    if (batch.options.signal?.aborted) throw batch.options.signal.reason;
    return { status: 'failed', name, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

async function skip(batch: Batch, { outputs, source }: BatchTrack): Promise<TrackSkipped | undefined> {
  if (batch.options.skipExisting !== true) return undefined;
  const { settingsHash, manifest } = batch;
  const reason = await skipReason({ outputs: [...outputs.paths.values()], source, settingsHash, manifest });
  if (reason === undefined) return undefined;
  return {
    status: 'skipped',
    name: outputs.input.name,
    outputs: Object.fromEntries(outputs.paths),
    reason,
  };
}

async function separateOne(
  batch: Batch,
  track: BatchTrack,
  { index, emit, folders }: TrackContext,
): Promise<TrackDone> {
  const startedAt = performance.now();
  const { outputs, source, pcm } = track;
  const { options, prepared, settings, settingsHash } = batch;
  const { signal } = options;
  const { name } = outputs.input;
  const work = workFolder(batch.out, hashValue([outputs.input.path, ...outputs.paths.values()]));
  const maxMemoryBytes = decodeBytes(options.maxMemoryBytes, nodeMemoryCosts);
  const job: TrackJob = {
    outputs,
    source,
    work,
    open: {
      name,
      ...(pcm === undefined ? {} : { pcm }),
      ...(maxMemoryBytes === undefined ? {} : { maxMemoryBytes }),
      ...(signal === undefined ? {} : { signal }),
    },
    separate: batch.separate,
    settings,
    clipMode: batch.clipMode,
    output: batch.output,
    resume: options.resume ?? false,
    encodeJobs: encodeJobs(batch),
    onSeparated: async () => await prepared.executor?.rest(),
    onOpened({ stream, resumedSeconds }) {
      folders.push(work);
      emit(trackEvent({ index, name, stream, resumedSeconds }));
    },
    onProgress: (progress) => emit({ type: 'progress', index, name, unit: 'seconds', ...progress }),
  };
  const facts = await separateTrack(job).catch(async (error: unknown) => {
    // Pipes cannot be taken up again. A folder that is not entered belongs to another run.
    const isOfUse = options.resume === true && typeof source === 'string';
    if (folders.includes(work) && !isOfUse) await work.remove();
    throw error;
  });
  const done: TrackDone = {
    status: 'done',
    name,
    outputs: Object.fromEntries(outputs.paths),
    sampleRate: facts.stream.sampleRate,
    channelCount: facts.stream.channelCount,
    lengthSamples: facts.lengthSamples,
    gain: facts.gain,
    peaks: facts.peaks,
    seconds: (performance.now() - startedAt) / 1000,
  };
  if (wantsManifest(options) && batch.manifest !== undefined) {
    const separator = { name: prepared.separator.name, options: prepared.separatorOptions };
    const { path } = batch.manifest;
    const inputPath = outputs.input.path;
    const context = { path, inputPath, separator, settings, settingsHash, signal };
    await batch.manifest.add(await manifestTrack(done, { facts, context }));
  }
  return done;
}

/** Wav is written faster than a thread starts; a limit on memory leaves no room for several encoders. */
function encodeJobs({ output, outputNames, options, prepared }: Batch): number {
  if (output.format === 'wav' || options.maxMemoryBytes !== undefined) return 1;
  return Math.min(outputNames.length, prepared.executor?.concurrency ?? 1);
}

function trackEvent(track: {
  readonly index: number;
  readonly name: string;
  readonly stream: SeparationStream;
  readonly resumedSeconds: number;
}): SeparateEvent {
  const { sampleRate, channelCount, lengthSamples, notes } = track.stream;
  return {
    type: 'track',
    index: track.index,
    name: track.name,
    sampleRate,
    channelCount,
    durationSeconds: lengthSamples === undefined ? undefined : lengthSamples / sampleRate,
    resumedSeconds: track.resumedSeconds,
    notes,
  };
}

/** Plans the separation of nothing: checks the options and tells the names of the outputs. */
function rehearse(separate: SeparateOptions): SeparationStream {
  const { sampleRate = 44100, channelCounts } = separate.separator;
  const channelCount = channelCounts?.includes(2) === false ? channelCounts[0]! : 2;
  const channels = Array.from({ length: channelCount }, () => new Float32Array(0));
  const { startSeconds: _start, durationSeconds: _duration, ...timeless } = separate;
  return separateWithin(streamAudio({ sampleRate, channels }), timeless, nodeMemoryCosts);
}

async function openManifestFor(
  { manifest = false, skipExisting, cwd = process.cwd() }: SeparateFilesOptions,
  defaultPath: string,
): Promise<ManifestFile | undefined> {
  if (!wantsManifest({ manifest }) && skipExisting !== true) return undefined;
  return await openManifest(typeof manifest === 'string' ? resolve(cwd, manifest) : defaultPath);
}

function wantsManifest({ manifest }: Pick<SeparateFilesOptions, 'manifest'>): boolean {
  return manifest !== undefined && manifest !== false;
}
