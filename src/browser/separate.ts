/** `separate` from code, in the browser: any kind of song in, stems in memory or as a stream out. */

import { type AudioInfo, collectAudio } from '../audio/index.ts';
import {
  type ClipMode,
  type SeparateOptions,
  type Separation,
  type SeparationStream,
  separateAudio,
  separateStream,
} from '../separate/index.ts';
import { type OpenedInput, openInput, type SeparateInput } from './open-input.ts';
import { type PreparedSeparator, prepareSeparator, type SeparatorChoice } from './prepare-separator.ts';

/** Options of {@link openSeparation}. */
export interface OpenSeparationOptions
  extends Omit<SeparateOptions, 'separator' | 'executor'>,
    SeparatorChoice {}

/** Options of {@link separate}. */
export interface SeparateSongOptions extends OpenSeparationOptions {
  /** What to do with outputs beyond full scale. Default `'none'`: samples in memory need no limit. */
  readonly clipMode?: ClipMode;
}

/** A separation that is read block by block; close it when done. */
export interface OpenSeparation extends SeparationStream {
  /** What the input's file says of itself; `undefined` for sound that came without a file. */
  readonly info: AudioInfo | undefined;
  /** Closes the input and ends the workers. */
  close(): Promise<void>;
}

/**
 * Takes a song apart. Returns its stems by name, each an Audio as long as the song; they are held in memory (10 MB per minute,
 * channel and stem at 44.1 kHz), so for very long songs use {@link openSeparation}. The separator's chunks run in web workers.
 *
 * `input` is a File or Blob, a file's bytes, an address, an AudioBuffer, an Audio or an AudioStream. Throws ArgumentError,
 * HostError (cannot be read), FormatError (not audio), LimitError; rejects with the reason of an aborted `signal`.
 *
 * @example
 * const { stems } = await separate(fileInput.files[0], { separator: 'hpss-vocals' });
 * const vocals = stems.get('vocals'); // { sampleRate, channels: [left, right] }
 */
export async function separate(input: SeparateInput, options: SeparateSongOptions = {}): Promise<Separation> {
  const prepared = await prepareSeparator(options, signalOf(options));
  try {
    const opened = await openInput(input, limitsOf(options));
    try {
      const audio = await collectAudio(opened.stream, signalOf(options));
      return await separateAudio(audio, engineOptions(options, prepared));
    } finally {
      await opened.close();
    }
  } finally {
    prepared.close();
  }
}

/**
 * The streaming form of {@link separate}: plans the separation and returns it as a stream of blocks, in constant memory for
 * any length. Read `blocks()`, then `close()`.
 *
 * @example
 * const separation = await openSeparation(file, { separator: 'hpss' });
 * for await (const { startSample, outputs } of separation.blocks()) play(startSample, outputs.get('percussive'));
 * await separation.close();
 */
export async function openSeparation(
  input: SeparateInput,
  options: OpenSeparationOptions = {},
): Promise<OpenSeparation> {
  const prepared = await prepareSeparator(options, signalOf(options));
  let opened: OpenedInput | undefined;
  try {
    opened = await openInput(input, limitsOf(options));
    const stream = separateStream(opened.stream, engineOptions(options, prepared));
    const { info, close } = opened;
    return {
      ...stream,
      info,
      async close() {
        prepared.close();
        await close();
      },
    };
  } catch (error) {
    prepared.close();
    await opened?.close();
    throw error;
  }
}

function signalOf({ signal }: OpenSeparationOptions): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function limitsOf(options: OpenSeparationOptions): {
  readonly signal?: AbortSignal;
  readonly maxMemoryBytes?: number;
} {
  const { maxMemoryBytes } = options;
  return { ...signalOf(options), ...(maxMemoryBytes === undefined ? {} : { maxMemoryBytes }) };
}

/** The caller's options as the engine takes them. */
function engineOptions<T extends OpenSeparationOptions>(
  options: T,
  { separator, executor }: PreparedSeparator,
): Omit<T, keyof SeparatorChoice> & SeparateOptions {
  const { separator: _1, separatorOptions: _2, jobs: _3, ...rest } = options;
  return { ...rest, ...(executor === undefined ? {} : { executor }), separator };
}
