/** Files that the page may write, on disk (File System Access) or in its private folder (OPFS), as a place for bytes. */

import type { ByteSink } from '../audio/index.ts';
import { HostError } from '../util/index.ts';

/**
 * Writes into the file of `handle`. What was there stays until `close()` puts the new content in its place; `abort()` leaves it
 * as it was, and removes a file that was empty before. Throws `HostError` where the browser refuses: no permission, no space.
 *
 * @example
 * const folder = await navigator.storage.getDirectory();
 * const sink = await fileHandleSink(await folder.getFileHandle('vocals.wav', { create: true }));
 * const writer = await createAudioWriter('wav', sink, { sampleRate: 44100, channelCount: 2 });
 */
export async function fileHandleSink(handle: FileSystemFileHandle): Promise<ByteSink> {
  const { name } = handle;
  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      throw refused(name, cause);
    }
  };
  const wasEmpty = await guard(async () => (await handle.getFile()).size === 0);
  const writable = await guard(() => handle.createWritable());
  return {
    name,
    // A copy, because the browser writes later than it says, and the caller may reuse its array.
    write: (position, bytes) =>
      guard(() => writable.write({ type: 'write', position, data: new Uint8Array(bytes) })),
    close: () => guard(() => writable.close()),
    async abort() {
      await writable.abort().catch(() => {});
      if (wasEmpty && isRemovable(handle)) await handle.remove().catch(() => {});
    },
  };
}

/** `remove()` is not in every browser yet; without it an empty file stays. */
function isRemovable(
  handle: FileSystemFileHandle,
): handle is FileSystemFileHandle & { remove(): Promise<void> } {
  return 'remove' in handle;
}

function refused(name: string, cause: unknown): HostError {
  const isFull = cause instanceof DOMException && cause.name === 'QuotaExceededError';
  return new HostError({
    place: name,
    expected: 'a file that can be written',
    got: cause instanceof Error ? cause.message : String(cause),
    remedy: isFull ? 'Free some space' : 'Ask for permission to write it, or choose another place',
    cause,
  });
}
