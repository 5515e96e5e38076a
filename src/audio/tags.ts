/** Titles, names and covers out of any file, in the form of {@link Tags}. Reading is done by mediabunny. */

import type { MetadataTags } from 'mediabunny';
import type { ByteSource } from './bytes.ts';
import { openContainer } from './container.ts';
import type { Tags } from './format.ts';
import { id3v2Bytes } from './formats/id3.ts';
import { readId3 } from './formats/id3-reader.ts';

/** A cover beyond this size is not carried along. */
const maxCoverBytes = 16 * 1024 * 1024;

/** The tags of a file of any known container. Never throws for damage: tags are a courtesy, the sound is the matter. */
export async function readTags(source: ByteSource): Promise<Tags> {
  // Mediabunny's own reader of ID3 hangs on damage; FLAC files, too, may begin with such a tag.
  if (id3v2Bytes(await source.read(0, 10)) > 0) return (await readId3(source)) ?? {};
  try {
    const container = await openContainer(source);
    try {
      return tagsFrom(await container.getMetadataTags());
    } finally {
      container.dispose();
    }
  } catch {
    return {};
  }
}

/** Our tags from mediabunny's. */
export function tagsFrom(found: MetadataTags): Tags {
  const tags: { -readonly [K in keyof Tags]: Tags[K] } = {};
  const texts = {
    title: found.title,
    artist: found.artist,
    album: found.album,
    albumArtist: found.albumArtist,
    genre: found.genre,
    comment: found.comment ?? found.description ?? freeComment(found),
    date: dateText(found),
    lyrics: found.lyrics,
  };
  for (const [key, text] of Object.entries(texts) as [keyof typeof texts, string | undefined][]) {
    if (typeof text === 'string' && text.trim() !== '') tags[key] = text.trim();
  }
  for (const key of ['trackNumber', 'tracksTotal', 'discNumber', 'discsTotal'] as const) {
    const number = found[key];
    if (number !== undefined && Number.isSafeInteger(number) && number > 0) tags[key] = number;
  }
  const image = found.images?.find(({ kind }) => kind === 'coverFront') ?? found.images?.[0];
  if (image !== undefined && image.data.length > 0 && image.data.length <= maxCoverBytes) {
    tags.cover = { mimeType: image.mimeType, data: image.data };
  }
  return tags;
}

/** ffmpeg writes an MP3's comment as a free text. */
function freeComment({ raw = {} }: MetadataTags): string | undefined {
  const texts = raw.TXXX;
  if (typeof texts !== 'object' || texts === null || Array.isArray(texts)) return undefined;
  const comment = (texts as Record<string, unknown>).comment;
  return typeof comment === 'string' ? comment : undefined;
}

/** Where the containers keep the date as text. */
const dateKeys = ['DATE', 'YEAR', 'TDRC', 'TDRL', 'TYER', '©day', 'ICRD', 'DATE_RECORDED'];

/** The date as the file writes it, which may be only a year; mediabunny's own is a whole `Date`. */
function dateText({ date, raw = {} }: MetadataTags): string | undefined {
  for (const key of dateKeys) {
    const value = raw[key] ?? raw[key.toLowerCase()];
    if (typeof value === 'string' && /^\d{4}/.test(value)) return value;
  }
  if (date === undefined || Number.isNaN(date.getTime())) return undefined;
  return date.toISOString().slice(0, 10);
}
