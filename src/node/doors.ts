/**
 * The doors to models and their training: what is behind each is loaded when it is first opened, so that a separation without networks, and every thread, does not wait for
 * graphs, networks and pictures.
 */

import type { Model } from '../models/index.ts';
import type { RunLog, SavedRun, TrainingConfig } from '../train/index.ts';
import type { CreateModelFolderOptions } from './configure.ts';
import type { EventLog, EventLogOptions } from './event-log.ts';
import type { ExportedModel, ExportModelOptions } from './export-model.ts';
import type { LoadedModel, LoadModelOptions } from './load-model.ts';
import type { ModelFolderOptions } from './model-files.ts';
import type { ModelFolder } from './model-folder.ts';
import type { RunLogsOptions } from './run-logs.ts';
import type { TestModelOptions, TestResult } from './test-model.ts';
import type { TrainModelOptions, TrainModelResult } from './train-model.ts';

/**
 * Makes the model in a folder ready to separate. Throws as `readModelFolder` and `createEngine` do, and ArgumentError for options out of range.
 *
 * @example
 * const model = await loadModelFolder('my_model');
 * const { stems } = await separate('song.mp3', { separator: model.separator });
 * await model.close();
 */
export async function loadModelFolder(path: string, options?: LoadModelOptions): Promise<LoadedModel> {
  return await (await import('./load-model.ts')).loadModelFolder(path, options);
}

/**
 * Reads a model folder. Throws HostError where the folder, its configuration or the checkpoint is not there or cannot be read; FormatError where one of the two is damaged;
 * ArgumentError, naming the key, for a configuration that makes no sense, and for a checkpoint of another architecture.
 *
 * @example
 * const { model, weights } = await readModelFolder('my_model');
 */
export async function readModelFolder(path: string, options?: ModelFolderOptions): Promise<ModelFolder> {
  return await (await import('./model-folder.ts')).readModelFolder(path, options);
}

/** The configuration alone, and the model that it describes; no checkpoint need be there. Throws as {@link readModelFolder}. */
export async function readModelConfig(
  path: string,
): Promise<{ readonly config: TrainingConfig; readonly model: Model }> {
  return await (await import('./model-folder.ts')).readModelConfig(path);
}

/**
 * Separates every track of the data set in `dataset` with the model in `folder` and measures its targets against the true stems: BSS Eval v4 (SDR and SAR, medians over frames of a second, as
 * museval), SI-SDR and STOI of the whole track. A track that fails does not keep the others from being measured. Throws as `loadModelFolder` and `openTrackFolders` do, ArgumentError where no
 * track has the model's targets, and the signal's reason; the table is only written at the end, whole.
 *
 * @example
 * const { summaries } = await testModel('my_model', 'songs/'); // songs/test/<track>/vocals.wav, …
 */
export async function testModel(
  folder: string,
  dataset: string,
  options?: TestModelOptions,
): Promise<TestResult> {
  return await (await import('./test-model.ts')).testModel(folder, dataset, options);
}

/**
 * Writes the model in `path` as an `.onnx` file of standard ops with its weights inside: `mixture` `[batch, channel, sample]` to `estimates` `[batch, target, channel, sample]`, both float32, the batch of any
 * size, samples as many as the model sees at once. Rate, targets and sizes stand in the file's metadata. Throws as `readModelFolder` does, ArgumentError for phase options that the network has no use for,
 * and HostError where the file cannot be written.
 *
 * @example
 * const { path } = await exportModelFolder('my_model'); // my_model/my_model.onnx
 */
export async function exportModelFolder(path: string, options?: ExportModelOptions): Promise<ExportedModel> {
  return await (await import('./export-model.ts')).exportModelFolder(path, options);
}

/**
 * Makes the folder `path` with the template of `network` as its `config.json`, and gives what it holds. Throws ArgumentError for unknown networks and keys, values that do not fit, and
 * where there is a configuration already; HostError where the folder cannot be written.
 *
 * @example
 * await createModelFolder('my_model', 'SpectrogramNetSimple', { name: 'my_model', settings: { levels: 4 } });
 */
export async function createModelFolder(
  path: string,
  network: string,
  options: CreateModelFolderOptions,
): Promise<TrainingConfig> {
  return await (await import('./configure.ts')).createModelFolder(path, network, options);
}

/**
 * Changes keys of the configuration in the folder `path`, whichever sections they stand in, and gives what it holds then. Throws as {@link createModelFolder} does, and HostError where there is
 * none; the file is then as it was.
 */
export async function editModelFolder(
  path: string,
  changes: Readonly<Record<string, unknown>>,
): Promise<TrainingConfig> {
  return await (await import('./configure.ts')).editModelFolder(path, changes);
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
  options?: TrainModelOptions,
): Promise<TrainModelResult> {
  return await (await import('./train-model.ts')).trainModel(folder, dataset, options);
}

/** The run in a folder, or `undefined` where none was saved. Throws HostError, FormatError where the file is damaged. */
export async function readLatest(folder: string): Promise<SavedRun | undefined> {
  return await (await import('./checkpoint-files.ts')).readLatest(folder);
}

/**
 * The logs of a run: `runs/` where `visualizer_params.tensorboard` says so, `images/` and `audio/` as its other keys say, and `report.html`, written anew at the end of each epoch. The caller closes them. Throws
 * HostError where the folder cannot be written.
 *
 * @example
 * await trainModel('my_model', 'songs', { openLogs: openRunLogs });
 */
export async function openRunLogs(options: RunLogsOptions): Promise<readonly RunLog[]> {
  return await (await import('./run-logs.ts')).openRunLogs(options);
}

/**
 * Starts an event file in `folder`, which is made where it is missing. Records are appended whole and in order, so that whenever the process
 * is killed, at most the last one is cut short, which TensorBoard passes over. Throws HostError: no permission, full disk. What fails
 * later is thrown by the next call.
 */
export async function openEventLog(folder: string, options?: EventLogOptions): Promise<EventLog> {
  return await (await import('./event-log.ts')).openEventLog(folder, options);
}
