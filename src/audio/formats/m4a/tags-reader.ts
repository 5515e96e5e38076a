/** Titles, names and the cover out of the item list of MP4 files, the form that iTunes made the rule. */

import type { Tags } from '../../format.ts';
import { genreName } from '../tags/id3-genres.ts';
import { children, find, viewOf } from './box-reader.ts';

const textNames: Readonly<
  Record<string, 'title' | 'artist' | 'album' | 'albumArtist' | 'genre' | 'date' | 'comment' | 'lyrics'>
> = {
  '©nam': 'title',
  '©ART': 'artist',
  '©alb': 'album',
  aART: 'albumArtist',
  '©gen': 'genre',
  '©day': 'date',
  '©cmt': 'comment',
  '©lyr': 'lyrics',
};

/** The tags in a `moov` box. Never throws: what makes no sense is passed over. */
export function parseM4aTags(moov: Uint8Array): Tags {
  const tags: { -readonly [K in keyof Tags]: Tags[K] } = {};
  // meta has a version and flags before its boxes.
  const items = find(moov, 'udta', 'meta').flatMap((meta) =>
    find(meta.subarray(4), 'ilst').flatMap(children),
  );
  for (const { name, content } of items) {
    const [data] = find(content, 'data');
    if (data === undefined || data.length <= 8) continue;
    const value = data.subarray(8);
    const key = textNames[name];
    if (key !== undefined) {
      const text = new TextDecoder().decode(value).trim();
      if (text !== '') tags[key] ??= text;
    } else if (name === 'trkn' || name === 'disk') {
      const [numberKey, totalKey] =
        name === 'trkn' ? (['trackNumber', 'tracksTotal'] as const) : (['discNumber', 'discsTotal'] as const);
      const view = viewOf(value);
      const number = value.length >= 4 ? view.getUint16(2) : 0;
      const total = value.length >= 6 ? view.getUint16(4) : 0;
      if (number > 0) tags[numberKey] ??= number;
      if (total > 0) tags[totalKey] ??= total;
    } else if (name === 'gnre' && value.length >= 2) {
      // ID3's number, counted from 1.
      const genre = genreName(`${viewOf(value).getUint16(0) - 1}`);
      if (!/^-?\d+$/.test(genre)) tags.genre ??= genre;
    } else if (name === 'covr') {
      const isPng = viewOf(data).getUint32(0) === 14 || value[0] === 0x89;
      tags.cover ??= { mimeType: isPng ? 'image/png' : 'image/jpeg', data: value.slice() };
    }
  }
  return tags;
}
