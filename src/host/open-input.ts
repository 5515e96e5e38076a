/** What every host takes as a song, opened as a stream of sound: bytes, sound in memory, streams of sound. */

import {
  type Audio,
  type AudioInfo,
  type AudioStream,
  type ByteSource,
  bytesSource,
  type CodecHost,
  checkAudio,
  openAudio,
  streamAudio,
} from '../audio/index.ts';
import { ArgumentError, describe } from '../util/index.ts';

/** How an input is opened. */
export interface OpenInputOptions {
  /** What decoding and collecting may take, in bytes. Default 1 GiB. */
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

/** Songs that need nothing of the host: the bytes of a file, sound in memory, a stream of sound. */
export type MemoryInput = Uint8Array | Audio | AudioStream;

/** How a file's bytes are opened. */
export interface OpenEncodedOptions extends OpenInputOptions {
  /** The host's codecs. */
  readonly codecs: CodecHost;
}

/** Options of {@link openMemoryInput}. */
export interface OpenMemoryOptions extends OpenEncodedOptions {
  /** The inputs that the host takes, in words, for the error about something else. */
  readonly accepted: string;
}

/** Opens what needs nothing of the host. Throws FormatError and LimitError; ArgumentError for what is no input. */
export async function openMemoryInput(
  input: MemoryInput,
  { accepted, ...options }: OpenMemoryOptions,
): Promise<OpenedInput> {
  if (input instanceof Uint8Array) return await openEncoded(bytesSource(input), options);
  if (isObject(input) && 'channels' in input) return openSound(streamAudio(checkAudio('input', input)));
  if (isObject(input) && 'blocks' in input) return openSound(input);
  throw new ArgumentError({
    place: 'input',
    expected: accepted,
    got: describe(input),
    remedy: 'Give one of these',
  });
}

/** Opens the bytes of a file of some audio format; they are closed with it, and if it cannot be opened. */
export async function openEncoded(
  source: ByteSource,
  { codecs, ...options }: OpenEncodedOptions,
): Promise<OpenedInput> {
  try {
    const reader = await openAudio(source, { ...options, host: codecs });
    return {
      stream: reader,
      info: reader.info,
      async close() {
        await reader.close();
        await source.close().catch(() => {});
      },
    };
  } catch (error) {
    await source.close().catch(() => {});
    throw error;
  }
}

/** Sound that came without a file. */
export function openSound(stream: AudioStream): OpenedInput {
  return { stream, info: undefined, close: async () => {} };
}

/** JavaScript callers may give anything. */
function isObject<T>(input: T): input is T & object {
  return typeof input === 'object' && input !== null;
}
