/** Files that the page was given, as bytes that can be read at any place: nothing is loaded before it is needed. */

import type { ByteSource } from '../audio/index.ts';
import { HostError } from '../util/index.ts';

/**
 * The bytes of a `Blob` or `File`. `name` is how errors call it; default: the file's own name, or `'blob'`.
 * Reading throws `HostError` where the file was changed or taken away since it was chosen.
 *
 * @example
 * const reader = await openAudio(blobSource(input.files[0]));
 */
export function blobSource(blob: Blob, name: string = nameOf(blob)): ByteSource {
  return {
    name,
    size: blob.size,
    async read(position, length) {
      try {
        return new Uint8Array(await blob.slice(position, position + length).arrayBuffer());
      } catch (cause) {
        throw new HostError({
          place: name,
          expected: 'a file that can still be read',
          got: cause instanceof Error ? cause.message : String(cause),
          remedy: 'Choose the file again: it may have been changed or removed since',
          cause,
        });
      }
    },
    close: async () => {},
  };
}

function nameOf(blob: Blob): string {
  return 'name' in blob && typeof blob.name === 'string' && blob.name !== '' ? blob.name : 'blob';
}
