/** Sound into an MP3 file: LAME at a constant bitrate, ID3v2.4 tags, and a first frame that makes it gapless. */

import type { ByteSink } from '../../bytes.ts';
import type { AudioWriter, EncodeOptions } from '../../format.ts';
import { guardWriter } from '../parts/guarded-writer.ts';
import { createLossyEncoder, type LossyCodec } from '../parts/lossy-encoder.ts';
import type { EncodedFrame } from '../parts/packet-encoder.ts';
import { buildId3 } from '../tags/id3-writer.ts';
import { buildLameFrame, updateCrc16 } from './lame-frame.ts';

const mp3: LossyCodec = {
  codec: 'mp3',
  format: 'mp3',
  // Of MPEG-2.5, MPEG-2 and MPEG-1 Layer III.
  rates: [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000],
  // The best that the format has, as Demucs: stems are mixed again, and errors add up.
  defaultBitrate: 320_000,
  maxBitrate: 320_000,
  sampleFormat: 's16',
};

/**
 * Starts an MP3 file: mono or stereo at one of nine rates; `bitrate` 8000 to 320000, moved to the nearest that the format
 * has at the rate (160000 is the most up to 24 kHz, 64000 up to 12 kHz). Decoders that read LAME's header give
 * exactly the samples' number back, without delay.
 */
export async function createMp3(sink: ByteSink, options: EncodeOptions): Promise<AudioWriter> {
  const { channelCount, tags = {} } = options;
  const encoder = await createLossyEncoder(mp3, options);
  const id3 = buildId3(tags);
  let lengthSamples = 0;
  let position = 0;
  let modelFrame: Uint8Array | undefined;
  let frameCount = 0;
  let musicBytes = 0;
  let musicCrc = 0;

  async function append(bytes: Uint8Array): Promise<void> {
    await sink.write(position, bytes);
    position += bytes.length;
  }

  async function appendFrames(frames: readonly EncodedFrame[]): Promise<void> {
    if (frames.length === 0) return;
    if (modelFrame === undefined) {
      modelFrame = frames[0]!.data.slice(0, 4);
      if (id3.length > 0) await append(id3);
      await append(
        buildLameFrame({ modelFrame, frameCount: 0, musicBytes: 0, musicCrc: 0, lengthSamples: 0 }),
      );
    }
    for (const { data } of frames) {
      musicCrc = updateCrc16(musicCrc, data);
      musicBytes += data.length;
      frameCount++;
      await append(data);
    }
  }

  return guardWriter(
    {
      async write(block) {
        lengthSamples += block[0]!.length;
        await appendFrames(await encoder.encode(block));
      },
      async finish() {
        // Without any sound there would be no frame; one sample of silence is encoded and declared to be padding.
        if (lengthSamples === 0) await encoder.encode(Array(channelCount).fill(new Float32Array(1)));
        await appendFrames(await encoder.finish());
        const head = { modelFrame: modelFrame!, frameCount, musicBytes, musicCrc, lengthSamples };
        await sink.write(id3.length, buildLameFrame(head));
      },
      dispose: () => encoder.close(),
    },
    { sink, channelCount },
  );
}
