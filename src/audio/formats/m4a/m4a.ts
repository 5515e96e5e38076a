/** The M4A format: AAC or ALAC in an MP4 file; with it all of MP4 and QuickTime. */

import type { AudioFormat } from '../../format.ts';
import { openM4a } from './reader.ts';
import { createM4a } from './writer.ts';

/** MP4 and QuickTime with AAC-LC, ALAC, FLAC, MP3 or Opus; other kinds of AAC with the help of the host. */
export const m4a: AudioFormat = {
  name: 'm4a',
  extensions: ['m4a', 'mp4', 'm4b', 'mov', 'm4v', '3gp'],
  mimeType: 'audio/mp4',
  sniff(head) {
    const name = String.fromCharCode(...head.subarray(4, 8));
    return name === 'ftyp' || name === 'moov' || (name === 'mdat' && head.length > 8);
  },
  open: openM4a,
  create: createM4a,
};
