/** Everything that `separate` takes as a song in Node, opened as a stream of sound. */

import { fileURLToPath } from 'node:url';
import { bytesSource } from '../audio/index.ts';
import {
  type OpenInputOptions as HostInputOptions,
  type MemoryInput,
  type OpenedInput,
  openEncoded,
  openMemoryInput,
  openSound,
} from '../host/index.ts';
import { LimitError } from '../util/index.ts';
import { nodeCodecHost } from './codec-host.ts';
import { fileSource } from './file-source.ts';
import { type PcmShape, pcmStream } from './pcm.ts';

/**
 * A song: the path or `file:` URL of a file, the bytes of one, bytes that arrive piece by piece (a Node stream: a whole
 * file, or raw PCM if `pcm` says how it lies), sound in memory, or a stream of sound.
 */
export type SeparateInput = string | URL | AsyncIterable<Uint8Array> | MemoryInput;

/** Options of {@link openInput}. */
export interface OpenInputOptions extends HostInputOptions {
  /** How errors call a file. Default: its path. */
  readonly name?: string;
  /** How raw PCM from a stream of bytes lies. Default: the bytes are a file of some audio format. */
  readonly pcm?: PcmShape;
}

const accepted = 'a path, a file URL, bytes, a stream, an Audio or an AudioStream';
const defaultMaxMemoryBytes = 2 ** 30;

/** Opens `input`. Throws HostError, FormatError, LimitError as reading goes, ArgumentError for what is no input. */
export async function openInput(input: SeparateInput, options: OpenInputOptions = {}): Promise<OpenedInput> {
  const { name, pcm, ...limits } = options;
  const encoded = { ...limits, codecs: nodeCodecHost() };
  if (typeof input === 'string') {
    return await openEncoded(await fileSource(input, name === undefined ? {} : { name }), encoded);
  }
  if (input instanceof URL) return await openEncoded(await fileSource(fileURLToPath(input)), encoded);
  if (!arrivesInPieces(input)) return await openMemoryInput(input, { ...encoded, accepted });
  if (pcm !== undefined) return openSound(pcmStream(input, pcm));
  const bytes = await collectBytes(input, limits);
  return await openEncoded(bytesSource(bytes, 'input stream'), encoded);
}

/** Sound may come in pieces too, but says what it is. JavaScript callers may give anything. */
function arrivesInPieces(input: unknown): input is AsyncIterable<Uint8Array> {
  if (typeof input !== 'object' || input === null || 'channels' in input || 'blocks' in input) return false;
  return Symbol.asyncIterator in input;
}

async function collectBytes(
  pieces: AsyncIterable<Uint8Array>,
  { maxMemoryBytes = defaultMaxMemoryBytes, signal }: HostInputOptions,
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
