/** The building block of MP4 files: a size, a four-letter name, content (ISO/IEC 14496-12, section 4.2). */

import { concatBytes } from '../parts/byte-parts.ts';

/** A box around its parts. */
export function box(name: string, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const size = parts.reduce((sum, part) => sum + part.length, 8);
  return concatBytes([u32(size), fourLetters(name), ...parts]);
}

/** A box with a version and flags before its parts. */
export function fullBox(
  name: string,
  { version = 0, flags = 0 }: { readonly version?: 0 | 1; readonly flags?: number },
  ...parts: readonly Uint8Array[]
): Uint8Array<ArrayBuffer> {
  return box(name, u32(version * 2 ** 24 + flags), ...parts);
}

/** A name of four Latin-1 letters: '©nam' begins with the single byte 0xa9. */
export function fourLetters(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(name, (letter) => letter.charCodeAt(0));
}

/** Bytes. */
export function u8(...values: readonly number[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(values);
}

/** Unsigned 16-bit numbers, big-endian as all in MP4. */
export function u16(...values: readonly number[]): Uint8Array<ArrayBuffer> {
  return numbers(values, 2, (view, at, value) => view.setUint16(at, value));
}

/** Unsigned 32-bit numbers; −1 is written as all ones. */
export function u32(...values: readonly number[]): Uint8Array<ArrayBuffer> {
  return numbers(values, 4, (view, at, value) => view.setUint32(at, value));
}

/** Unsigned 64-bit numbers. */
export function u64(...values: readonly number[]): Uint8Array<ArrayBuffer> {
  return numbers(values, 8, (view, at, value) => view.setBigUint64(at, BigInt(value)));
}

function numbers(
  values: readonly number[],
  size: number,
  set: (view: DataView, at: number, value: number) => void,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) set(view, i * size, value);
  return bytes;
}
