/** `separate` from code, for every host: any kind of song in, stems in memory or as a stream out. */

import { type AudioInfo, collectAudio, streamAudio } from '../audio/index.ts';
import {
  type ClipMode,
  journeyOptions,
  type SeparateOptions,
  type Separation,
  type SeparationStream,
  separateAudio,
} from '../separate/index.ts';
import type { Host } from './host.ts';
import { decodeBytes, fitMemory, separateWithin } from './memory-shares.ts';
import type { OpenedInput, OpenInputOptions } from './open-input.ts';
import { type PreparedSeparator, prepareSeparator, type SeparatorChoice } from './prepare-separator.ts';

/** Options of `openSeparation`. */
export interface OpenSeparationOptions
  extends Omit<SeparateOptions, 'separator' | 'executor'>,
    SeparatorChoice {}

/** Options of `separate`. */
export interface SeparateSongOptions extends OpenSeparationOptions {
  /** What to do with outputs beyond full scale. Default `'none'`: samples in memory need no limit. */
  readonly clipMode?: ClipMode;
}

/** A separation that is read block by block; close it when done. */
export interface OpenSeparation extends SeparationStream {
  /** What the input's file says of itself; `undefined` for sound that came without a file. */
  readonly info: AudioInfo | undefined;
  /** Closes the input and ends the threads. */
  close(): Promise<void>;
}

/** Takes a song apart, in memory. Threads and input are closed whatever happens. */
export async function separateSong<Input>(
  host: Host<Input>,
  input: Input,
  options: SeparateSongOptions,
): Promise<Separation> {
  const { signal, clipMode } = options;
  const prepared = await prepareSeparator(host, options);
  try {
    const opened = await host.openInput(input, decodeOptions(host, options));
    try {
      const audio = await collectAudio(opened.stream, signal === undefined ? {} : { signal });
      const engine = fitMemory(streamAudio(audio), engineOptions(options, prepared), host.memoryCosts);
      return await separateAudio(audio, { ...engine, ...(clipMode === undefined ? {} : { clipMode }) });
    } finally {
      await opened.close();
    }
  } finally {
    await prepared.close();
  }
}

/** Plans the separation of a song and returns it as a stream of blocks, for the caller to close. */
export async function openSongSeparation<Input>(
  host: Host<Input>,
  input: Input,
  options: OpenSeparationOptions,
): Promise<OpenSeparation> {
  const prepared = await prepareSeparator(host, options);
  let opened: OpenedInput | undefined;
  try {
    opened = await host.openInput(input, decodeOptions(host, options));
    const stream = separateWithin(opened.stream, engineOptions(options, prepared), host.memoryCosts);
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

function decodeOptions<Input>(
  { memoryCosts }: Host<Input>,
  { signal, maxMemoryBytes }: OpenSeparationOptions,
): OpenInputOptions {
  const bytes = decodeBytes(maxMemoryBytes, memoryCosts);
  return {
    ...(bytes === undefined ? {} : { maxMemoryBytes: bytes }),
    ...(signal === undefined ? {} : { signal }),
  };
}

/** The caller's options as the engine takes them. */
function engineOptions(
  options: OpenSeparationOptions,
  { separator, executor }: PreparedSeparator,
): SeparateOptions {
  const { signal, onProgress } = options;
  return {
    ...journeyOptions(options),
    separator,
    ...(executor === undefined ? {} : { executor }),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}
