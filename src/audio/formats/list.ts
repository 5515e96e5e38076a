/** The audio formats, in the order in which they are tried. To add one: a folder beside this, and a line here. */

import type { AudioFormat } from '../format.ts';
import { adts } from './adts/adts.ts';
import { flac } from './flac/flac.ts';
import { m4a } from './m4a/m4a.ts';
import { mp3 } from './mp3/mp3.ts';
import { ogg } from './ogg/ogg.ts';
import { wav } from './wav/wav.ts';
import { webm } from './webm/webm.ts';

/** Every format that is read without help of the host. Those with `create` are written too. */
export const audioFormats: readonly AudioFormat[] = [wav, flac, ogg, mp3, m4a, adts, webm];
