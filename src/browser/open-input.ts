/** Everything that `separate` takes as a song in the browser, opened as a stream of sound. */

import { bytesSource, streamAudio } from '../audio/index.ts';
import {
  type MemoryInput,
  type OpenedInput,
  type OpenInputOptions,
  openEncoded,
  openMemoryInput,
  openSound,
} from '../host/index.ts';
import { fromAudioBuffer } from './audio-buffer.ts';
import { blobSource } from './blob-source.ts';
import { browserCodecHost } from './codec-host.ts';
import { urlSource } from './url-source.ts';

/**
 * A song: a file that the user chose or dropped, the bytes of one, the address of one (relative to the page), sound that
 * the browser decoded, sound in memory, or a stream of sound.
 */
export type SeparateInput = Blob | ArrayBuffer | string | URL | AudioBuffer | MemoryInput;

const accepted = 'a File or Blob, bytes, an address, an AudioBuffer, an Audio or an AudioStream';

/** Opens `input`. Throws HostError, FormatError, LimitError as reading goes, ArgumentError for what is no input. */
export async function openInput(input: SeparateInput, options: OpenInputOptions = {}): Promise<OpenedInput> {
  const encoded = { ...options, codecs: browserCodecHost() };
  if (input instanceof Blob) return await openEncoded(blobSource(input), encoded);
  if (input instanceof ArrayBuffer) return await openEncoded(bytesSource(new Uint8Array(input)), encoded);
  if (typeof input === 'string' || input instanceof URL) {
    return await openEncoded(await urlSource(input, options), encoded);
  }
  if (isAudioBuffer(input)) return openSound(streamAudio(fromAudioBuffer(input)));
  return await openMemoryInput(input, { ...encoded, accepted });
}

/** Workers have no AudioBuffer. */
function isAudioBuffer(input: unknown): input is AudioBuffer {
  return typeof AudioBuffer !== 'undefined' && input instanceof AudioBuffer;
}
