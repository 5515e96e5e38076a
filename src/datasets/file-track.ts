/**
 * A track in files, of which excerpts are read: WAVE files are entered at the excerpt, others are decoded whole and kept
 * for the next excerpt as long as a cache has room. The host says how a file is opened.
 */

import { type Audio, type AudioInfo, type AudioStream, collectAudio } from '../audio/index.ts';
import { ArgumentError } from '../util/index.ts';
import { assembleTrack } from './assemble.ts';
import type { TrackAudio } from './dataset.ts';
import type { ExcerptRange, SeekableTrack, StemChoice, TrackShape } from './seekable-track.ts';
import { createSoundCache, type SoundCache } from './sound-cache.ts';

/** An open file. */
export interface OpenedSound {
  readonly stream: AudioStream;
  /** What the file says of itself; `undefined` for sound without a file. */
  readonly info: AudioInfo | undefined;
  close(): Promise<void>;
}

/** A file that can be opened as often as it is needed. */
export interface SoundFile {
  /** Unique: errors and caches call it so. */
  readonly name: string;
  open(options?: { readonly signal?: AbortSignal }): Promise<OpenedSound>;
}

/** The files of a track. */
export interface TrackFiles {
  readonly name: string;
  readonly stems: ReadonlyMap<string, SoundFile>;
  /** Default: the sum of all stems. */
  readonly mixture?: SoundFile;
}

/** Options of {@link createFileTrack}. */
export interface FileTrackOptions {
  /** Where decoded sound is kept; give all tracks of a data set the same one. Default: nothing is kept. */
  readonly cache?: SoundCache;
}

interface FileShape {
  readonly sampleRate: number;
  readonly channelCount: number;
  readonly lengthSamples: number;
  readonly seeks: boolean;
}

/** A part of the track, `mixture` among them. */
type Part = readonly [name: string, file: SoundFile];

/** The track in these files. Nothing is read before it is asked for. */
export function createFileTrack(files: TrackFiles, options: FileTrackOptions = {}): SeekableTrack {
  const { name, stems, mixture } = files;
  const { cache = createSoundCache(0) } = options;
  const shapes = new Map<string, FileShape>();

  /** The parts that an excerpt with these stems is made of: without a mixture, all stems are in its sum. */
  function partsOf(wanted: readonly string[]): readonly Part[] {
    checkStems(wanted);
    if (mixture === undefined) return [...stems];
    return [...wanted.map((stem): Part => [stem, stems.get(stem)!]), ['mixture', mixture]];
  }

  function checkStems(wanted: readonly string[]): void {
    const missing = wanted.filter((stem) => !stems.has(stem));
    if (missing.length === 0 && (mixture !== undefined || stems.size > 0)) return;
    throw new ArgumentError({
      place: name,
      expected: missing.length > 0 ? `a file for ${missing.join(', ')}` : 'at least one stem',
      got: [...stems.keys()].join(', ') || 'no stems',
      remedy: 'Add the file, choose other targets, or skip such tracks',
    });
  }

  async function shapeOf(file: SoundFile, signal: AbortSignal | undefined): Promise<FileShape> {
    const known = shapes.get(file.name);
    if (known !== undefined) return known;
    const shape = await withFile(file, signal, async ({ stream, info }): Promise<FileShape> => {
      const { sampleRate, channelCount } = stream;
      // Readers of compressed formats decode from the start to wherever they are asked to begin.
      const seeks = stream.lengthSamples !== undefined && (info === undefined || info.format === 'wav');
      const lengthSamples = stream.lengthSamples ?? (await decoded(file, signal)).channels[0]!.length;
      return { sampleRate, channelCount, lengthSamples, seeks };
    });
    shapes.set(file.name, shape);
    return shape;
  }

  async function decoded(file: SoundFile, signal: AbortSignal | undefined): Promise<Audio> {
    const [audio] = await cache.get(file.name, async () => [
      await withFile(file, signal, ({ stream }) => collectAudio(stream, optional(signal))),
    ]);
    return audio!;
  }

  async function describe({
    stems: wanted = [...stems.keys()],
    signal,
  }: StemChoice = {}): Promise<TrackShape> {
    const parts = partsOf(wanted);
    const found: (readonly [string, FileShape])[] = [];
    for (const [part, file] of parts) found.push([part, await shapeOf(file, signal)]);
    return commonShape(name, found);
  }

  return {
    name,
    stems: [...stems.keys()],
    describe,
    async excerpt(range): Promise<TrackAudio> {
      const { stems: wanted = [...stems.keys()], signal } = range;
      const shape = await describe({ stems: wanted, ...optional(signal) });
      const sounds = new Map<string, Audio>();
      for (const [part, file] of partsOf(wanted)) {
        const { seeks } = await shapeOf(file, signal);
        const channels = seeks
          ? await withFile(file, signal, ({ stream }) => readRange(stream, range))
          : cut((await decoded(file, signal)).channels, range);
        sounds.set(part, { sampleRate: shape.sampleRate, channels });
      }
      return assembled(name, sounds, wanted);
    },
    async load({ signal } = {}): Promise<TrackAudio> {
      const sounds = new Map<string, Audio>();
      for (const [part, file] of partsOf([...stems.keys()])) sounds.set(part, await decoded(file, signal));
      return assembled(name, sounds, [...stems.keys()]);
    },
  };
}

/** What was read as stems and mixture; stems that were only there for the sum are let go. */
function assembled(name: string, sounds: Map<string, Audio>, wanted: readonly string[]): TrackAudio {
  const mixture = sounds.get('mixture');
  const parts = [...sounds].filter(([part]) => part !== 'mixture');
  if (mixture !== undefined && fitsAlready([...sounds.values()])) {
    return { stems: new Map(parts), mixture, notes: [] };
  }
  if (parts.length === 0) return assembleTrack({ name, stems: new Map([['mixture', mixture!]]) });
  const track = assembleTrack({ name, stems: new Map(parts), ...(mixture === undefined ? {} : { mixture }) });
  return { ...track, stems: new Map(wanted.map((stem) => [stem, track.stems.get(stem)!])) };
}

/** Whether there is nothing to assemble: one shape, and finite samples. The commonest case by far, thousands of times an epoch. */
function fitsAlready(sounds: readonly Audio[]): boolean {
  const [{ channels: first }] = sounds as [Audio];
  return sounds.every(
    ({ channels }) =>
      channels.length === first.length &&
      channels.every((channel) => channel.length === first[0]!.length && allFinite(channel)),
  );
}

/** 0·x is 0 for finite numbers and NaN for others. */
function allFinite(samples: Float32Array): boolean {
  let zero = 0;
  for (let n = 0; n < samples.length; n++) zero += 0 * samples[n]!;
  return zero === 0;
}

function commonShape(name: string, parts: readonly (readonly [string, FileShape])[]): TrackShape {
  const [whose, last] = parts.at(-1)!;
  const { sampleRate } = last;
  for (const [part, shape] of parts) {
    if (shape.sampleRate === sampleRate) continue;
    throw new ArgumentError({
      place: `${name}: ${part}`,
      expected: `${sampleRate} Hz, the rate of ${whose}`,
      got: `${shape.sampleRate} Hz`,
      remedy: 'Resample the files of a track to one rate; it is never done silently',
    });
  }
  const lengthSamples =
    whose === 'mixture' ? last.lengthSamples : Math.max(...parts.map(([, shape]) => shape.lengthSamples));
  return {
    sampleRate,
    lengthSamples,
    channelCount: Math.max(...parts.map(([, shape]) => shape.channelCount)),
  };
}

async function withFile<T>(
  file: SoundFile,
  signal: AbortSignal | undefined,
  work: (opened: OpenedSound) => Promise<T>,
): Promise<T> {
  const opened = await file.open(optional(signal));
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

/** The samples of a range, silence behind the end. */
async function readRange(stream: AudioStream, range: ExcerptRange): Promise<Float32Array[]> {
  const { startSample, lengthSamples, signal } = range;
  const channels = Array.from({ length: stream.channelCount }, () => new Float32Array(lengthSamples));
  if (startSample >= (stream.lengthSamples ?? Number.POSITIVE_INFINITY)) return channels;
  let filled = 0;
  for await (const block of stream.blocks({ startSample, ...optional(signal) })) {
    const count = Math.min(block[0]!.length, lengthSamples - filled);
    channels.forEach((channel, c) => {
      channel.set(block[c]!.subarray(0, count), filled);
    });
    filled += count;
    if (filled === lengthSamples) break;
  }
  return channels;
}

/** The samples of a range, silence behind the end: views into the channels where they reach far enough. */
export function cut(
  channels: readonly Float32Array[],
  { startSample, lengthSamples }: Pick<ExcerptRange, 'startSample' | 'lengthSamples'>,
): Float32Array[] {
  return channels.map((channel) => {
    if (startSample + lengthSamples <= channel.length) {
      return channel.subarray(startSample, startSample + lengthSamples);
    }
    const part = new Float32Array(lengthSamples);
    part.set(channel.subarray(startSample, startSample + lengthSamples));
    return part;
  });
}

function optional(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
