/**
 * Training in a model folder: its configuration, a data set, checkpoints that outlive whatever happens, and going on bit for bit. What a run tells goes to the logs that
 * it is given.
 */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parameterCount } from '../models/index.ts';
import type { Device } from '../runtime/index.ts';
import {
  checkSameModel,
  configuredModel,
  type EpochRecord,
  editConfig,
  type RunLog,
  type RunProgress,
  type RunResult,
  runTraining,
  type SavedRun,
  type TrainingConfig,
} from '../train/index.ts';
import { ArgumentError, type AuralflowError } from '../util/index.ts';
import { readLatest, saveBest, saveLatest, sweepCheckpoints } from './checkpoint-files.ts';
import { createEngine, type EngineOptions } from './engine.ts';
import { lockFolder } from './folder-lock.ts';
import { readModelConfig } from './model-folder.ts';
import { openTrainingData } from './training-data.ts';

/** Something that happens in a training. */
export type TrainEvent =
  | {
      readonly type: 'begin';
      readonly network: string;
      readonly parameterCount: number;
      readonly device: Device;
      readonly trackCount: number;
      readonly validationTrackCount: number;
      readonly durationSeconds: number;
      /** Tracks left out, with the reason of each. */
      readonly skipped: ReadonlyMap<string, AuralflowError>;
      /** Epochs that an earlier run has done, and batches of the next. */
      readonly resumed: { readonly epoch: number; readonly batch: number } | undefined;
    }
  /** What is worth knowing of the run: in which precision it computes, where a mixed one was asked for. */
  | { readonly type: 'note'; readonly note: string }
  | { readonly type: 'progress'; readonly progress: RunProgress }
  | { readonly type: 'epoch'; readonly record: EpochRecord }
  | { readonly type: 'saved'; readonly checkpoint: 'best' | 'latest'; readonly epoch: number };

/** What logs of a run may want to know. */
export interface LogContext {
  readonly folder: string;
  readonly config: TrainingConfig;
  /** Steps and epochs that an earlier run has done: logs of what came after them are told again. */
  readonly stepCount: number;
  readonly epoch: number;
  readonly history: readonly EpochRecord[];
}

/** Options of {@link trainModel}. */
export interface TrainModelOptions extends EngineOptions {
  /** Go on from `checkpoint/latest.safetensors`; begins anew where there is none. Default false. */
  readonly resume?: boolean;
  /** Give up what an earlier run has left, once data and device are ready; `resume` goes before it. Default false: such a folder is refused. */
  readonly overwrite?: boolean;
  /** Keys of the configuration that are other for this run; the file stays as it is. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Opens what the run is told to; closed at its end. Default: none. */
  readonly openLogs?: (context: LogContext) => Promise<readonly RunLog[]>;
  readonly onEvent?: (event: TrainEvent) => void;
  /** Aborting it saves where the run stands and rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** How a training ended. */
export interface TrainModelResult extends RunResult {
  /** Tracks left out, before or during the run. */
  readonly skipped: ReadonlyMap<string, AuralflowError>;
}

/**
 * Trains the model in `folder` on the data set in the folder `dataset` (`<dataset>/{train,val}/<track>/<stem>.wav`; any audio format, with or without the split folders). Throws HostError where
 * folders are missing, locked or cannot be written; ArgumentError for a configuration or tracks that do not fit, and for a checkpoint of another model.
 *
 * @example
 * const { best } = await trainModel('my_model', 'musdb18hq', { resume: true });
 */
export async function trainModel(
  folder: string,
  dataset: string,
  options: TrainModelOptions = {},
): Promise<TrainModelResult> {
  const { config: onDisk } = await readModelConfig(folder);
  const unlock = await lockFolder(folder);
  try {
    await sweepCheckpoints(folder);
    const config = editConfig(onDisk, options.settings ?? {}, join(folder, 'config.json'));
    const saved = await earlierRun(folder, { ...options, config });
    return await trainOn(dataset, { folder, config, saved, options });
  } finally {
    await unlock();
  }
}

interface Training {
  readonly folder: string;
  readonly config: TrainingConfig;
  readonly saved: SavedRun | undefined;
  readonly options: TrainModelOptions;
}

async function trainOn(dataset: string, training: Training): Promise<TrainModelResult> {
  const { folder, config, saved, options } = training;
  const { signal, onEvent } = options;
  const data = await openTrainingData(dataset, config, signal === undefined ? {} : { signal });
  const closing = [data.close];
  try {
    const engine = await createEngine(options);
    closing.push(() => engine.dispose());
    // Now that data and device are there: a slip of the pen must not cost a run.
    if (saved === undefined && options.overwrite) await clear(folder);
    const position = saved?.state.position;
    const { epoch = 0, batch = 0, stepCount = 0, history = [] } = position ?? {};
    const logs = (await options.openLogs?.({ folder, config, stepCount, epoch, history })) ?? [];
    closing.push(async () => {
      for (const log of logs) await log.close();
    });
    const model = configuredModel(config);
    onEvent?.({
      type: 'begin',
      network: model.network.name,
      parameterCount: parameterCount(model.network, model.shape, model.settings),
      device: engine.device,
      trackCount: data.trackCount,
      validationTrackCount: data.validationTrackCount,
      durationSeconds: data.durationSeconds,
      skipped: data.skipped,
      resumed: position === undefined ? undefined : { epoch, batch },
    });
    const result = await runTraining({
      engine,
      model,
      params: config.training_params,
      train: data.train,
      validation: data.validation,
      resume: saved?.state,
      logs,
      view: config.visualizer_params,
      signal,
      onNote: (note) => onEvent?.({ type: 'note', note }),
      onEpoch: (record) => onEvent?.({ type: 'epoch', record }),
      onProgress: (progress) => onEvent?.({ type: 'progress', progress }),
      async onCheckpoint(checkpoint) {
        if (checkpoint.kind === 'best') {
          await saveBest(folder, { ...checkpoint, config });
          onEvent?.({ type: 'saved', checkpoint: 'best', epoch: checkpoint.record.epoch });
        } else {
          await saveLatest(folder, { state: checkpoint.state, config });
          onEvent?.({ type: 'saved', checkpoint: 'latest', epoch: checkpoint.state.position.epoch });
        }
      },
    });
    const late = [data.train, data.validation].flatMap((loader) => [...(loader?.report().skipped ?? [])]);
    return { ...result, skipped: new Map([...data.skipped, ...late]) };
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** Removes what an earlier run has left, all but the configuration. */
async function clear(folder: string): Promise<void> {
  for (const name of ['checkpoint', 'runs', 'images', 'audio', 'report.html', 'evaluation.csv']) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** What an earlier run has left, where it is to be gone on with. */
async function earlierRun(
  folder: string,
  { resume, overwrite, config }: TrainModelOptions & { readonly config: TrainingConfig },
): Promise<SavedRun | undefined> {
  if (overwrite && !resume) return undefined;
  const saved = await readLatest(folder);
  if (saved === undefined) return undefined;
  if (!resume) {
    throw new ArgumentError({
      place: folder,
      expected: 'a model that has not been trained',
      got: `a run of ${saved.state.position.epoch} epochs`,
      remedy: 'Go on with it by --resume, or give it up by --overwrite',
    });
  }
  checkSameModel(join(folder, 'config.json'), {
    config,
    saved: saved.config,
    remedy: 'Set it back, or begin anew with --overwrite',
  });
  return saved;
}
