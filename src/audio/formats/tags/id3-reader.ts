/**
 * Titles, names and the cover out of ID3 tags, versions 1 and 2 (id3.org). Our own, because mediabunny 1.61 reads on for ever
 * after a text without an end, until the process dies: no way to treat files from strangers.
 */

import type { ByteSource } from '../../bytes.ts';
import type { Tags } from '../../format.ts';
import { id3v2Bytes } from './id3.ts';
import { type Id3Frame, id3Frames } from './id3-frames.ts';
import { genreName } from './id3-genres.ts';

type OpenTags = { -readonly [K in keyof Tags]: Tags[K] };

/** A tag beyond this size is read only so far: a cover of 16 MiB and ample text. */
const maxTagBytes = 20 * 1024 * 1024;

/** The tags of a file that begins with an ID3v2 tag or ends with an ID3v1 tag; `undefined` where it has neither. */
export async function readId3(source: ByteSource): Promise<Tags | undefined> {
  const head = await source.read(0, 10);
  if (head.length === 10 && latin1(head.subarray(0, 3)) === 'ID3') {
    return parseId3(await source.read(0, Math.min(id3v2Bytes(head), maxTagBytes)));
  }
  const tail = await source.read(Math.max(0, source.size - 128), 128);
  return tail.length === 128 && latin1(tail.subarray(0, 3)) === 'TAG' ? parseId3v1(tail) : undefined;
}

/** The tags in an ID3v2 tag, whole or cut off. Never throws: what makes no sense is passed over. */
export function parseId3(bytes: Uint8Array): Tags {
  const tags: OpenTags = {};
  const dates = new Map<string, string>();
  for (const frame of id3Frames(bytes)) {
    const { id, content } = frame;
    if (content.length === 0) continue;
    if (id === 'COMM' || id === 'USLT') readComment(tags, frame);
    else if (id === 'APIC' || id === 'PIC') readPicture(tags, frame);
    else if (id === 'TXXX') readFreeText(tags, content);
    else if (id.startsWith('T')) {
      const text = texts(content, { start: 1, count: 1 })[0]!.trim();
      if (text !== '' && id.startsWith('TD')) dates.set(id, text);
      else if (text !== '' && id === 'TYER') dates.set(id, text);
      else if (text !== '') readText(tags, id, text);
    }
  }
  const date = ['TDRC', 'TDRL', 'TYER', 'TDOR']
    .map((id) => dates.get(id))
    .find((text) => /^\d{4}/.test(text ?? ''));
  return date === undefined ? tags : { ...tags, date };
}

const textNames = {
  TIT2: 'title',
  TPE1: 'artist',
  TPE2: 'albumArtist',
  TALB: 'album',
} as const;

function readText(tags: OpenTags, id: string, text: string): void {
  if (id in textNames) tags[textNames[id as keyof typeof textNames]] ??= text;
  if (id === 'TCON') tags.genre ??= genreName(text);
  const numbers = /^(\d{1,9})(?:\/(\d{1,9}))?$/.exec(text);
  if (numbers === null || Number(numbers[1]) === 0) return;
  const total = Number(numbers[2] ?? 0);
  if (id === 'TRCK') {
    tags.trackNumber ??= Number(numbers[1]);
    if (total > 0) tags.tracksTotal ??= total;
  } else if (id === 'TPOS') {
    tags.discNumber ??= Number(numbers[1]);
    if (total > 0) tags.discsTotal ??= total;
  }
}

/** Encoding, language, description, text. Players keep notes of their own under descriptions: only plain ones count. */
function readComment(tags: OpenTags, { id, content }: Id3Frame): void {
  const [description, text = ''] = texts(content, { start: 4, count: 2 }).map((part) => part.trim());
  if (text === '') return;
  if (id === 'USLT') tags.lyrics ??= text;
  else if (description === '' || description === 'Comment') tags.comment ??= text;
}

/** ffmpeg writes an MP3's comment as a free text of that name. */
function readFreeText(tags: OpenTags, content: Uint8Array): void {
  const [name, text] = texts(content, { start: 1, count: 2 });
  if (name?.toLowerCase() === 'comment' && text) tags.comment ??= text;
}

/** Encoding, MIME type (in version 2.2 three letters), kind, description, image. The front cover goes before others. */
function readPicture(tags: OpenTags, { id, content }: Id3Frame): void {
  const isOld = id === 'PIC';
  const mimeEnd = isOld ? 4 : endOfText(content, { start: 1, isWide: false });
  const mimeText = latin1(content.subarray(1, mimeEnd)).toLowerCase();
  const kindAt = isOld ? 4 : mimeEnd + 1;
  const isWide = content[0] === 1 || content[0] === 2;
  const descriptionEnd = endOfText(content, { start: kindAt + 1, isWide });
  const data = content.slice(descriptionEnd + (isWide ? 2 : 1));
  const frontCover = 3;
  if (data.length === 0 || (tags.cover !== undefined && content[kindAt] !== frontCover)) return;
  const isJpeg = data[0] === 0xff && data[1] === 0xd8;
  const mimeType = mimeText.includes('/') ? mimeText : isJpeg ? 'image/jpeg' : 'image/png';
  tags.cover = { mimeType, data };
}

/** The first texts from `start` on, between ends of text, in the encoding that the content begins with; one at least. */
function texts(content: Uint8Array, { start, count }: { start: number; count: number }): string[] {
  const encoding = content[0]!;
  const isWide = encoding === 1 || encoding === 2;
  const found: string[] = [];
  let at = start;
  do {
    const end = endOfText(content, { start: at, isWide });
    found.push(decodeText(content.subarray(at, end), encoding));
    at = end + (isWide ? 2 : 1);
  } while (at < content.length && found.length < count);
  return found;
}

/** Where the zero stands that ends the text at `start`, or the end of the content. */
function endOfText(content: Uint8Array, { start, isWide }: { start: number; isWide: boolean }): number {
  const step = isWide ? 2 : 1;
  let at = start;
  while (at + step <= content.length && (content[at] !== 0 || (isWide && content[at + 1] !== 0))) at += step;
  return Math.min(at, content.length);
}

function decodeText(bytes: Uint8Array, encoding: number): string {
  if (encoding === 3) return new TextDecoder('utf-8').decode(bytes);
  if (encoding !== 1 && encoding !== 2) return latin1(bytes);
  // Both marks of byte order are taken off by the decoder of that order.
  const isBigEndian = bytes[0] === 0xfe && bytes[1] === 0xff;
  return new TextDecoder(encoding === 2 || isBigEndian ? 'utf-16be' : 'utf-16le').decode(bytes);
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder('windows-1252').decode(bytes);
}

/** 30 letters each of title, artist and album, 4 of the year, 30 of a comment, whose end may be a track number; genre. */
function parseId3v1(tail: Uint8Array): Tags {
  const tags: OpenTags = {};
  const text = (start: number, length: number): string | undefined => {
    const field = tail.subarray(start, start + length);
    return latin1(field.subarray(0, endOfText(field, { start: 0, isWide: false }))).trim() || undefined;
  };
  const fields = {
    title: text(3, 30),
    artist: text(33, 30),
    album: text(63, 30),
    date: text(93, 4),
    comment: text(97, 30),
  };
  for (const [key, value] of Object.entries(fields) as [keyof typeof fields, string | undefined][]) {
    if (value !== undefined) tags[key] = value;
  }
  if (tail[125] === 0 && tail[126] !== 0) tags.trackNumber = tail[126]!;
  const genre = genreName(`${tail[127]}`);
  if (!/^\d+$/.test(genre)) tags.genre = genre;
  return tags;
}
