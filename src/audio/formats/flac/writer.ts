/** Sound into a FLAC file: libFLAC's frames behind a STREAMINFO that knows the exact length (RFC 9639). */

import { md5 } from '@noble/hashes/legacy.js';
import { checkChoice, checkInteger } from '../../../util/index.ts';
import type { ByteSink } from '../../bytes.ts';
import type { AudioWriter, EncodeOptions, Tags } from '../../format.ts';
import { concatBytes } from '../parts/byte-parts.ts';
import { checkChannelCount } from '../parts/check-encode.ts';
import { guardWriter, pieceSamples } from '../parts/guarded-writer.ts';
import { createPacketEncoder, type EncodedFrame } from '../parts/packet-encoder.ts';
import { bytesPerSample, encodeSamples } from '../parts/pcm-codecs.ts';
import { buildPicture, buildVorbisComment } from '../tags/vorbis-comment-writer.ts';
import { flacEncoderRates, withRateFromStreamInfo } from './any-rate.ts';

/** What STREAMINFO's 20 bits can say. */
const maxRate = 1_048_575;
/** libFLAC's block at its default level; STREAMINFO names it also where the only block is shorter. */
const blockSamples = 4096;
/** A metadata block's 24-bit size, less the picture's own header. */
const maxCoverBytes = 2 ** 24 - 1024;

/**
 * Starts a FLAC file of 1 to 8 channels at any rate up to 1 MHz, 16 bit (default) or 24. The values are rounded and clamped as
 * in wav files, so 16-bit sound comes back bit for bit; `'f32'` is written as 24 bit, the most that FLAC is read with
 * everywhere. A cover of 16 MiB or more does not fit and is left out.
 */
export async function createFlac(sink: ByteSink, options: EncodeOptions): Promise<AudioWriter> {
  const { channelCount } = options;
  checkChannelCount('flac', channelCount, 8);
  const sampleRate = checkInteger('sampleRate', options.sampleRate, { min: 1, max: maxRate });
  const asked = checkChoice('sampleFormat', options.sampleFormat ?? 's16', ['s16', 's24', 'f32']);
  const sampleFormat = asked === 's16' ? 's16' : 's24';
  const native = flacEncoderRates.includes(sampleRate);
  const encoder = await createPacketEncoder({
    codec: 'flac',
    sampleRate: native ? sampleRate : 44100,
    channelCount,
    sampleFormat,
  });
  const info: StreamInfo = {
    sampleRate,
    channelCount,
    bitsPerSample: sampleFormat === 's16' ? 16 : 24,
    lengthSamples: 0,
    minFrameBytes: 0,
    maxFrameBytes: 0,
    md5: new Uint8Array(16),
  };
  const tagBlocks = buildTagBlocks(options.tags ?? {});
  const digest = md5.create();
  const codec = `pcm-${sampleFormat}` as const;
  const frameBytes = bytesPerSample[codec] * channelCount;
  const interleaved = new Uint8Array(pieceSamples * frameBytes);
  let position = 0;
  let samplesIn = 0;

  async function append(bytes: Uint8Array): Promise<void> {
    await sink.write(position, bytes);
    position += bytes.length;
  }

  async function start(): Promise<void> {
    if (position > 0) return;
    await append(buildStreamInfo(info));
    await append(tagBlocks);
  }

  async function appendFrames(frames: readonly EncodedFrame[]): Promise<void> {
    for (const { data, samples } of frames) {
      const frame = native ? data : withRateFromStreamInfo(data);
      info.lengthSamples += samples;
      info.minFrameBytes = Math.min(info.minFrameBytes || frame.length, frame.length);
      info.maxFrameBytes = Math.max(info.maxFrameBytes, frame.length);
      await append(frame);
    }
  }

  return guardWriter(
    {
      async write(block) {
        await start();
        const end = block[0]!.length;
        samplesIn += end;
        // The digest is over the samples as a wav file has them.
        encodeSamples(new DataView(interleaved.buffer), block, { codec, start: 0, end });
        digest.update(interleaved.subarray(0, end * frameBytes));
        await appendFrames(await encoder.encode(block));
      },
      async finish() {
        await start();
        if (samplesIn > 0) await appendFrames(await encoder.finish());
        info.md5 = digest.digest();
        await sink.write(0, buildStreamInfo(info));
      },
      dispose: () => encoder.close(),
    },
    { sink, channelCount },
  );
}

interface StreamInfo {
  readonly sampleRate: number;
  readonly channelCount: number;
  readonly bitsPerSample: number;
  lengthSamples: number;
  minFrameBytes: number;
  maxFrameBytes: number;
  md5: Uint8Array;
}

/** 'fLaC' and the STREAMINFO block. */
function buildStreamInfo(info: StreamInfo): Uint8Array<ArrayBuffer> {
  const { sampleRate, channelCount, bitsPerSample, lengthSamples } = info;
  const content = new Uint8Array(34);
  const view = new DataView(content.buffer);
  view.setUint16(0, blockSamples);
  view.setUint16(2, blockSamples);
  view.setUint16(4, info.minFrameBytes >> 8);
  view.setUint8(6, info.minFrameBytes & 255);
  view.setUint16(7, info.maxFrameBytes >> 8);
  view.setUint8(9, info.maxFrameBytes & 255);
  // 20 bits of rate, 3 of channels − 1, 5 of bits − 1, 36 of length.
  const rateChannelsBits =
    (BigInt(sampleRate) << 8n) | BigInt(((channelCount - 1) << 5) | (bitsPerSample - 1));
  view.setBigUint64(10, (rateChannelsBits << 36n) | BigInt(lengthSamples));
  content.set(info.md5, 18);
  return concatBytes([new TextEncoder().encode('fLaC'), metadataBlock(0, content, false)]);
}

/** The blocks after STREAMINFO: the cover where there is one, and the comments, which end the metadata. */
function buildTagBlocks(tags: Tags): Uint8Array<ArrayBuffer> {
  const { cover } = tags;
  const blocks: Uint8Array[] = [];
  if (cover && cover.data.length <= maxCoverBytes) blocks.push(metadataBlock(6, buildPicture(cover), false));
  blocks.push(metadataBlock(4, buildVorbisComment(tags), true));
  return concatBytes(blocks);
}

function metadataBlock(type: number, content: Uint8Array, last: boolean): Uint8Array {
  const { length } = content;
  const header = Uint8Array.of((last ? 0x80 : 0) | type, length >> 16, (length >> 8) & 255, length & 255);
  return concatBytes([header, content]);
}
