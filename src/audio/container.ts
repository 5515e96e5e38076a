/** A source opened by mediabunny, which knows the containers: MP4, Matroska, Ogg, MP3, FLAC, WAVE, ADTS. */

import type { Input } from 'mediabunny';
import type { ByteSource } from './bytes.ts';

/** What mediabunny may keep of the file in memory. */
const cacheBytes = 2 * 1024 * 1024;

/** Opens `source`. The caller disposes of the result; the source stays open. */
export async function openContainer(source: ByteSource): Promise<Input> {
  // Loaded on first use: it is large, and plain WAVE files do without it.
  const { ALL_FORMATS, CustomSource, Input, Logging } = await import('mediabunny');
  // It would print what it does not know; a library does not print.
  Logging.level = 0;
  return new Input({
    formats: ALL_FORMATS,
    source: new CustomSource({
      getSize: () => source.size,
      read: (start, end) => source.read(start, end - start),
      maxCacheSize: cacheBytes,
      prefetchProfile: 'fileSystem',
    }),
  });
}
