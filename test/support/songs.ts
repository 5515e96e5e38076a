/** Small tracks in memory: every sample tells which track, part and place it is from. */

import { type Audio, lengthSamples, streamAudio } from '../../src/audio/index.ts';
import {
  createFileTrack,
  type Dataset,
  type SeekableTrack,
  type SoundFile,
} from '../../src/datasets/index.ts';

/** What makes a part of a track. */
export interface PartShape {
  readonly sampleRate?: number;
  readonly channels?: number;
  readonly length?: number;
  /** Added to every sample. */
  readonly level?: number;
}

/** A ramp: sample n of channel c is level + n·1e-4 + c·0.1. */
export function ramp({ sampleRate = 100, channels = 1, length = 500, level = 0 }: PartShape = {}): Audio {
  return {
    sampleRate,
    channels: Array.from({ length: channels }, (_, c) =>
      Float32Array.from({ length }, (_, n) => level + n * 1e-4 + c * 0.1),
    ),
  };
}

/** Sound as a file that can be entered anywhere; `opened` counts. */
export function soundFile(name: string, audio: Audio | Error, opened?: { count: number }): SoundFile {
  return {
    name,
    async open() {
      if (opened !== undefined) opened.count++;
      if (audio instanceof Error) throw audio;
      return { stream: streamAudio(audio, 64), info: undefined, close: async () => {} };
    },
  };
}

/** Sound as a file of a compressed format: it has to be decoded from the start. */
export function compressedFile(name: string, audio: Audio, opened: { count: number }): SoundFile {
  const { sampleRate, channels } = audio;
  return {
    name,
    async open() {
      opened.count++;
      const info = {
        format: 'flac',
        codec: 'flac',
        sampleRate,
        channelCount: channels.length,
        lengthSamples: lengthSamples(audio),
        durationSeconds: undefined,
        tags: {},
      };
      return { stream: streamAudio(audio), info, close: async () => {} };
    },
  };
}

/** A track of ramps. */
export function rampTrack(
  name: string,
  parts: Readonly<Record<string, PartShape>> = { vocals: { level: 0.5 }, drums: { level: 0.25 } },
): SeekableTrack {
  const files = Object.entries(parts).map(
    ([stem, shape]) => [stem, soundFile(`${name}/${stem}`, ramp(shape))] as const,
  );
  const mixture = files.find(([stem]) => stem === 'mixture')?.[1];
  const stems = new Map(files.filter(([stem]) => stem !== 'mixture'));
  return createFileTrack({ name, stems, ...(mixture === undefined ? {} : { mixture }) });
}

/** A data set of tracks. */
export function datasetOf(...tracks: Dataset['tracks'][number][]): Dataset {
  return { name: 'songs', tracks };
}
