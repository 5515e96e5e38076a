/** Sound into a WAVE file: 16 or 24-bit integers or 32-bit floats, RF64 beyond 4 GiB. */

import { checkChoice, checkInteger, LimitError } from '../../../util/index.ts';
import type { ByteSink } from '../../bytes.ts';
import type { AudioWriter, EncodeOptions } from '../../format.ts';
import { guardWriter } from '../parts/guarded-writer.ts';
import { bytesPerSample, encodeSamples } from '../parts/pcm-codecs.ts';
import { buildWavHeader } from './header.ts';
import { buildTagChunks } from './tags.ts';

/** Samples per channel converted at a time. */
const pieceFrames = 16384;
/** What 32-bit sizes hold, less ample room for headers and tags. */
const sureToFit = 0xffffffff - 64 * 1024 * 1024;

/**
 * Starts a WAVE file. Integers are rounded to nearest without dither and clamped (see {@link encodeSamples}); the default
 * is 16 bit. Two channels or fewer get the plain header that everything reads, more an extensible one with the speakers
 * of the usual layout. Where `lengthSamples` is given and small, the header is the classic one; else room is kept for
 * RF64, which the file becomes when it passes 4 GiB.
 */
export async function createWav(sink: ByteSink, options: EncodeOptions): Promise<AudioWriter> {
  const sampleFormat = checkChoice('sampleFormat', options.sampleFormat ?? 's16', ['s16', 's24', 'f32']);
  const sampleRate = checkInteger('sampleRate', options.sampleRate, { min: 1, max: 0xffffffff });
  const channelCount = checkInteger('channelCount', options.channelCount, { min: 1, max: 255 });
  const codec = `pcm-${sampleFormat}` as const;
  const frameBytes = bytesPerSample[codec] * channelCount;
  const expectedBytes = (options.lengthSamples ?? Number.POSITIVE_INFINITY) * frameBytes;
  const reserve64 = expectedBytes > sureToFit;
  const tagChunks = buildTagChunks(options.tags ?? {});
  const headerFor = (dataBytes: number): Uint8Array =>
    buildWavHeader({ codec, sampleRate, channelCount, dataBytes, tagChunks, reserve64 });

  const firstBytes = Number.isFinite(expectedBytes) ? expectedBytes : 0;
  const firstHeader = headerFor(firstBytes);
  const buffer = new Uint8Array(pieceFrames * frameBytes);
  const view = new DataView(buffer.buffer);
  let dataBytes = 0;

  const writer = guardWriter(
    {
      async write(block) {
        const frames = block[0]!.length;
        for (let start = 0; start < frames; start += pieceFrames) {
          const end = Math.min(start + pieceFrames, frames);
          encodeSamples(view, block, { codec, start, end });
          const bytes = buffer.subarray(0, (end - start) * frameBytes);
          await sink.write(firstHeader.length + dataBytes, bytes);
          dataBytes += bytes.length;
        }
      },
      async finish() {
        if (!reserve64 && dataBytes > sureToFit) throw tooLong(sink, expectedBytes, dataBytes);
        if (dataBytes % 2 === 1) await sink.write(firstHeader.length + dataBytes, new Uint8Array(1));
        // Nothing is written twice where the length was right from the start.
        if (dataBytes !== firstBytes) await sink.write(0, headerFor(dataBytes));
      },
    },
    { sink, channelCount },
  );
  try {
    await sink.write(0, firstHeader);
  } catch (error) {
    await writer.abort();
    throw error;
  }
  return writer;
}

function tooLong(sink: ByteSink, expectedBytes: number, dataBytes: number): LimitError {
  return new LimitError({
    place: sink.name,
    expected: `about the ${expectedBytes} bytes that lengthSamples announced`,
    got: `${dataBytes}, more than the 4 GiB that this header can count`,
    remedy: 'Leave lengthSamples out, or give the true length',
  });
}
