/**
 * The Node host: files and folders in, stems on the disk, chunks in worker threads, interrupted runs taken up again. Stands
 * above all separation and below the command line, which only parses and prints.
 */

export type {
  BatchResult,
  JourneyOptions,
  SeparateEvent,
  SeparateFilesOptions,
  TrackDone,
  TrackFailed,
  TrackResult,
  TrackSkipped,
} from './batch-options.ts';
export { type ChunkPool, type ChunkPoolOptions, createChunkPool } from './chunk-pool.ts';
export { createEngine, type EngineOptions } from './engine.ts';
export { type FileSinkOptions, fileSink } from './file-sink.ts';
export { fileSource } from './file-source.ts';
export { type FindInputsOptions, findInputs, type InputFile, type InputProblem } from './inputs.ts';
export type { Manifest, ManifestOutput, ManifestTrack } from './manifest.ts';
export { type OpenedInput, type OpenInputOptions, openInput, type SeparateInput } from './open-input.ts';
export { type OutputFormat, type OutputOptions, outputFormats } from './output-format.ts';
export { packageVersion } from './package-version.ts';
export {
  checkPcmShape,
  encodePcm,
  type PcmFormat,
  type PcmShape,
  pcmFormats,
  pcmStream,
} from './pcm.ts';
export { defaultSeparator, type SeparatorChoice } from './prepare-separator.ts';
export {
  type OpenSeparation,
  type OpenSeparationOptions,
  openSeparation,
  type SeparateSongOptions,
  separate,
} from './separate.ts';
export { type SeparateToFilesOptions, separateFiles, separateToFiles } from './separate-files.ts';
export { type WavStreamShape, wavHeader } from './wav-stream.ts';
