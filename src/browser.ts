/** The public list of the toolkit in the browser: the shared list and the browser host's own names. No code in here. */

export {
  blobSource,
  browserCodecHost,
  createEngine,
  defaultSeparator,
  type EncodeStemOptions,
  type EngineOptions,
  encodeStem,
  fileHandleSink,
  fromAudioBuffer,
  type OpenSeparation,
  type OpenSeparationOptions,
  type OutputFormat,
  type OutputOptions,
  openSeparation,
  outputFormats,
  type SeparateInput,
  type SeparateSongOptions,
  type SeparatorChoice,
  separate,
  toAudioBuffer,
  urlSource,
} from './browser/index.ts';
export * from './index.ts';
