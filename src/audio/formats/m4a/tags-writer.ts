/** Tags of M4A files: the item list that iTunes made the rule, and iTunes' own note on the exact length. */

import type { Tags } from '../../format.ts';
import { concatBytes } from '../parts/byte-parts.ts';
import { box, fourLetters, fullBox, u8, u16, u32 } from './box-writer.ts';

/** How many samples the encoder put before and after the sound. */
export interface Gapless {
  readonly delaySamples: number;
  readonly paddingSamples: number;
  readonly lengthSamples: number;
}

/** Types of a data box. */
const binary = 0;
const utf8 = 1;
const jpeg = 13;
const png = 14;

/** The `udta` box of a movie. */
export function buildUserData(tags: Tags, gapless: Gapless): Uint8Array<ArrayBuffer> {
  const items: Uint8Array[] = [];
  const text = (name: string, value: string | undefined): void => {
    if (value) items.push(box(name, data(utf8, new TextEncoder().encode(value))));
  };
  text('\xa9nam', tags.title);
  text('\xa9ART', tags.artist);
  text('\xa9alb', tags.album);
  text('aART', tags.albumArtist);
  text('\xa9gen', tags.genre);
  text('\xa9day', tags.date);
  text('\xa9cmt', tags.comment);
  text('\xa9lyr', tags.lyrics);
  if (tags.trackNumber !== undefined) {
    items.push(box('trkn', data(binary, u16(0, tags.trackNumber, tags.tracksTotal ?? 0, 0))));
  }
  if (tags.discNumber !== undefined) {
    items.push(box('disk', data(binary, u16(0, tags.discNumber, tags.discsTotal ?? 0))));
  }
  if (tags.cover) items.push(box('covr', data(imageType(tags.cover.mimeType), tags.cover.data)));
  items.push(gaplessItem(gapless));
  const handler = fullBox('hdlr', {}, u32(0), fourLetters('mdirappl'), u32(0, 0), u8(0));
  return box('udta', fullBox('meta', {}, handler, box('ilst', ...items)));
}

function data(type: number, content: Uint8Array): Uint8Array {
  return box('data', u32(type, 0), content);
}

function imageType(mimeType: string): number {
  if (mimeType === 'image/jpeg' || mimeType === 'image/jpg') return jpeg;
  return mimeType === 'image/png' ? png : binary;
}

/** iTunSMPB: hexadecimal delay, padding and length among zeros, for players that pass over edit lists. */
function gaplessItem({ delaySamples, paddingSamples, lengthSamples }: Gapless): Uint8Array {
  const hex = (value: number, digits: number): string =>
    value.toString(16).toUpperCase().padStart(digits, '0');
  const numbers = [0, delaySamples, paddingSamples].map((value) => hex(value, 8));
  const rest = Array<string>(8).fill(hex(0, 8));
  const text = ` ${[...numbers, hex(lengthSamples, 16), ...rest].join(' ')}`;
  const letters = new TextEncoder();
  return box(
    '----',
    fullBox('mean', {}, letters.encode('com.apple.iTunes')),
    fullBox('name', {}, letters.encode('iTunSMPB')),
    concatBytes([data(utf8, letters.encode(text))]),
  );
}
