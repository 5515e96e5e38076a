/** Titles, names and the cover before the frames of an MP3 file: an ID3v2.4 tag in UTF-8 (id3.org, 2000). */

import type { Tags } from '../../format.ts';
import { concatBytes } from '../parts/byte-parts.ts';

/** The tag's bytes; none where there is nothing to say. A cover of 256 MiB or more cannot be counted and is left out. */
export function buildId3(tags: Tags): Uint8Array<ArrayBuffer> {
  const frames: Uint8Array[] = [];
  const text = (id: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') frames.push(frame(id, [utf8Mark, utf8(value)]));
  };
  text('TIT2', tags.title);
  text('TPE1', tags.artist);
  text('TALB', tags.album);
  text('TPE2', tags.albumArtist);
  text('TCON', tags.genre);
  text('TDRC', tags.date);
  text('TRCK', ofTotal(tags.trackNumber, tags.tracksTotal));
  text('TPOS', ofTotal(tags.discNumber, tags.discsTotal));
  // Comments and lyrics carry a language, 'und' being undetermined (ISO 639-2), and a description, here empty.
  if (tags.comment) frames.push(frame('COMM', [utf8Mark, utf8('und\0'), utf8(tags.comment)]));
  if (tags.lyrics) frames.push(frame('USLT', [utf8Mark, utf8('und\0'), utf8(tags.lyrics)]));
  if (tags.cover && tags.cover.data.length < 2 ** 28 - 1024) {
    const frontCover = 3;
    const head = [utf8Mark, utf8(`${tags.cover.mimeType}\0`), Uint8Array.of(frontCover, 0)];
    frames.push(frame('APIC', [...head, tags.cover.data]));
  }
  if (frames.length === 0) return new Uint8Array(0);
  const body = concatBytes(frames);
  return concatBytes([utf8('ID3'), Uint8Array.of(4, 0, 0), syncSafe(body.length), body]);
}

const utf8Mark = Uint8Array.of(3);

function frame(id: string, parts: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(parts);
  return concatBytes([utf8(id), syncSafe(content.length), Uint8Array.of(0, 0), content]);
}

/** `'3/12'`, `'3'`, or `undefined`. */
export function ofTotal(number: number | undefined, total: number | undefined): string | undefined {
  if (number === undefined) return undefined;
  return total === undefined ? `${number}` : `${number}/${total}`;
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** 28 bits in four bytes whose top bits are 0, so that no tag looks like the start of a frame. */
function syncSafe(value: number): Uint8Array {
  return Uint8Array.of((value >> 21) & 127, (value >> 14) & 127, (value >> 7) & 127, value & 127);
}
