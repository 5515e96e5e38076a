/** A file as a ByteSource: read at any place, nothing kept. */

import { open } from 'node:fs/promises';
import type { ByteSource } from '../audio/index.ts';
import { HostError } from '../util/index.ts';
import { onHost } from './host-error.ts';

/**
 * Opens the file at `path` for positional reads; errors call it `name` (default: its path). Close it when done. Throws
 * HostError where it cannot be read, or is not a regular file (a folder, a pipe, a device).
 */
export async function fileSource(
  path: string,
  { name = path }: { readonly name?: string } = {},
): Promise<ByteSource> {
  const expected = 'a file that can be read';
  const handle = await onHost(name, expected, open(path, 'r'));
  const stats = await onHost(name, expected, handle.stat());
  if (!stats.isFile()) {
    await handle.close();
    throw new HostError({
      place: name,
      expected: 'a file',
      got: stats.isDirectory() ? 'a folder' : 'a pipe or device',
      remedy: stats.isDirectory()
        ? 'Name a file inside it'
        : 'Save it to a file, or pipe raw PCM to standard input',
    });
  }
  return {
    name,
    size: stats.size,
    async read(position, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, stats.size - position)));
      let filled = 0;
      // The system may return less than was asked for; 0 means that the file was cut while it was being read.
      while (filled < bytes.length) {
        const rest = handle.read(bytes, filled, bytes.length - filled, position + filled);
        const { bytesRead } = await onHost(name, expected, rest);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled === bytes.length ? bytes : bytes.slice(0, filled);
    },
    close: () => handle.close(),
  };
}
