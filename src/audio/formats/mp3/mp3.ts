/** The MP3 format, and with it MPEG audio layers I and II. */

import type { AudioFormat } from '../../format.ts';
import { id3v2Bytes } from '../tags/id3.ts';
import { parseMpegHeader } from './frames.ts';
import { openMp3 } from './reader.ts';
import { createMp3 } from './writer.ts';

/** MPEG-1, 2 and 2.5 audio of layers I to III, with or without ID3 and APE tags around it. */
export const mp3: AudioFormat = {
  name: 'mp3',
  extensions: ['mp3', 'mp2', 'mp1'],
  mimeType: 'audio/mpeg',
  sniff(head) {
    const start = id3v2Bytes(head);
    // A tag larger than what we see: MP3 files are nearly all that begin so.
    if (start >= head.length) return start > 0;
    const header = parseMpegHeader(head.subarray(start));
    if (header === undefined) return false;
    const next = head.subarray(start + header.frameBytes);
    return next.length < 4 || parseMpegHeader(next)?.sampleRate === header.sampleRate;
  },
  open: openMp3,
  create: createMp3,
};
