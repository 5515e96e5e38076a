/** Tags of FLAC and Ogg files: Vorbis comments (xiph.org) and FLAC's picture block (RFC 9639, sections 8.6 and 8.8). */

import type { Tags } from '../../format.ts';
import { concatBytes } from '../parts/byte-parts.ts';

/** The program named in the files. No version, so that new versions write the same bytes. */
const vendor = 'auralflow';

/** A comment block: vendor and NAME=value pairs, in UTF-8 with little-endian lengths. `more` are further pairs. */
export function buildVorbisComment(tags: Tags, more: readonly string[] = []): Uint8Array<ArrayBuffer> {
  const pairs: [string, string | number | undefined][] = [
    ['TITLE', tags.title],
    ['ARTIST', tags.artist],
    ['ALBUM', tags.album],
    ['ALBUMARTIST', tags.albumArtist],
    ['GENRE', tags.genre],
    ['DATE', tags.date],
    ['TRACKNUMBER', tags.trackNumber],
    ['TRACKTOTAL', tags.tracksTotal],
    ['DISCNUMBER', tags.discNumber],
    ['DISCTOTAL', tags.discsTotal],
    ['COMMENT', tags.comment],
    ['LYRICS', tags.lyrics],
  ];
  const told = pairs.filter(([, value]) => value !== undefined && value !== '');
  const texts = [...told.map(([name, value]) => `${name}=${value}`), ...more];
  return concatBytes([lengthAndText(vendor), uint32(texts.length, true), ...texts.map(lengthAndText)]);
}

/** The cover as the content of a picture block; its size in pixels is left for the reader to find in the image. */
export function buildPicture({ mimeType, data }: NonNullable<Tags['cover']>): Uint8Array<ArrayBuffer> {
  const frontCover = 3;
  const mime = new TextEncoder().encode(mimeType);
  const numbers = (...values: number[]): Uint8Array =>
    concatBytes(values.map((value) => uint32(value, false)));
  // type, MIME type, empty description, width, height, depth, colours, data
  return concatBytes([numbers(frontCover, mime.length), mime, numbers(0, 0, 0, 0, 0, data.length), data]);
}

/** The cover as a comment: the picture block in base64. */
export function pictureComment(cover: NonNullable<Tags['cover']>): string {
  return `METADATA_BLOCK_PICTURE=${base64(buildPicture(cover))}`;
}

function lengthAndText(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return concatBytes([uint32(bytes.length, true), bytes]);
}

function uint32(value: number, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, littleEndian);
  return bytes;
}

const base64Letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648, with padding. */
function base64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let shift = 18; shift >= 0; shift -= 6) text += base64Letters[(word >> shift) & 63];
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  return text.slice(0, text.length - missing) + '='.repeat(missing);
}
