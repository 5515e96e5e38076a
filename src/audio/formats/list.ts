/** The audio formats, in the order in which they are tried. To add one: a file beside this, and a line here. */

import type { AudioFormat } from '../format.ts';
import { flac } from './flac.ts';
import { mp3 } from './mp3.ts';
import { ogg } from './ogg.ts';
import { wav } from './wav.ts';

export const audioFormats: readonly AudioFormat[] = [wav, flac, ogg, mp3];
