/** Frames of MPEG-1, 2 and 2.5 audio (ISO 11172-3, 13818-3): their headers, and finding them one after the other. */

import type { ByteReader } from '../../byte-reader.ts';

/** What a frame header says. */
export interface MpegHeader {
  readonly version: 1 | 2 | 2.5;
  readonly layer: 1 | 2 | 3;
  readonly sampleRate: number;
  readonly channelCount: 1 | 2;
  /** Of the whole frame, header included. */
  readonly frameBytes: number;
  /** Samples per channel. */
  readonly frameSamples: number;
  /** Where a layer III frame's data begin, behind header, checksum and side information. */
  readonly dataOffset: number;
}

/** kbit/s by version (1, or 2 and 2.5) and layer, by index from 1 on. */
const bitrates = {
  '1-1': [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  '1-2': [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  '1-3': [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  '2-1': [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  '2-2': [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  '2-3': [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;

const sampleRates = {
  1: [44100, 48000, 32000],
  2: [22050, 24000, 16000],
  2.5: [11025, 12000, 8000],
} as const;

/** The header that `bytes` begin with, or `undefined`. Free-format frames (no bit rate given) are not read. */
export function parseMpegHeader(bytes: Uint8Array): MpegHeader | undefined {
  if (bytes.length < 4 || bytes[0] !== 0xff || (bytes[1]! & 0xe0) !== 0xe0) return undefined;
  const version = ([2.5, undefined, 2, 1] as const)[(bytes[1]! >> 3) & 3];
  const layer = ([undefined, 3, 2, 1] as const)[(bytes[1]! >> 1) & 3];
  const bitrateIndex = bytes[2]! >> 4;
  const rateIndex = (bytes[2]! >> 2) & 3;
  if (version === undefined || layer === undefined || rateIndex === 3) return undefined;
  if (bitrateIndex === 0 || bitrateIndex === 15) return undefined;
  const sampleRate = sampleRates[version][rateIndex]!;
  const bitrate = bitrates[`${version === 1 ? 1 : 2}-${layer}`][bitrateIndex - 1]! * 1000;
  const padding = (bytes[2]! >> 1) & 1;
  const isMono = bytes[3]! >> 6 === 3;
  const frameSamples = layer === 1 ? 384 : layer === 3 && version !== 1 ? 576 : 1152;
  const frameBytes =
    layer === 1
      ? (Math.floor((12 * bitrate) / sampleRate) + padding) * 4
      : Math.floor(((frameSamples / 8) * bitrate) / sampleRate) + padding;
  const sideBytes = version === 1 ? (isMono ? 17 : 32) : isMono ? 9 : 17;
  const checksumBytes = (bytes[1]! & 1) === 0 ? 2 : 0;
  return {
    version,
    layer,
    sampleRate,
    channelCount: isMono ? 1 : 2,
    frameBytes,
    frameSamples,
    dataOffset: 4 + checksumBytes + sideBytes,
  };
}

/** How far a first frame, or the next one after damage, is looked for. */
const maxSearchBytes = 1024 * 1024;
/** Looked at in one go; far more than the largest frame (1729 bytes) so that the frame after one is in view. */
const windowBytes = 16384;
const largestFrameBytes = 2048;

/**
 * Moves the reader to the next frame like `like` (any frame without it) and gives its header, or `undefined` where there is
 * none within a megabyte. Where a frame is not in step with the one before it, another like it, or the end, must follow.
 */
export async function nextMpegFrame(reader: ByteReader, like?: MpegHeader): Promise<MpegHeader | undefined> {
  for (let searched = 0; searched < maxSearchBytes; ) {
    const bytes = await reader.peek(windowBytes);
    const atEnd = bytes.length < windowBytes;
    const limit = atEnd ? bytes.length : bytes.length - largestFrameBytes;
    for (let at = 0; at < limit; at++) {
      if (bytes[at] !== 0xff) continue;
      const header = parseMpegHeader(bytes.subarray(at, at + 4));
      if (header === undefined || (like !== undefined && !isAlike(header, like))) continue;
      const isInStep = like !== undefined && searched + at === 0;
      if (!isInStep && !hasWitness(bytes, at + header.frameBytes, header)) continue;
      reader.skip(at);
      return header;
    }
    reader.skip(limit);
    searched += limit;
    if (atEnd) return undefined;
  }
  return undefined;
}

/** Whether a frame that ends at `end` is followed by one like it, or by nothing. */
function hasWitness(bytes: Uint8Array, end: number, header: MpegHeader): boolean {
  if (end === bytes.length) return true;
  const next = parseMpegHeader(bytes.subarray(end, end + 4));
  return next !== undefined && isAlike(next, header);
}

/** Whether two frames can be of one stream. */
function isAlike(a: MpegHeader, b: MpegHeader): boolean {
  return (
    a.version === b.version &&
    a.layer === b.layer &&
    a.sampleRate === b.sampleRate &&
    a.channelCount === b.channelCount
  );
}
