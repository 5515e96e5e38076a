/** The FLAC format: lossless, about half the size of WAVE. */

import type { AudioFormat } from '../../format.ts';
import { id3v2Bytes } from '../tags/id3.ts';
import { openFlac } from './reader.ts';
import { createFlac } from './writer.ts';

/** Native FLAC. FLAC inside Ogg belongs to the Ogg format. */
export const flac: AudioFormat = {
  name: 'flac',
  extensions: ['flac'],
  mimeType: 'audio/flac',
  sniff(head) {
    const start = id3v2Bytes(head);
    return String.fromCharCode(...head.subarray(start, start + 4)) === 'fLaC';
  },
  open: openFlac,
  create: createFlac,
};
