/**
 * Titles, names and covers in WAVE files, both ways: the LIST/INFO chunk (RIFF MCI 1991), which everything reads, and an
 * ID3 chunk for what that has no names for.
 */

import type { ByteSource } from '../../bytes.ts';
import type { Tags } from '../../format.ts';
import { concatBytes } from '../parts/byte-parts.ts';
import { parseId3 } from '../tags/id3-reader.ts';
import { buildId3 } from '../tags/id3-writer.ts';
import { type Chunk, fourCc } from './header.ts';

/** INFO names of the tags that are text. */
const infoNames = {
  title: 'INAM',
  artist: 'IART',
  album: 'IPRD',
  genre: 'IGNR',
  comment: 'ICMT',
  date: 'ICRD',
} as const;
/** Two names are in use for the track number; the first is what ffmpeg and most players know. */
const trackNames: readonly string[] = ['IPRT', 'ITRK'];

/** A text chunk beyond this size is not read. */
const maxInfoBytes = 1024 * 1024;
/** Room for a cover of 16 MiB. */
const maxId3Bytes = 20 * 1024 * 1024;

/** The tags in the tag chunks of a WAVE file; what INFO says goes before ID3. Damaged chunks are passed over. */
export async function readWavTags(source: ByteSource, chunks: readonly Chunk[]): Promise<Tags> {
  const info = await readInfo(source, chunks);
  const id3 = chunks.find(({ id }) => id.toLowerCase() === 'id3 ');
  if (id3 === undefined) return info;
  return { ...parseId3(await source.read(id3.start, Math.min(id3.size, maxId3Bytes))), ...info };
}

async function readInfo(source: ByteSource, chunks: readonly Chunk[]): Promise<Tags> {
  const tags: { -readonly [K in keyof Tags]: Tags[K] } = {};
  for (const chunk of chunks) {
    if (chunk.id !== 'LIST' || chunk.size > maxInfoBytes) continue;
    const bytes = await source.read(chunk.start, chunk.size);
    if (fourCc(bytes, 0) !== 'INFO') continue;
    for (const [name, text] of infoTexts(bytes)) {
      for (const [key, infoName] of Object.entries(infoNames) as [keyof typeof infoNames, string][]) {
        if (name === infoName) tags[key] ??= text;
      }
      const track = /^(\d{1,9})(?:\/(\d{1,9}))?$/.exec(text);
      if (trackNames.includes(name) && track !== null) {
        tags.trackNumber ??= Number(track[1]);
        if (track[2] !== undefined) tags.tracksTotal ??= Number(track[2]);
      }
    }
  }
  return tags;
}

/** Name and text of each entry of an INFO list. */
function* infoTexts(bytes: Uint8Array): Generator<[string, string]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 4; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    const content = bytes.subarray(at + 8, at + 8 + size);
    const end = content.indexOf(0);
    const text = decodeText(end < 0 ? content : content.subarray(0, end)).trim();
    if (text !== '') yield [fourCc(bytes, at), text];
    at += 8 + size + (size % 2);
  }
}

/** The standard leaves the character set open: UTF-8 where it is valid UTF-8, else Windows-1252. */
function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/**
 * The tag chunks for `tags`: INFO in UTF-8, and ID3 before it where there is more to say, or in letters that programs which
 * take INFO for Latin-1 would spoil. No bytes where there is nothing.
 */
export function buildTagChunks(tags: Tags): Uint8Array<ArrayBuffer> {
  const { albumArtist, discNumber, lyrics, cover } = tags;
  const info = buildInfoChunk(tags);
  const isAscii = Object.values(tags).every((tag) => typeof tag !== 'string' || /^\p{ASCII}*$/u.test(tag));
  const infoHasAll = [albumArtist, discNumber, lyrics, cover].every((tag) => tag === undefined);
  return infoHasAll && isAscii ? info : concatBytes([chunkBytes('id3 ', buildId3(tags)), info]);
}

function buildInfoChunk(tags: Tags): Uint8Array<ArrayBuffer> {
  const entries: [string, string][] = [];
  for (const [key, name] of Object.entries(infoNames) as [keyof typeof infoNames, string][]) {
    if (tags[key] !== undefined) entries.push([name, tags[key]]);
  }
  if (tags.trackNumber !== undefined) {
    const total = tags.tracksTotal === undefined ? '' : `/${tags.tracksTotal}`;
    entries.push([trackNames[0]!, `${tags.trackNumber}${total}`]);
  }
  if (entries.length === 0) return new Uint8Array(0);
  const parts = entries.map(([name, text]) => chunkBytes(name, new TextEncoder().encode(`${text}\0`)));
  return chunkBytes('LIST', concatBytes([new TextEncoder().encode('INFO'), ...parts]));
}

/** A whole chunk: name, size, content, and a zero where the content's size is odd. */
function chunkBytes(name: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8 + content.length + (content.length % 2));
  bytes.set(new TextEncoder().encode(name));
  new DataView(bytes.buffer).setUint32(4, content.length, true);
  bytes.set(content, 8);
  return bytes;
}
