/**
 * Cutting a FLAC stream into frames (RFC 9639, section 9). A frame does not say how long it is: it ends where a checksum over
 * it comes out as zero and the next header, with a checksum of its own, begins.
 */

import type { ByteReader } from '../../byte-reader.ts';
import type { FlacStreamInfo } from './header.ts';

/** One frame: its bytes and how many samples per channel they hold. */
export interface FlacFrame {
  readonly bytes: Uint8Array;
  readonly blockSize: number;
}

/** CRC-8 with polynomial x⁸ + x² + x + 1 and CRC-16 with x¹⁶ + x¹⁵ + x² + 1, a byte at a time. */
const crc8Table = crcTable(8, 0x07) as Uint8Array;
const crc16Table = crcTable(16, 0x8005) as Uint16Array;

/** The longest frame header. */
const maxHeaderBytes = 16;

/** The frames from the reader's position to its end. Throws where the bytes are not a whole frame. */
export async function* flacFrames(
  reader: ByteReader,
  streamInfo: FlacStreamInfo,
): AsyncGenerator<FlacFrame, void> {
  for (;;) {
    const head = await reader.peek(maxHeaderBytes);
    if (head.length === 0 || isPadding(head)) return;
    const header = parseFrameHeader(head);
    if (header === undefined) throw new Error('no frame header where one should be');
    const length = await findFrameEnd(reader, header, streamInfo);
    if (length === undefined) throw new Error('a frame that is cut off or whose checksum is wrong');
    yield { bytes: await reader.peek(length), blockSize: header.blockSize };
    reader.skip(length);
  }
}

interface FrameHeader {
  readonly blockSize: number;
  readonly headerBytes: number;
}

/** Bytes of the frame at the reader's position, or `undefined` where no end is found within a frame's largest size. */
async function findFrameEnd(
  reader: ByteReader,
  { blockSize, headerBytes }: FrameHeader,
  { channelCount, bitsPerSample }: FlacStreamInfo,
): Promise<number | undefined> {
  // Verbatim samples, one bit more for a side channel, and some header per channel: no encoder writes more.
  const maxBytes = Math.ceil((blockSize * channelCount * (bitsPerSample + 1)) / 8) + 64 * channelCount + 64;
  let crc = 0;
  let at = 0;
  for (let window = 32768; ; window *= 2) {
    const bytes = await reader.peek(Math.min(window, maxBytes) + maxHeaderBytes);
    const atEnd = bytes.length < Math.min(window, maxBytes) + maxHeaderBytes;
    const limit = atEnd ? bytes.length : bytes.length - maxHeaderBytes;
    for (; at < limit; at++) {
      crc = ((crc << 8) & 0xffff) ^ crc16Table[(crc >> 8) ^ bytes[at]!]!;
      if (crc !== 0 || at < headerBytes + 2) continue;
      const rest = bytes.subarray(at + 1, at + 1 + maxHeaderBytes);
      if ((rest.length === 0 && atEnd) || isPadding(rest) || parseFrameHeader(rest) !== undefined)
        return at + 1;
    }
    if (atEnd || window >= maxBytes) return undefined;
  }
}

/** Zeros after the last frame, which some programs leave there. */
function isPadding(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes.every((byte) => byte === 0);
}

/** Block sizes by their code; 0: not used, 6 and 7: written out at the end of the header. */
const blockSizes = [
  0, 192, 576, 1152, 2304, 4608, -1, -2, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768,
] as const;

/** The frame header that `bytes` begin with, or `undefined`. */
function parseFrameHeader(bytes: Uint8Array): FrameHeader | undefined {
  if (bytes.length < 6 || bytes[0] !== 0xff || (bytes[1]! & 0xfe) !== 0xf8) return undefined;
  const blockCode = bytes[2]! >> 4;
  const rateCode = bytes[2]! & 15;
  const channelCode = bytes[3]! >> 4;
  if (blockCode === 0 || rateCode === 15 || channelCode > 10 || (bytes[3]! & 1) !== 0) return undefined;
  // The frame's number, in the variable length code that UTF-8 uses: as many bytes as there are ones in front.
  const ones = Math.clz32(~(bytes[4]! << 24));
  if (ones === 1 || ones > 7) return undefined;
  let at = 4 + Math.max(1, ones);
  let blockSize: number = blockSizes[blockCode]!;
  if (blockSize === -1) blockSize = (bytes[at++] ?? 0) + 1;
  else if (blockSize === -2) {
    blockSize = (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)) + 1;
    at += 2;
  }
  if (rateCode === 12) at += 1;
  else if (rateCode > 12) at += 2;
  let crc = 0;
  for (let i = 0; i < at; i++) crc = crc8Table[crc ^ (bytes[i] ?? 0)]!;
  return at < bytes.length && crc === bytes[at] ? { blockSize, headerBytes: at + 1 } : undefined;
}

function crcTable(bits: 8 | 16, polynomial: number): Uint8Array | Uint16Array {
  const table = bits === 8 ? new Uint8Array(256) : new Uint16Array(256);
  const top = 1 << (bits - 1);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte << (bits - 8);
    for (let bit = 0; bit < 8; bit++) crc = (crc & top) !== 0 ? (crc << 1) ^ polynomial : crc << 1;
    table[byte] = crc;
  }
  return table;
}
