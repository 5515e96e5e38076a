/** Everything that `separate` takes as a song in the browser, opened as a stream of sound. */

import {
  type Audio,
  type AudioInfo,
  type AudioStream,
  type ByteSource,
  bytesSource,
  checkAudio,
  openAudio,
  streamAudio,
} from '../audio/index.ts';
import { ArgumentError, describe } from '../util/index.ts';
import { fromAudioBuffer } from './audio-buffer.ts';
import { blobSource } from './blob-source.ts';
import { browserCodecHost } from './codec-host.ts';
import { urlSource } from './url-source.ts';

/**
 * A song: a file that the user chose or dropped, the bytes of one, the address of one (relative to the page), sound that
 * the browser decoded, sound in memory, or a stream of sound.
 */
export type SeparateInput =
  | Blob
  | ArrayBuffer
  | Uint8Array
  | string
  | URL
  | AudioBuffer
  | Audio
  | AudioStream;

/** Options of {@link openInput}. */
export interface OpenInputOptions {
  /** What decoding may take, in bytes. Default 1 GiB. */
  readonly maxMemoryBytes?: number;
  readonly signal?: AbortSignal;
}

/** An open input. */
export interface OpenedInput {
  readonly stream: AudioStream;
  /** What the file says of itself; `undefined` for sound that came without a file. */
  readonly info: AudioInfo | undefined;
  close(): Promise<void>;
}

/** Opens `input`. Throws HostError, FormatError, LimitError as reading goes, ArgumentError for what is no input. */
export async function openInput(input: SeparateInput, options: OpenInputOptions = {}): Promise<OpenedInput> {
  if (input instanceof Blob) return await openEncoded(blobSource(input), options);
  if (input instanceof ArrayBuffer) return await openEncoded(bytesSource(new Uint8Array(input)), options);
  if (input instanceof Uint8Array) return await openEncoded(bytesSource(input), options);
  if (typeof input === 'string' || input instanceof URL) {
    return await openEncoded(await urlSource(input, options), options);
  }
  if (isAudioBuffer(input)) return opened(streamAudio(fromAudioBuffer(input)));
  if (isObject(input) && 'channels' in input) return opened(streamAudio(checkAudio('input', input)));
  if (isObject(input) && 'blocks' in input) return opened(input);
  throw new ArgumentError({
    place: 'input',
    expected: 'a File or Blob, bytes, an address, an AudioBuffer, an Audio or an AudioStream',
    got: describe(input),
    remedy: 'Give one of these',
  });
}

async function openEncoded(source: ByteSource, options: OpenInputOptions): Promise<OpenedInput> {
  try {
    const reader = await openAudio(source, { ...options, host: browserCodecHost() });
    return { stream: reader, info: reader.info, close: () => reader.close() };
  } catch (error) {
    await source.close();
    throw error;
  }
}

function opened(stream: AudioStream): OpenedInput {
  return { stream, info: undefined, close: async () => {} };
}

/** Workers have no AudioBuffer. */
function isAudioBuffer(input: unknown): input is AudioBuffer {
  return typeof AudioBuffer !== 'undefined' && input instanceof AudioBuffer;
}

/** JavaScript callers may give anything. */
function isObject<T>(input: T): input is T & object {
  return typeof input === 'object' && input !== null;
}
