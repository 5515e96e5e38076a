/** Ogg pages and the packets in them (RFC 3533). Only pages whose checksum is right come through. */

import type { ByteReader } from '../../byte-reader.ts';
import type { ByteSource } from '../../bytes.ts';

/** One page. */
export interface OggPage {
  readonly serial: number;
  readonly sequence: number;
  /** The stream's sample count at the end of the last packet that ends here; -1 where none does. */
  readonly granule: number;
  readonly isContinued: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Pieces of packets; the last is a whole end unless `isOpen`. */
  readonly pieces: readonly Uint8Array[];
  readonly isOpen: boolean;
  readonly bytes: number;
}

const headerBytes = 27;
/** 27 + 255 lengths + 255 · 255 bytes. */
const maxPageBytes = 65307;

/** CRC-32 with polynomial 0x04c11db7, high bit first, no inversion. */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

/** The page that `bytes` begin with; `undefined` where it is not whole or its checksum is wrong. */
export function parseOggPage(bytes: Uint8Array): OggPage | undefined {
  if (bytes.length < headerBytes || !startsOggPage(bytes)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lengths = bytes.subarray(headerBytes, headerBytes + view.getUint8(26));
  const size = lengths.reduce((sum, length) => sum + length, headerBytes + view.getUint8(26));
  if (size > bytes.length || pageCrc(bytes.subarray(0, size)) !== view.getUint32(22, true)) return undefined;
  const pieces: Uint8Array[] = [];
  let start = headerBytes + lengths.length;
  let end = start;
  for (const length of lengths) {
    end += length;
    if (length === 255) continue;
    pieces.push(bytes.slice(start, end));
    start = end;
  }
  const isOpen = end > start;
  if (isOpen) pieces.push(bytes.slice(start, end));
  const flags = view.getUint8(5);
  const granule = view.getBigInt64(6, true);
  return {
    serial: view.getUint32(14, true),
    sequence: view.getUint32(18, true),
    granule: granule < 0n || granule > BigInt(Number.MAX_SAFE_INTEGER) ? -1 : Number(granule),
    isContinued: (flags & 1) !== 0,
    isFirst: (flags & 2) !== 0,
    isLast: (flags & 4) !== 0,
    pieces,
    isOpen,
    bytes: size,
  };
}

/** Whether `bytes` begin as a page does. */
export function startsOggPage(bytes: Uint8Array): boolean {
  return bytes[0] === 0x4f && bytes[1] === 0x67 && bytes[2] === 0x67 && bytes[3] === 0x53 && bytes[4] === 0;
}

/** The pages from the reader's position on. Throws at the first that is damaged; zeros at the end are passed over. */
export async function* oggPages(reader: ByteReader): AsyncGenerator<OggPage, void> {
  for (;;) {
    const bytes = await reader.peek(maxPageBytes);
    if (bytes.length === 0 || (bytes.length < maxPageBytes && bytes.every((byte) => byte === 0))) return;
    const page = parseOggPage(bytes);
    if (page === undefined) throw new Error('an Ogg page that is cut off or whose checksum is wrong');
    reader.skip(page.bytes);
    yield page;
  }
}

/** The last whole page of the file, or `undefined` where there is none in the last two pages' reach. */
export async function lastOggPage(source: ByteSource): Promise<OggPage | undefined> {
  const start = Math.max(0, source.size - 2 * maxPageBytes);
  const tail = await source.read(start, source.size - start);
  for (let at = tail.length - headerBytes; at >= 0; at--) {
    if (tail[at] !== 0x4f) continue;
    const page = parseOggPage(tail.subarray(at));
    if (page !== undefined && page.granule >= 0) return page;
  }
  return undefined;
}

/** The checksum of a whole page, whatever stands in its own four bytes. */
export function pageCrc(page: Uint8Array): number {
  let crc = 0;
  for (let at = 0; at < page.length; at++) {
    // The checksum's own four bytes count as zeros.
    const byte = at >= 22 && at < 26 ? 0 : page[at]!;
    crc = (crc << 8) ^ crcTable[(crc >>> 24) ^ byte]!;
  }
  return crc >>> 0;
}
