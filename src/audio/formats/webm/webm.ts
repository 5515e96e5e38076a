/** The Matroska and WebM formats. */

import type { AudioFormat } from '../../format.ts';
import { openWebm } from './reader.ts';

/** Matroska and WebM with Opus, Vorbis, FLAC, MP3, AAC-LC or ALAC, read only. */
export const webm: AudioFormat = {
  name: 'webm',
  extensions: ['webm', 'mka', 'mkv', 'weba'],
  mimeType: 'audio/webm',
  // The EBML header's identifier.
  sniff: (head) => head[0] === 0x1a && head[1] === 0x45 && head[2] === 0xdf && head[3] === 0xa3,
  open: openWebm,
};
