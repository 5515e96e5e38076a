/** Datasets: tracks whose stems are known, for evaluation and training. Stands below both, and knows no host. */

export { assembleTrack, type TrackParts } from './assemble.ts';
export {
  type AudioDataset,
  type AudioDatasetOptions,
  type Chunk,
  createAudioDataset,
} from './audio-dataset.ts';
export { createAudioFolder } from './audio-folder.ts';
export {
  type AudioTransform,
  type AudioTransformOptions,
  createAudioTransform,
  type MelScaleOptions,
} from './audio-transform.ts';
export type { AugmentOptions } from './augment.ts';
export type { Batch } from './batch.ts';
export type { Dataset, Track, TrackAudio } from './dataset.ts';
export { namedRandom } from './draw.ts';
export type {
  Example,
  ExamplePlace,
  ExampleShape,
  ExampleSource,
  SourceReport,
} from './example.ts';
export type { DrawOptions } from './excerpt-drawer.ts';
export {
  createFileTrack,
  type FileTrackOptions,
  type OpenedSound,
  type SoundFile,
  type TrackFiles,
} from './file-track.ts';
export {
  type BatchMaker,
  type BatchOptions,
  createBatchMaker,
  createLoader,
  type EpochOptions,
  inOrder,
  type Loader,
  type LoaderOptions,
  type OrderedWork,
} from './loader.ts';
export { type RenderedSongsOptions, renderedSongs } from './rendered-songs.ts';
export type { ExcerptRange, SeekableTrack, StemChoice, TrackShape } from './seekable-track.ts';
export { createSoundCache, type SoundCache } from './sound-cache.ts';
export { type Survey, surveyDataset } from './survey.ts';
export { type ExampleOptions, residualTarget } from './target-excerpt.ts';
