/** Titles, names and the cover out of Vorbis comments (xiph.org) and FLAC's picture blocks (RFC 9639, 8.6 and 8.8). */

import type { Tags } from '../../format.ts';

type OpenTags = { -readonly [K in keyof Tags]: Tags[K] };

/** Names in use for each tag, the usual one first. */
const textNames: Readonly<Record<string, readonly string[]>> = {
  title: ['TITLE'],
  artist: ['ARTIST'],
  album: ['ALBUM'],
  albumArtist: ['ALBUMARTIST', 'ALBUM ARTIST', 'ALBUM_ARTIST'],
  genre: ['GENRE'],
  // ffmpeg writes DESCRIPTION.
  comment: ['COMMENT', 'DESCRIPTION'],
  date: ['DATE', 'YEAR'],
  lyrics: ['LYRICS', 'UNSYNCEDLYRICS'],
};
const numberNames: Readonly<Record<string, readonly string[]>> = {
  trackNumber: ['TRACKNUMBER', 'TRACK'],
  tracksTotal: ['TRACKTOTAL', 'TOTALTRACKS'],
  discNumber: ['DISCNUMBER', 'DISC'],
  discsTotal: ['DISCTOTAL', 'TOTALDISCS'],
};

/** The tags in a comment block. Never throws: what makes no sense is passed over. */
export function parseVorbisComment(bytes: Uint8Array): Tags {
  const pairs = new Map<string, string>();
  for (const text of commentTexts(bytes)) {
    const equals = text.indexOf('=');
    const name = text.slice(0, equals).toUpperCase();
    if (equals > 0 && !pairs.has(name)) pairs.set(name, text.slice(equals + 1).trim());
  }
  const first = (names: readonly string[]): string | undefined =>
    names.map((name) => pairs.get(name)).find((text) => text !== undefined && text !== '');
  const tags: Record<string, string | number | undefined> = {};
  for (const [key, names] of Object.entries(textNames)) {
    const text = first(names);
    if (text !== undefined) tags[key] = text;
  }
  for (const [key, names] of Object.entries(numberNames)) {
    // Both numbers may stand in one: 3/10.
    const [number, total] = (first(names) ?? '').split('/').map(positiveInteger);
    if (number !== undefined) tags[key] ??= number;
    if (total !== undefined) tags[key === 'trackNumber' ? 'tracksTotal' : 'discsTotal'] ??= total;
  }
  const cover = coverOf(pairs.get('METADATA_BLOCK_PICTURE'));
  return cover === undefined ? (tags as Tags) : { ...(tags as OpenTags), cover };
}

/** The cover in a picture block: kind, MIME type, description, four numbers, image. `undefined` where there is none. */
export function parsePicture(bytes: Uint8Array): Tags['cover'] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const part = (at: number): { start: number; end: number } => {
    const start = at + 4;
    return { start, end: start + (start <= bytes.length ? view.getUint32(at) : bytes.length) };
  };
  const mime = part(4);
  const image = part(part(mime.end).end + 16);
  if (image.end > bytes.length || image.end === image.start) return undefined;
  const mimeType = new TextDecoder().decode(bytes.subarray(mime.start, mime.end));
  // Instead of an image, the address of one may be given.
  return mimeType.includes('/') ? { mimeType, data: bytes.slice(image.start, image.end) } : undefined;
}

/** Vendor, count, texts, each after its length, little end first. */
function* commentTexts(bytes: Uint8Array): Generator<string, void> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) return;
  let at = 8 + view.getUint32(0, true);
  while (at + 4 <= bytes.length) {
    const end = at + 4 + view.getUint32(at, true);
    if (end > bytes.length) return;
    yield new TextDecoder().decode(bytes.subarray(at + 4, end));
    at = end;
  }
}

function positiveInteger(text: string): number | undefined {
  const number = /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : 0;
  return number > 0 ? number : undefined;
}

function coverOf(base64: string | undefined): Tags['cover'] {
  if (base64 === undefined) return undefined;
  try {
    return parsePicture(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  } catch {
    // No base64, or numbers that reach beyond it.
    return undefined;
  }
}
