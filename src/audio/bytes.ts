/** Where encoded bytes come from and go to. Hosts implement these: files in Node, blobs in the browser. */

/** Bytes that can be read at any place. */
export interface ByteSource {
  /** How errors call it: a path, a file's name. */
  readonly name: string;
  /** Total bytes. */
  readonly size: number;
  /** Up to `length` bytes from `position`: fewer only at the end, none beyond it. The caller may keep the array. */
  read(position: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/** Bytes that can be written at any place, for headers that are completed at the end. */
export interface ByteSink {
  readonly name: string;
  /** Writes `bytes` at `position`, growing the file as needed. The callee does not keep the array. */
  write(position: number, bytes: Uint8Array): Promise<void>;
  /** Everything is written: makes it final. */
  close(): Promise<void>;
  /** Gives up: leaves nothing behind. Never throws. */
  abort(): Promise<void>;
}

/** Bytes in memory as a source. */
export function bytesSource(bytes: Uint8Array, name = 'audio bytes'): ByteSource {
  return {
    name,
    size: bytes.length,
    read: async (position, length) => new Uint8Array(bytes.subarray(position, position + length)),
    close: async () => {},
  };
}

/** A sink that grows in memory; `bytes()` gives what was written so far. */
export function memorySink(name = 'memory'): ByteSink & { bytes(): Uint8Array<ArrayBuffer> } {
  let buffer = new Uint8Array(65536);
  let size = 0;
  return {
    name,
    async write(position, bytes) {
      const end = position + bytes.length;
      if (end > buffer.length) {
        const grown = new Uint8Array(Math.max(end, buffer.length * 2));
        grown.set(buffer.subarray(0, size));
        buffer = grown;
      }
      buffer.set(bytes, position);
      size = Math.max(size, end);
    },
    close: async () => {},
    abort: async () => {},
    bytes: () => buffer.slice(0, size),
  };
}
