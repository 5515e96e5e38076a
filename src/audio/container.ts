/** A source opened by mediabunny, which takes MP4 files apart and reads the tags of most others. */

import type { Input } from 'mediabunny';
import type { ByteSource } from './bytes.ts';

/** What mediabunny may keep of the file in memory. */
const cacheBytes = 2 * 1024 * 1024;

/** Opens `source`. The caller disposes of the result; the source stays open. */
export async function openContainer(source: ByteSource): Promise<Input> {
  // Loaded on first use: it is large, and plain WAVE files do without it.
  const { ADTS, CustomSource, FLAC, Input, Logging, MP3, MP4, OGG, QTFF } = await import('mediabunny');
  // It would print what it does not know; a library does not print.
  Logging.level = 0;
  return new Input({
    // Not Matroska: its search for the next element after damage does not end (version 1.61).
    formats: [MP4, QTFF, MP3, FLAC, OGG, ADTS],
    source: new CustomSource({
      getSize: () => source.size,
      read: (start, end) => source.read(start, end - start),
      maxCacheSize: cacheBytes,
      prefetchProfile: 'fileSystem',
    }),
  });
}
