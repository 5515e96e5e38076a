/** EBML (RFC 8794), the binary cousin of XML that Matroska is written in: elements of an identifier, a size and a payload. */

import type { ByteReader } from '../../byte-reader.ts';

/** The head of an element. */
export interface EbmlHeader {
  readonly id: number;
  /** Of the payload; `undefined` for one that goes on until something of a higher level comes. */
  readonly size: number | undefined;
  readonly headerBytes: number;
}

/** An element in memory. */
export interface EbmlElement {
  readonly id: number;
  readonly payload: Uint8Array;
}

/** The head of the element at the reader's position; `undefined` at the end. Throws where there is none. */
export async function nextEbmlHeader(reader: ByteReader): Promise<EbmlHeader | undefined> {
  const bytes = await reader.peek(12);
  if (bytes.length === 0) return undefined;
  const header = parseHeader(bytes, 0);
  if (header === undefined) throw new Error('no Matroska element where one should be');
  return header;
}

/** The elements in `bytes`, up to the first that makes no sense. */
export function* ebmlElements(bytes: Uint8Array): Generator<EbmlElement, void> {
  for (let at = 0; at < bytes.length; ) {
    const header = parseHeader(bytes, at);
    if (header?.size === undefined) return;
    const start = at + header.headerBytes;
    if (start + header.size > bytes.length) return;
    yield { id: header.id, payload: bytes.subarray(start, start + header.size) };
    at = start + header.size;
  }
}

/** Lengths are coded by the zeros in front of the first one; identifiers keep that one, sizes do not. */
function parseHeader(bytes: Uint8Array, at: number): EbmlHeader | undefined {
  const idBytes = Math.clz32((bytes[at] ?? 0) << 24) + 1;
  const sizeAt = at + idBytes;
  const sizeBytes = Math.clz32((bytes[sizeAt] ?? 0) << 24) + 1;
  if (idBytes > 4 || sizeBytes > 8 || sizeAt + sizeBytes > bytes.length) return undefined;
  const id = unsignedOf(bytes.subarray(at, sizeAt));
  const first = bytes[sizeAt]! & (0xff >> sizeBytes);
  const rest = bytes.subarray(sizeAt + 1, sizeAt + sizeBytes);
  const isUnknown = first === 0xff >> sizeBytes && rest.every((byte) => byte === 0xff);
  const size = first * 256 ** rest.length + unsignedOf(rest);
  return { id, size: isUnknown ? undefined : size, headerBytes: idBytes + sizeBytes };
}

/** A big-endian unsigned integer of up to 8 bytes. */
export function unsignedOf(bytes: Uint8Array): number {
  return bytes.subarray(0, 8).reduce((value, byte) => value * 256 + byte, 0);
}

/** A big-endian float of 4 or 8 bytes; not a number for other lengths. */
export function floatOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length === 4) return view.getFloat32(0);
  return bytes.length === 8 ? view.getFloat64(0) : Number.NaN;
}

/** Text up to a zero byte. */
export function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
