/** `separate` from code, in Node: any kind of song in, stems in memory or as a stream out. */

import { type AudioInfo, collectAudio } from '../audio/index.ts';
import {
  type ClipMode,
  type SeparateOptions,
  type Separation,
  type SeparationStream,
  separateAudio,
} from '../separate/index.ts';
import { decodeBytes, engineBytes, separateWithin } from './memory-shares.ts';
import { type OpenedInput, openInput, type SeparateInput } from './open-input.ts';
import type { PcmShape } from './pcm.ts';
import { type PreparedSeparator, prepareSeparator, type SeparatorChoice } from './prepare-separator.ts';

/** Options of {@link openSeparation}. */
export interface OpenSeparationOptions
  extends Omit<SeparateOptions, 'separator' | 'executor'>,
    SeparatorChoice {
  /** How raw PCM lies, for an input that is a stream of such bytes. */
  readonly pcm?: PcmShape;
}

/** Options of {@link separate}. */
export interface SeparateSongOptions extends OpenSeparationOptions {
  /** What to do with outputs beyond full scale. Default `'none'`: samples in memory need no limit. */
  readonly clipMode?: ClipMode;
}

/** A separation that is read block by block; close it when done. */
export interface OpenSeparation extends SeparationStream {
  /** What the input's file says of itself; `undefined` for sound that came without a file. */
  readonly info: AudioInfo | undefined;
  /** Closes the input and ends the worker threads. */
  close(): Promise<void>;
}

/**
 * Takes a song apart. Returns its stems by name, each an Audio as long as the song; they are held in memory, so for very
 * long songs use `separateToFiles` or {@link openSeparation}. The separator's chunks run in worker threads.
 *
 * `input` is a path, a `file:` URL, a file's bytes, a Node stream, an Audio or an AudioStream. Throws ArgumentError,
 * HostError (cannot be read), FormatError (not audio), LimitError; rejects with the reason of an aborted `signal`.
 *
 * @example
 * const { stems } = await separate('song.mp3', { separator: 'hpss-vocals' });
 * const vocals = stems.get('vocals'); // { sampleRate, channels: [left, right] }
 */
export async function separate(input: SeparateInput, options: SeparateSongOptions = {}): Promise<Separation> {
  const prepared = prepareSeparator(options);
  try {
    const opened = await openFor(input, options);
    try {
      const signal = options.signal === undefined ? {} : { signal: options.signal };
      const audio = await collectAudio(opened.stream, signal);
      const engine = engineOptions(options, prepared);
      const { maxMemoryBytes } = engine;
      if (maxMemoryBytes === undefined) return await separateAudio(audio, engine);
      const threads = prepared.executor?.concurrency ?? 0;
      return await separateAudio(audio, {
        ...engine,
        maxMemoryBytes: engineBytes(maxMemoryBytes, threads),
      });
    } finally {
      await opened.close();
    }
  } finally {
    await prepared.close();
  }
}

/**
 * The streaming form of {@link separate}: plans the separation and returns it as a stream of blocks, in constant memory
 * for any length. Read `blocks()`, then `close()`.
 *
 * @example
 * const separation = await openSeparation('set.flac', { separator: 'hpss' });
 * for await (const { startSample, outputs } of separation.blocks()) play(startSample, outputs.get('percussive'));
 * await separation.close();
 */
export async function openSeparation(
  input: SeparateInput,
  options: OpenSeparationOptions = {},
): Promise<OpenSeparation> {
  const prepared = prepareSeparator(options);
  let opened: OpenedInput | undefined;
  try {
    opened = await openFor(input, options);
    const stream = separateWithin(opened.stream, engineOptions(options, prepared));
    const { info, close } = opened;
    return {
      ...stream,
      info,
      async close() {
        await prepared.close();
        await close();
      },
    };
  } catch (error) {
    await prepared.close();
    await opened?.close();
    throw error;
  }
}

async function openFor(input: SeparateInput, options: OpenSeparationOptions): Promise<OpenedInput> {
  const { pcm, signal } = options;
  const maxMemoryBytes = decodeBytes(options.maxMemoryBytes);
  return await openInput(input, {
    ...(pcm === undefined ? {} : { pcm }),
    ...(maxMemoryBytes === undefined ? {} : { maxMemoryBytes }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** The caller's options as the engine takes them. */
function engineOptions<T extends OpenSeparationOptions>(
  options: T,
  { separator, executor }: PreparedSeparator,
): Omit<T, keyof SeparatorChoice | 'pcm'> & SeparateOptions {
  const { separator: _1, separatorOptions: _2, jobs: _3, pcm: _4, ...rest } = options;
  return { ...rest, ...(executor === undefined ? {} : { executor }), separator };
}
