/**
 * The Node host: files and folders in, stems on the disk, chunks in worker threads, interrupted runs taken up again. Stands
 * above all separation and below the command line, which only parses and prints.
 */

export {
  defaultSeparator,
  type OpenedInput,
  type OpenSeparation,
  type OutputFormat,
  type OutputOptions,
  outputFormats,
  type SeparatorChoice,
} from '../host/index.ts';
export type { JourneyOptions } from '../separate/index.ts';
export type {
  BatchResult,
  SeparateEvent,
  SeparateFilesOptions,
  TrackDone,
  TrackFailed,
  TrackResult,
  TrackSkipped,
} from './batch-options.ts';
export { type ChunkPool, type ChunkPoolOptions, createChunkPool } from './chunk-pool.ts';
export type { CreateModelFolderOptions } from './configure.ts';
export {
  createModelFolder,
  editModelFolder,
  exportModelFolder,
  loadModelFolder,
  openEventLog,
  openRunLogs,
  readLatest,
  readModelConfig,
  readModelFolder,
  testModel,
  trainModel,
} from './doors.ts';
export { createEngine, type EngineOptions } from './engine.ts';
export type { EstimateSource } from './estimate-source.ts';
export { evaluate } from './evaluate.ts';
export type { EvaluateEvent, EvaluateOptions } from './evaluate-options.ts';
export {
  type EvaluationRow,
  type EvaluationSummary,
  scoreColumns,
} from './evaluation-row.ts';
export type { EventLog, EventLogOptions } from './event-log.ts';
export type { ExportedModel, ExportModelOptions } from './export-model.ts';
export { type FileSinkOptions, fileSink } from './file-sink.ts';
export { fileSource } from './file-source.ts';
export { type FolderBatchOptions, type FolderLoaderOptions, openFolderLoader } from './folder-loader.ts';
export { type FindInputsOptions, findInputs, type InputFile, type InputProblem } from './inputs.ts';
export { isModelFolder } from './is-model-folder.ts';
export type { LoadedModel, LoadModelOptions } from './load-model.ts';
export type { Manifest, ManifestOutput, ManifestTrack } from './manifest.ts';
export type { CheckpointName, ModelFolderOptions } from './model-files.ts';
export type { ModelFolder } from './model-folder.ts';
export { checkModelOptions, type ModelChoices } from './model-options.ts';
export { type OpenInputOptions, openInput, type SeparateInput } from './open-input.ts';
export { packageVersion } from './package-version.ts';
export {
  checkPcmShape,
  encodePcm,
  type PcmFormat,
  type PcmShape,
  pcmFormats,
  pcmStream,
} from './pcm.ts';
export { type PlotDone, type PlotFailed, type PlotFilesOptions, plotFiles } from './plot.ts';
export { type PlotKind, type PlotOptions, plotFormats, plotKinds } from './plot-options.ts';
export type { RunLogsOptions } from './run-logs.ts';
export {
  type LoadedScoreSeparator,
  loadScore,
  loadScoreSeparator,
  type TranscribeFileOptions,
  transcribeFile,
} from './score-files.ts';
export {
  type OpenSeparationOptions,
  openSeparation,
  type SeparateSongOptions,
  separate,
} from './separate.ts';
export { type SeparateToFilesOptions, separateFiles, separateToFiles } from './separate-files.ts';
export type { TestEvent, TestModelOptions, TestResult } from './test-model.ts';
export { type ExcerptDataset, openTrackExcerpts, type TrackExcerptsOptions } from './track-excerpts.ts';
export {
  type FolderDataset,
  type FolderTrack,
  openTrackFolders,
  type TrackFoldersOptions,
} from './track-folders.ts';
export type {
  LogContext,
  TrainEvent,
  TrainModelOptions,
  TrainModelResult,
} from './train-model.ts';
export { type WavStreamShape, wavHeader } from './wav-stream.ts';
export {
  type WriteEvaluationOptions,
  type WriteReportOptions,
  writeEvaluation,
  writeReport,
} from './write-evaluation.ts';
