/**
 * What the hosts share: the pool of threads and what it says to them, a named separator made ready, a song of any kind opened
 * and separated, memory shared out, the formats of outputs. Stands above all separation and below node/ and browser/, which
 * give it their threads, files and codecs through the interface {@link Host}. Knows neither DOM nor Node.
 */

export { answerChunks } from './answer-chunks.ts';
export type { ChunkReply, ChunkRequest, WorkerSetup } from './chunk-message.ts';
export type { Host, PoolRequest, ThreadHost } from './host.ts';
export { decodeBytes, type MemoryCosts, separateWithin } from './memory-shares.ts';
export {
  type MemoryInput,
  type OpenEncodedOptions,
  type OpenedInput,
  type OpenInputOptions,
  openEncoded,
  openMemoryInput,
  openSound,
} from './open-input.ts';
export {
  bytesPerSample,
  type OutputFormat,
  type OutputOptions,
  type OutputSettings,
  outputFormats,
  outputSettings,
} from './output-format.ts';
export {
  defaultSeparator,
  type PreparedSeparator,
  prepareSeparator,
  type SeparatorChoice,
} from './prepare-separator.ts';
export {
  type OpenSeparation,
  type OpenSeparationOptions,
  openSongSeparation,
  type SeparateSongOptions,
  separateSong,
} from './separate-song.ts';
export {
  type ChosenTracks,
  chosenTracks,
  surveyTracks,
  trainingBatches,
  type UsableTracks,
  validationBatches,
} from './training-tracks.ts';
export {
  createWorkerPool,
  type Thread,
  type ThreadEvents,
  threadLost,
  type WorkerPool,
} from './worker-pool.ts';
