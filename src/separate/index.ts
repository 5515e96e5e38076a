/**
 * The main journey: a song and a Separator in, stems out, streamed and in constant memory. Above it stand the hosts,
 * which read and write files; below it the separators, known only by their contract.
 */

export { type Mix, parseMix } from './arithmetic.ts';
export { applyClip, type ClipMode, clipModes, createPeakMeter, type PeakMeter, sharedGain } from './clip.ts';
export { type Excerpt, excerptStream } from './excerpt.ts';
export { guardStream } from './guard.ts';
export {
  type ChunkExecutor,
  type ChunkRunOptions,
  type Consistency,
  type JourneyOptions,
  journeyOptions,
  type OtherMethod,
  type SeparateOptions,
  type SeparationBlock,
  type SeparationPlan,
  type SeparationStream,
} from './options.ts';
export { outputNames } from './outputs.ts';
export { type SeparateAudioOptions, type Separation, separateAudio } from './separate-audio.ts';
export { separateStream } from './separate-stream.ts';
