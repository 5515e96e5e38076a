/**
 * Sound as a value and as a file: the Audio value, its streamed form, the formats that turn bytes into it and back,
 * and the contract of a Separator, which turns one Audio into several.
 */

export {
  type Audio,
  type AudioBlock,
  type AudioStream,
  checkAudio,
  collectAudio,
  durationSeconds,
  lengthSamples,
  streamAudio,
} from './audio.ts';
export { type ByteSink, type ByteSource, bytesSource, memorySink } from './bytes.ts';
export { createAudioWriter, type EncodeAudioOptions, encodeAudio } from './encode.ts';
export type {
  AudioFormat,
  AudioInfo,
  AudioReader,
  AudioWriter,
  CodecHost,
  EncodeOptions,
  OpenOptions,
  PacketDecoder,
  Tags,
} from './format.ts';
export { audioFormats } from './formats/list.ts';
export { decodeAudio, openAudio, probeAudio } from './open.ts';
export type { Chunking, SeparateChunkOptions, Separator, Stems } from './separator.ts';
