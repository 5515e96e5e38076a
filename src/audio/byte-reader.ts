/** Reading a ByteSource from front to back with a look ahead: what the parsers of packets and frames stand on. */

import type { ByteSource } from './bytes.ts';

/** Read at a time: large enough that a disk or a blob does not notice, small beside everything else. */
const readAheadBytes = 256 * 1024;

/** A place in a source that moves forward. */
export interface ByteReader {
  /** Where the next byte lies in the source. */
  readonly position: number;
  /** Up to `length` bytes from here, fewer only at the end of the source; valid until the next call. */
  peek(length: number): Promise<Uint8Array>;
  /** Moves on by `length` bytes, which need not have been peeked. */
  skip(length: number): void;
}

/** A reader of the bytes of `source` from `start` (default 0) to `end` (default: the source's). */
export function createByteReader(
  source: ByteSource,
  { start = 0, end = source.size }: { readonly start?: number; readonly end?: number } = {},
): ByteReader {
  let buffer: Uint8Array = new Uint8Array(0);
  let bufferStart = start;
  let position = start;

  async function fill(length: number): Promise<void> {
    const kept = buffer.subarray(Math.min(buffer.length, position - bufferStart));
    const from = position + kept.length;
    const wanted = Math.min(end - from, Math.max(readAheadBytes, length - kept.length));
    const more = wanted > 0 ? await source.read(from, wanted) : new Uint8Array(0);
    const joined = new Uint8Array(kept.length + more.length);
    joined.set(kept);
    joined.set(more, kept.length);
    buffer = joined;
    bufferStart = position;
  }

  return {
    get position() {
      return position;
    },
    async peek(length) {
      const available = bufferStart + buffer.length - position;
      if (available < length && bufferStart + buffer.length < end) await fill(length);
      const offset = position - bufferStart;
      return buffer.subarray(offset, offset + length);
    },
    skip(length) {
      position += length;
      if (position > bufferStart + buffer.length) {
        buffer = new Uint8Array(0);
        bufferStart = position;
      }
    },
  };
}
