/** Sound into an M4A file: AAC-LC by libavcodec, exact to the sample by the edit list. */

import type { ByteSink } from '../../bytes.ts';
import type { AudioWriter, EncodeOptions } from '../../format.ts';
import { concatBytes } from '../parts/byte-parts.ts';
import { guardWriter } from '../parts/guarded-writer.ts';
import { createLossyEncoder, type LossyCodec } from '../parts/lossy-encoder.ts';
import type { EncodedFrame } from '../parts/packet-encoder.ts';
import { box, fourLetters, u32, u64 } from './box-writer.ts';
import { aacRates, buildMovie } from './movie.ts';

const aac: LossyCodec = {
  codec: 'aac',
  format: 'm4a',
  rates: aacRates,
  // Transparent for stereo with this encoder, which is not the best of its kind.
  defaultBitrate: 256_000,
  maxBitrate: 512_000,
  sampleFormat: 'f32',
};

/**
 * Starts an M4A file: mono or stereo at one of AAC's rates (7350 to 96000 Hz). `bitrate` is 8000 to 512000; AAC itself allows
 * 6 bits per sample. Readers that honour the edit list (or iTunes' note) get exactly the samples' number back, without delay.
 * The description of the file stands at its end, where its length is known.
 */
export async function createM4a(sink: ByteSink, options: EncodeOptions): Promise<AudioWriter> {
  const { sampleRate, channelCount, tags = {} } = options;
  const encoder = await createLossyEncoder(aac, options);
  const fileType = box('ftyp', fourLetters('M4A '), u32(512), fourLetters('M4A isomiso2mp41'));
  const dataStart = fileType.length + dataHeader(0).length;
  const packets = createSizeList();
  let position = 0;
  let lengthSamples = 0;

  async function append(bytes: Uint8Array): Promise<void> {
    await sink.write(position, bytes);
    position += bytes.length;
  }

  async function start(): Promise<void> {
    if (position === 0) await append(concatBytes([fileType, dataHeader(0)]));
  }

  async function appendPackets(frames: readonly EncodedFrame[]): Promise<void> {
    if (frames.length === 0) return;
    await start();
    for (const { data } of frames) packets.push(data.length);
    await append(concatBytes(frames.map(({ data }) => data)));
  }

  return guardWriter(
    {
      async write(block) {
        lengthSamples += block[0]!.length;
        await appendPackets(await encoder.encode(block));
      },
      async finish() {
        await start();
        if (lengthSamples > 0) await appendPackets(await encoder.finish());
        await sink.write(fileType.length, dataHeader(position - dataStart));
        const packetBytes = packets.sizes();
        await append(buildMovie({ sampleRate, channelCount, lengthSamples, packetBytes, dataStart, tags }));
      },
      dispose: () => encoder.close(),
    },
    { sink, channelCount },
  );
}

/** Always 16 bytes before the packets: an empty box and a short header, or a header with a 64-bit size. */
function dataHeader(bytes: number): Uint8Array {
  const short = bytes + 8;
  if (short <= 0xffffffff) return concatBytes([box('free'), u32(short), fourLetters('mdat')]);
  return concatBytes([u32(1), fourLetters('mdat'), u64(bytes + 16)]);
}

/** A growing list in 4 bytes per entry: a two-hour file has 310 000. */
function createSizeList(): { push(size: number): void; sizes(): Uint32Array } {
  let values = new Uint32Array(4096);
  let count = 0;
  return {
    push(size) {
      if (count === values.length) {
        const grown = new Uint32Array(2 * count);
        grown.set(values);
        values = grown;
      }
      values[count++] = size;
    },
    sizes: () => values.subarray(0, count),
  };
}
