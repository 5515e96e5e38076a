/**
 * Training in a page: the tracks are files that the user chose, checkpoints are bytes. Everything between is what Node runs: the same draws, the same step, the same files at the end.
 */

import { createAudioFolder, createLoader, type Dataset, type Loader } from '../datasets/index.ts';
import {
  chosenTracks,
  surveyTracks,
  trainingBatches,
  type UsableTracks,
  validationBatches,
} from '../host/index.ts';
import type { Engine } from '../runtime/index.ts';
import {
  checkSameModel,
  configuredModel,
  decodeRun,
  type EpochRecord,
  encodeContent,
  type RunLog,
  type RunProgress,
  type RunResult,
  type RunState,
  runContent,
  runTraining,
  type TrainingConfig,
  weightsContent,
} from '../train/index.ts';
import type { AuralflowError } from '../util/index.ts';
import type { PlacedFile } from './dropped-files.ts';
import { createEngine, type EngineOptions } from './engine.ts';
import { hasSplit, openFileTracks } from './file-tracks.ts';
import { nextTask } from './next-task.ts';

/** What a training looks at. */
export interface TrainingTracks {
  readonly train: readonly string[];
  readonly validation: readonly string[];
  /** Of the tracks trained on. */
  readonly durationSeconds: number;
  /** Tracks left out, with the reason of each. */
  readonly skipped: ReadonlyMap<string, AuralflowError>;
}

/** Options of {@link trainModel}. */
export interface TrainModelOptions extends EngineOptions {
  /** Where to compute; it stays the caller's. Default: one is made for the run, by `device`, `threads` and `wasmPaths`. */
  readonly engine?: Engine;
  /** The `latest.safetensors` of a run to go on with, whichever host it was trained in. Default: a run begins. */
  readonly resume?: Blob | Uint8Array;
  /** What the run is told to; they are not closed. */
  readonly logs?: readonly RunLog[];
  readonly onTracks?: (tracks: TrainingTracks) => void;
  readonly onEpoch?: (record: EpochRecord) => void;
  readonly onProgress?: (progress: RunProgress) => void;
  /**
   * The bytes of `best.safetensors` and `latest.safetensors`, the same files that Node keeps in a model folder, whenever there are new ones; awaited. What it throws ends the run.
   */
  readonly onCheckpoint?: (name: 'best' | 'latest', bytes: Uint8Array<ArrayBuffer>) => void | Promise<void>;
  /** Aborting it hands out a last checkpoint and rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** How a training ended. */
export interface TrainModelResult extends RunResult {
  /** `best.safetensors`: the weights of the best epoch of this run, to separate with; those of the last step where no epoch of it was the best. */
  readonly checkpoint: Uint8Array<ArrayBuffer>;
  readonly skipped: ReadonlyMap<string, AuralflowError>;
}

/**
 * Trains the model that `config` describes on `files` (see `openFileTracks`): on the tracks in folders `train` and `val` (or `valid`) where there are such, else on all, of which a part is
 * kept for validation. On the processor it gives Node's losses but for the last digits, since other machines round sines otherwise. Best run in a worker: the page has its turn between two steps only, and a
 * step may take seconds. `num_workers` is without effect; `visualizer_params` are for the logs.
 *
 * Throws ArgumentError for tracks that do not fit and for a checkpoint of another model; FormatError for one that is damaged; HostError where files cannot be read or no engine is to be had.
 *
 * @example
 * const config = configTemplate('SpectrogramNetSimple');
 * const { checkpoint } = await trainModel(config, await droppedFiles(event.dataTransfer), {
 *   onEpoch: ({ epoch, trainLoss }) => console.log(epoch, trainLoss),
 * });
 */
export async function trainModel(
  config: TrainingConfig,
  files: Iterable<File | PlacedFile>,
  options: TrainModelOptions = {},
): Promise<TrainModelResult> {
  const { engine: given, resume, signal, onCheckpoint, onTracks, ...rest } = options;
  const model = configuredModel(config);
  const state = resume === undefined ? undefined : await savedState(resume, config);
  const data = await openData([...files], config, signal);
  onTracks?.(data.tracks);
  const engine = given ?? (await createEngine(options));
  let best: Uint8Array<ArrayBuffer> | undefined;
  try {
    const result = await runTraining({
      engine,
      model,
      params: config.training_params,
      view: config.visualizer_params,
      train: data.train,
      validation: data.validation,
      resume: state,
      signal,
      ...(rest.logs === undefined ? {} : { logs: rest.logs }),
      ...(rest.onEpoch === undefined ? {} : { onEpoch: rest.onEpoch }),
      ...(rest.onProgress === undefined ? {} : { onProgress: rest.onProgress }),
      async onCheckpoint(checkpoint) {
        if (checkpoint.kind === 'best') {
          best = encodeContent(weightsContent({ ...checkpoint, config }));
          await onCheckpoint?.('best', best);
        } else if (onCheckpoint !== undefined) {
          await onCheckpoint('latest', encodeContent(runContent({ state: checkpoint.state, config })));
        }
      },
    });
    const late = [data.train, data.validation].flatMap((loader) => [...(loader?.report().skipped ?? [])]);
    return {
      ...result,
      checkpoint: best ?? lastWeights(result, config),
      skipped: new Map([...data.tracks.skipped, ...late]),
    };
  } finally {
    if (given === undefined) await engine.dispose();
  }
}

interface OpenData {
  readonly train: Loader;
  readonly validation: Loader | undefined;
  readonly tracks: TrainingTracks;
}

async function openData(
  files: readonly (File | PlacedFile)[],
  config: TrainingConfig,
  signal: AbortSignal | undefined,
): Promise<OpenData> {
  const validationSplit = ['val', 'valid'].find((name) => hasSplit(files, name));
  const options = { place: 'files', config, ...(signal === undefined ? {} : { signal }) };
  const open = async (split?: string): Promise<readonly [Dataset, UsableTracks]> => {
    const dataset = openFileTracks(files, split === undefined ? {} : { split });
    return [dataset, await surveyTracks(dataset, options)];
  };
  const [dataset, found] = await open();
  const apart = chosenTracks(found.names, { config, keepApart: validationSplit === undefined });
  const [otherDataset, other] = validationSplit === undefined ? [dataset] : await open(validationSplit);
  const validation = other?.names ?? apart.validation;
  const prefetch = 1;
  const loader = (
    from: Dataset,
    names: readonly string[],
    batches: ReturnType<typeof trainingBatches>,
  ): Loader => inTurns(createLoader(createAudioFolder(only(from, names), batches), { ...batches, prefetch }));
  return {
    train: loader(dataset, apart.train, trainingBatches(config)),
    validation:
      validation.length === 0 ? undefined : loader(otherDataset, validation, validationBatches(config)),
    tracks: {
      train: apart.train,
      validation,
      durationSeconds: apart.train.reduce((sum, name) => sum + found.seconds.get(name)!, 0),
      skipped: new Map([...found.skipped, ...(other?.skipped ?? [])]),
    },
  };
}

function only({ name, tracks }: Dataset, names: readonly string[]): Dataset {
  return { name, tracks: tracks.filter((track) => names.includes(track.name)) };
}

/** The loader, with a turn for the page before every batch. */
function inTurns(loader: Loader): Loader {
  return {
    ...loader,
    async *epoch(epoch, options) {
      for await (const batch of loader.epoch(epoch, options)) {
        await nextTask();
        options?.signal?.throwIfAborted();
        yield batch;
      }
    },
  };
}

async function savedState(resume: Blob | Uint8Array, config: TrainingConfig): Promise<RunState> {
  const bytes = resume instanceof Blob ? new Uint8Array(await resume.arrayBuffer()) : resume;
  const saved = decodeRun(bytes, resume instanceof File ? resume.name : 'resume');
  checkSameModel('config', { config, saved: saved.config });
  return saved.state;
}

/** Averaged weights are what validation judges, where there are any. */
function lastWeights({ state, history }: RunResult, config: TrainingConfig): Uint8Array<ArrayBuffer> {
  const { tensors } = state.training;
  const prefix = [...tensors.keys()].some((name) => name.startsWith('average/')) ? 'average/' : 'weights/';
  const weights = new Map(
    [...tensors]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
  );
  return encodeContent(weightsContent({ weights, record: history.at(-1)!, config }));
}
