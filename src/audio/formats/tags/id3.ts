/** How many bytes ID3 tags take before and after the sound of MP3, AAC and FLAC files (id3.org, versions 1 and 2). */

import type { ByteSource } from '../../bytes.ts';

/** Bytes of the ID3v2 tag that `head` begins with, its own 10 and a footer included; 0 where there is none. */
export function id3v2Bytes(head: Uint8Array): number {
  if (head.length < 10 || head[0] !== 0x49 || head[1] !== 0x44 || head[2] !== 0x33 || head[3] === 0xff)
    return 0;
  const size =
    ((head[6]! & 0x7f) << 21) | ((head[7]! & 0x7f) << 14) | ((head[8]! & 0x7f) << 7) | (head[9]! & 0x7f);
  const hasFooter = (head[5]! & 0x10) !== 0;
  return 10 + size + (hasFooter ? 10 : 0);
}

/** Where the ID3v2 tags at the start end: some programs write two of them. */
export async function skipId3v2(source: ByteSource): Promise<number> {
  let position = 0;
  for (let tag = 0; tag < 8; tag++) {
    const bytes = id3v2Bytes(await source.read(position, 10));
    if (bytes === 0) break;
    position += bytes;
  }
  return Math.min(position, source.size);
}

/** Where the sound ends: before an ID3v1 tag and an APE tag in front of it. */
export async function findTagsAtEnd(source: ByteSource): Promise<number> {
  let end = source.size;
  const id3v1 = await source.read(Math.max(0, end - 128), 3);
  if (source.size >= 128 && String.fromCharCode(...id3v1) === 'TAG') end -= 128;
  // The APE footer: "APETAGEX", version, size of items and footer, item count, flags (bit 31: has a header).
  const footer = end >= 32 ? await source.read(end - 32, 32) : new Uint8Array(0);
  if (footer.length === 32 && String.fromCharCode(...footer.subarray(0, 8)) === 'APETAGEX') {
    const view = new DataView(footer.buffer, footer.byteOffset, 32);
    const hasHeader = view.getUint32(20, true) >= 2 ** 31;
    const size = view.getUint32(12, true) + (hasHeader ? 32 : 0);
    if (size <= end) end -= size;
  }
  return end;
}
