/**
 * The browser as a host: files the user chose, addresses and AudioBuffers in; web workers for the work; blobs and file
 * handles out. Stands beside node/, gives the same `separate`, and is imported by src/browser.ts alone.
 */

export {
  defaultSeparator,
  type OpenSeparation,
  type OpenSeparationOptions,
  type OutputFormat,
  type OutputOptions,
  outputFormats,
  type SeparateSongOptions,
  type SeparatorChoice,
} from '../host/index.ts';
export { fromAudioBuffer, toAudioBuffer } from './audio-buffer.ts';
export { blobSource } from './blob-source.ts';
export { browserCodecHost } from './codec-host.ts';
export { droppedFiles, type PlacedFile } from './dropped-files.ts';
export { type EncodeStemOptions, encodeStem } from './encode-stem.ts';
export { createEngine, type EngineOptions } from './engine.ts';
export { fileHandleSink } from './file-handle-sink.ts';
export { type FileDataset, type FileTracksOptions, openFileTracks } from './file-tracks.ts';
export type { SeparateInput } from './open-input.ts';
export { openSeparation, separate } from './separate.ts';
export {
  type TrainingTracks,
  type TrainModelOptions,
  type TrainModelResult,
  trainModel,
} from './train-model.ts';
export { urlSource } from './url-source.ts';
