/** Everything that `separate` takes as a song in Node, opened as a stream of sound. */

import { fileURLToPath } from 'node:url';
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
import { ArgumentError, describe, LimitError } from '../util/index.ts';
import { nodeCodecHost } from './codec-host.ts';
import { fileSource } from './file-source.ts';
import { type PcmShape, pcmStream } from './pcm.ts';

/**
 * A song: the path or `file:` URL of a file, the bytes of one, bytes that arrive piece by piece (a Node stream: a whole
 * file, or raw PCM if `pcm` says how it lies), sound in memory, or a stream of sound.
 */
export type SeparateInput = string | URL | Uint8Array | AsyncIterable<Uint8Array> | Audio | AudioStream;

/** Options of {@link openInput}. */
export interface OpenInputOptions {
  /** How errors call a file. Default: its path. */
  readonly name?: string;
  /** How raw PCM from a stream of bytes lies. Default: the bytes are a file of some audio format. */
  readonly pcm?: PcmShape;
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

const defaultMaxMemoryBytes = 2 ** 30;

/** Opens `input`. Throws HostError, FormatError, LimitError as reading goes, ArgumentError for what is no input. */
export async function openInput(input: SeparateInput, options: OpenInputOptions = {}): Promise<OpenedInput> {
  if (typeof input === 'string') return await openEncoded(await fileSource(input, options), options);
  if (input instanceof URL) return await openEncoded(await fileSource(fileURLToPath(input)), options);
  if (input instanceof Uint8Array) return await openEncoded(bytesSource(input), options);
  if (typeof input !== 'object' || input === null) throw notAnInput(input);
  if ('channels' in input) return opened(streamAudio(checkAudio('input', input)));
  if ('blocks' in input) return opened(input);
  if (Symbol.asyncIterator in input) {
    if (options.pcm !== undefined) return opened(pcmStream(input, options.pcm));
    return await openEncoded(bytesSource(await collectBytes(input, options), 'input stream'), options);
  }
  throw notAnInput(input);
}

async function openEncoded(source: ByteSource, options: OpenInputOptions): Promise<OpenedInput> {
  const { maxMemoryBytes = defaultMaxMemoryBytes, signal } = options;
  try {
    const reader = await openAudio(source, {
      maxMemoryBytes,
      host: nodeCodecHost(),
      ...(signal === undefined ? {} : { signal }),
    });
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

function opened(stream: AudioStream): OpenedInput {
  return { stream, info: undefined, close: async () => {} };
}

async function collectBytes(
  pieces: AsyncIterable<Uint8Array>,
  { maxMemoryBytes = defaultMaxMemoryBytes, signal }: OpenInputOptions,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    signal?.throwIfAborted();
    size += piece.length;
    if (size > maxMemoryBytes) {
      throw new LimitError({
        place: 'input stream',
        expected: `a file of at most ${maxMemoryBytes} bytes, since it must be held in memory`,
        got: 'more',
        remedy: 'Save it to a file and name that, or raise the memory limit',
      });
    }
    parts.push(piece);
  }
  return Buffer.concat(parts, size);
}

function notAnInput(input: unknown): ArgumentError {
  return new ArgumentError({
    place: 'input',
    expected: 'a path, a file URL, bytes, a stream, an Audio or an AudioStream',
    got: describe(input),
    remedy: 'Give one of these',
  });
}
