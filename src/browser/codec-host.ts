/** What the browser adds to the codecs of the core: its own AAC decoder, by WebCodecs. */

import type { CodecHost } from '../audio/index.ts';

const remedy = 'Convert the file to wav, flac, mp3, ogg or m4a (AAC-LC)';

/** The codecs of this host. */
export function browserCodecHost(): CodecHost {
  return { remedy };
}
