/** Sound out of MP3 files (and MPEG layers I and II), gapless where the encoder said what it added. */

import type { AudioBlock } from '../../audio.ts';
import { createByteReader } from '../../byte-reader.ts';
import type { ByteSource } from '../../bytes.ts';
import { createSymphoniaDecoder } from '../../codecs/symphonia.ts';
import type { AudioReader, OpenOptions } from '../../format.ts';
import { createDecodedReader, damaged } from '../parts/decoded-reader.ts';
import { findTagsAtEnd, skipId3v2 } from '../tags/id3.ts';
import { readId3 } from '../tags/id3-reader.ts';
import { type MpegHeader, nextMpegFrame } from './frames.ts';
import { type Mp3Info, parseMp3Info } from './info.ts';

/** What a layer III decoder adds in front: 528 samples of its filters and one more (the convention of LAME's tag). */
const decoderDelaySamples = 529;

/** Where the sound lies in the file and how much of it there is. */
interface Mp3Layout {
  readonly header: MpegHeader;
  /** The first frame of sound. */
  readonly start: number;
  readonly end: number;
  readonly info: Mp3Info | undefined;
  /** Exact samples; `undefined` where no header that can be trusted tells. */
  readonly lengthSamples: number | undefined;
  readonly durationSeconds: number;
}

/**
 * Opens an MP3 file. With LAME's tag (written by LAME, ffmpeg and this toolkit) the sound is as long as what went into the encoder
 * and begins where it began; without it, everything that decodes is given and the length is known only at the end.
 */
export async function openMp3(source: ByteSource, { signal }: OpenOptions = {}): Promise<AudioReader> {
  signal?.throwIfAborted();
  const layout = await readLayout(source);
  const { header, lengthSamples, durationSeconds } = layout;
  return createDecodedReader({
    source,
    info: {
      format: 'mp3',
      codec: `mp${header.layer}`,
      sampleRate: header.sampleRate,
      channelCount: header.channelCount,
      lengthSamples,
      durationSeconds,
      tags: (await readId3(source)) ?? {},
    },
    decode: (signal) => decodeMp3(source, layout, signal),
  });
}

async function readLayout(source: ByteSource): Promise<Mp3Layout> {
  const end = await findTagsAtEnd(source);
  const reader = createByteReader(source, { start: await skipId3v2(source), end });
  const header = await nextMpegFrame(reader);
  if (header === undefined) throw damaged(source, 'MPEG audio frames', 'none');
  const start = reader.position;
  const frame = await reader.peek(header.frameBytes);
  const info = parseMp3Info(frame, header);
  const lengthSamples = info === undefined ? undefined : promisedSamples(info, header, end - start);
  const soundBytes = end - start;
  const frames = info?.frames ?? soundBytes / header.frameBytes;
  return {
    header,
    info,
    start: info === undefined ? start : start + header.frameBytes,
    end,
    lengthSamples,
    durationSeconds: (lengthSamples ?? frames * header.frameSamples) / header.sampleRate,
  };
}

/**
 * The length that the information frame promises. It counts only with LAME's tag, since other writers miscount frames, and only
 * while the file is not longer than the tag says, as it is after another file was appended.
 */
function promisedSamples(
  { frames, bytes, gapless }: Mp3Info,
  { frameSamples, frameBytes }: MpegHeader,
  soundBytes: number,
): number | undefined {
  if (frames === undefined || gapless === undefined) return undefined;
  if (bytes !== undefined && soundBytes > bytes + 2 * frameBytes) return undefined;
  return Math.max(0, frames * frameSamples - gapless.delaySamples - gapless.paddingSamples);
}

async function* decodeMp3(
  source: ByteSource,
  { header, start, end, info, lengthSamples }: Mp3Layout,
  signal: AbortSignal | undefined,
): AsyncGenerator<AudioBlock, void> {
  const reader = createByteReader(source, { start, end });
  const decoder = createSymphoniaDecoder(`mp${header.layer}`);
  const skip = info?.gapless === undefined ? 0 : info.gapless.delaySamples + decoderDelaySamples;
  const stop = skip + (lengthSamples ?? Number.POSITIVE_INFINITY);
  let decoded = 0;
  let lastFrame: Uint8Array | undefined;

  function trim(block: AudioBlock): AudioBlock {
    const at = decoded;
    decoded += block[0]!.length;
    return block.map((channel) => channel.subarray(Math.max(0, skip - at), Math.max(0, stop - at)));
  }

  for (;;) {
    signal?.throwIfAborted();
    const next = await nextMpegFrame(reader, header);
    if (next === undefined) break;
    const frame = await reader.peek(next.frameBytes);
    // The last frame is often cut: there was no room for it, and no player plays it.
    if (frame.length < next.frameBytes) break;
    lastFrame = frame.slice();
    reader.skip(next.frameBytes);
    yield trim(decoder.decode(lastFrame));
  }
  if (lastFrame === undefined || lengthSamples === undefined) return;
  // The filters still hold sound where the encoder padded less than their delay: a silent frame pushes it out.
  const missing = stop - decoded;
  if (missing > 0 && missing <= decoderDelaySamples) yield trim(decoder.decode(silentFrame(lastFrame)));
}

/** A frame like `frame` without sound: all side information zero, no checksum. */
function silentFrame(frame: Uint8Array): Uint8Array {
  const silent = new Uint8Array(frame.length);
  silent.set(frame.subarray(0, 4));
  silent[1] = silent[1]! | 1;
  return silent;
}
