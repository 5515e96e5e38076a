/** Matroska and WebM: Opus, Vorbis, FLAC, MP3 and AAC out of the first sound track. */

import type { AudioFormat } from '../format.ts';
import { openContainerTrack } from './container-reader.ts';

export const webm: AudioFormat = {
  name: 'webm',
  extensions: ['webm', 'mka', 'mkv', 'weba'],
  mimeType: 'audio/webm',
  // The EBML header's identifier.
  sniff: (head) => head[0] === 0x1a && head[1] === 0x45 && head[2] === 0xdf && head[3] === 0xa3,
  open: (source, options = {}) => openContainerTrack(source, options, { format: 'webm' }),
};
