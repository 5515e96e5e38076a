/** Sound out of a WAVE file, read block by block from any sample on. The header is read by header.ts. */

import { checkInteger } from '../../../util/index.ts';
import type { AudioBlock } from '../../audio.ts';
import type { ByteSource } from '../../bytes.ts';
import type { AudioReader, OpenOptions } from '../../format.ts';
import { damaged } from '../parts/decoded-reader.ts';
import { bytesPerSample, decodeSamples } from '../parts/pcm-codecs.ts';
import { readWavLayout } from './header.ts';
import { readWavTags } from './tags.ts';

/** Frames per block: large enough to be cheap. */
const blockFrames = 65536;
/** What one block reads at most, so that many channels do not mean much memory. */
const blockBytes = 4 * 1024 * 1024;

/**
 * Opens a WAVE, RF64 or Wave64 file. Length and start are exact: `blocks({ startSample })` seeks without decoding. A file
 * cut off in the middle of its sound gives what it has and then throws a FormatError, as in all formats; one written to a
 * pipe, whose header could not know its length, is read to its end.
 */
export async function openWav(source: ByteSource, { signal }: OpenOptions = {}): Promise<AudioReader> {
  signal?.throwIfAborted();
  const { codec, sampleRate, channelCount, bitsPerSample, dataStart, dataBytes, tagChunks } =
    await readWavLayout(source);
  const frameBytes = bytesPerSample[codec] * channelCount;
  const lengthSamples = dataBytes / frameBytes;
  const framesPerRead = Math.max(1, Math.min(blockFrames, Math.floor(blockBytes / frameBytes)));

  return {
    sampleRate,
    channelCount,
    lengthSamples,
    info: {
      format: 'wav',
      codec,
      sampleRate,
      channelCount,
      lengthSamples,
      durationSeconds: lengthSamples / sampleRate,
      bitsPerSample,
      tags: await readWavTags(source, tagChunks),
    },
    async *blocks({ startSample = 0, signal } = {}): AsyncGenerator<AudioBlock> {
      checkInteger('startSample', startSample, { min: 0 });
      for (let frame = startSample; frame < lengthSamples; ) {
        signal?.throwIfAborted();
        const frames = Math.min(framesPerRead, lengthSamples - frame);
        const bytes = await source.read(dataStart + frame * frameBytes, frames * frameBytes);
        if (bytes.length < frameBytes) {
          throw damaged(source, `${lengthSamples} samples, as its header says`, `only ${frame}`);
        }
        const block = decodeSamples(bytes, codec, channelCount);
        frame += block[0]!.length;
        yield block;
      }
    },
    close: () => source.close(),
  };
}
