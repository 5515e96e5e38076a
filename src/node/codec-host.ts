/** What Node adds to the codecs of the core: an `ffmpeg` on the PATH, where there is one. */

import type { CodecHost } from '../audio/index.ts';
import { openWithFfmpeg } from './ffmpeg.ts';

const remedy =
  'Install ffmpeg and put it on the PATH for other formats, or convert the file to wav, flac, mp3, ogg or m4a (AAC-LC)';

/** The codecs of this host. Nothing is looked for before it is needed. */
export function nodeCodecHost(): CodecHost {
  return { fallbackReader: openWithFfmpeg, remedy };
}
