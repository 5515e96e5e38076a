/** Sound out of native FLAC files (RFC 9639), frame by frame. FLAC inside Ogg is read by ../ogg/reader.ts. */

import { createByteReader } from '../../byte-reader.ts';
import type { ByteSource } from '../../bytes.ts';
import { createSymphoniaDecoder } from '../../codecs/symphonia.ts';
import type { AudioReader, OpenOptions } from '../../format.ts';
import { createDecodedReader } from '../parts/decoded-reader.ts';
import { findTagsAtEnd } from '../tags/id3.ts';
import { flacFrames } from './frames.ts';
import { readFlacHeader } from './header.ts';

/**
 * Opens a FLAC file of 1 to 8 channels and 4 to 32 bits. Samples are the integers divided by 2^(bits-1), exact up to 24
 * bits. Every frame's checksum is tested: damage is a FormatError at the place where it is.
 */
export async function openFlac(source: ByteSource, { signal }: OpenOptions = {}): Promise<AudioReader> {
  signal?.throwIfAborted();
  const { streamInfo, framesStart, tags } = await readFlacHeader(source);
  const { sampleRate, channelCount, bitsPerSample, lengthSamples } = streamInfo;
  return createDecodedReader({
    source,
    info: {
      format: 'flac',
      codec: 'flac',
      sampleRate,
      channelCount,
      lengthSamples,
      durationSeconds: lengthSamples === undefined ? undefined : lengthSamples / sampleRate,
      bitsPerSample,
      tags,
    },
    async *decode(signal) {
      const end = await findTagsAtEnd(source);
      const reader = createByteReader(source, { start: framesStart, end });
      const decoder = createSymphoniaDecoder('flac', streamInfo.header);
      for await (const { bytes, blockSize } of flacFrames(reader, streamInfo)) {
        signal?.throwIfAborted();
        const block = decoder.decode(bytes);
        if (block[0]?.length !== blockSize) throw new Error('a frame that does not decode');
        yield block;
      }
    },
  });
}
