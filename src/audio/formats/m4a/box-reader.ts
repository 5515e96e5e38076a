/** Taking the boxes of an MP4 file apart (ISO/IEC 14496-12, 4.2): what box-writer.ts puts together. */

import type { ByteSource } from '../../bytes.ts';

/** A movie header beyond this is not read: it would describe days of sound. */
const maxMoovBytes = 64 * 1024 * 1024;

/** A box in memory. */
export interface Mp4Box {
  readonly name: string;
  readonly content: Uint8Array;
}

/** The content of the `moov` box, wherever in the file it is; `undefined` where there is none, or only a part of it. */
export async function readMoov(source: ByteSource): Promise<Uint8Array | undefined> {
  for (let at = 0, boxes = 0; at + 8 <= source.size && boxes < 100_000; boxes++) {
    const head = await source.read(at, 16);
    const view = viewOf(head);
    let size = view.getUint32(0);
    let headBytes = 8;
    if (size === 1 && head.length === 16) {
      size = Number(view.getBigUint64(8));
      headBytes = 16;
    } else if (size === 0) size = source.size - at;
    if (size < headBytes) return undefined;
    if (nameAt(head, 4) === 'moov') {
      if (size > maxMoovBytes) return undefined;
      const moov = await source.read(at + headBytes, size - headBytes);
      return moov.length === size - headBytes ? moov : undefined;
    }
    at += size;
  }
  return undefined;
}

/** The boxes in `bytes`, in order, up to the first that makes no sense. */
export function children(bytes: Uint8Array): Mp4Box[] {
  const boxes: Mp4Box[] = [];
  const view = viewOf(bytes);
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at) || bytes.length - at;
    if (size < 8) break;
    boxes.push({ name: nameAt(bytes, at + 4), content: bytes.subarray(at + 8, at + size) });
    at += size;
  }
  return boxes;
}

/** The contents of all boxes at this path. */
export function find(bytes: Uint8Array, ...path: readonly string[]): Uint8Array[] {
  const [name, ...rest] = path;
  const found = children(bytes).filter((child) => child.name === name);
  return found.flatMap(({ content }) => (rest.length === 0 ? [content] : find(content, ...rest)));
}

/** Four Latin-1 letters. */
export function nameAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

/** The bytes as numbers. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
