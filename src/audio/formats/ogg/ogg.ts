/** The Ogg format: Vorbis and Opus, and FLAC where it was put in Ogg. */

import type { AudioFormat } from '../../format.ts';
import { createOpus } from './opus-writer.ts';
import { startsOggPage } from './pages.ts';
import { openOgg } from './reader.ts';

/** Ogg with Vorbis, Opus or FLAC. */
export const ogg: AudioFormat = {
  name: 'ogg',
  extensions: ['ogg', 'opus', 'oga'],
  mimeType: 'audio/ogg',
  sniff: startsOggPage,
  open: openOgg,
  create: createOpus,
};
