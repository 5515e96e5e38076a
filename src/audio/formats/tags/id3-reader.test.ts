/** ID3 tags of all versions and encodings, and of every kind of damage. */

import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../util/index.ts';
import { bytesSource } from '../../bytes.ts';
import { parseId3, readId3 } from './id3-reader.ts';
import { buildId3 } from './id3-writer.ts';

const letters = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

/** A tag of version 2.2 or 2.3 around frames. */
function tagOf(
  version: 2 | 3,
  frames: readonly (readonly [string, readonly number[]])[],
  flags = 0,
): Uint8Array {
  const body = frames.flatMap(([id, content]) => {
    const size = [content.length >> 16, (content.length >> 8) & 255, content.length & 255];
    return [...letters(id), ...(version === 2 ? size : [0, ...size, 0, 0]), ...content];
  });
  return Uint8Array.from([
    ...letters('ID3'),
    version,
    0,
    flags,
    0,
    0,
    body.length >> 7,
    body.length & 127,
    ...body,
  ]);
}

describe('ID3 tags', () => {
  const tags = {
    title: 'Größe',
    artist: '音',
    album: 'A',
    albumArtist: 'B',
    genre: 'Rock',
    comment: 'C',
    lyrics: 'one\ntwo',
    date: '2026-11-20',
    trackNumber: 3,
    tracksTotal: 9,
    discNumber: 1,
    discsTotal: 2,
    cover: { mimeType: 'image/png', data: Uint8Array.of(0, 0xff, 0, 1) },
  };

  it('come back as they were written', () => {
    expect(parseId3(buildId3(tags))).toEqual(tags);
  });

  it('are read in version 2.2', () => {
    const picture = [0, ...letters('JPG'), 3, 0, 0xff, 0xd8, 9];
    const bytes = tagOf(2, [
      ['TT2', [0, ...letters('Song')]],
      ['TYE', [0, ...letters('1999')]],
      ['TCO', [0, ...letters('(17)')]],
      ['PIC', picture],
    ]);
    const cover = { mimeType: 'image/jpeg', data: Uint8Array.of(0xff, 0xd8, 9) };
    expect(parseId3(bytes)).toEqual({ title: 'Song', date: '1999', genre: 'Rock', cover });
  });

  it('are read in UTF-16 of both orders, and unsynchronised', () => {
    const frames = [
      ['TIT2', [1, 0xff, 0xfe, 0xe9, 0]],
      ['TPE1', [1, 0xfe, 0xff, 0, 0xe9, 0, 0]],
      ['TALB', [2, 0, 0xe9]],
      ['COMM', [1, ...letters('eng'), 0xff, 0xfe, 0, 0, 0xff, 0xfe, 0x43, 0]],
      ['COMM', [0, ...letters('engiTunNORM'), 0, ...letters('0000')]],
    ] as const;
    const expected = { title: 'é', artist: 'é', album: 'é', comment: 'C' };
    expect(parseId3(tagOf(3, frames))).toEqual(expected);
    const whole = tagOf(3, [['TIT2', [0, ...letters('ab'), 0xff]]], 0x80);
    expect(parseId3(whole)).toEqual({ title: 'abÿ' });
  });

  it('of version 1 are read at the end of a file', async () => {
    const tail = new Uint8Array(228);
    tail.set(letters('TAGSong'), 100);
    tail.set(letters('Singer'), 133);
    tail.set([7, 17], 226);
    const found = await readId3(bytesSource(tail));
    expect(found).toEqual({ title: 'Song', artist: 'Singer', trackNumber: 7, genre: 'Rock' });
    expect(await readId3(bytesSource(tail.subarray(0, 100)))).toBeUndefined();
  });

  it('never throw or hang, whatever the damage', () => {
    const random = createRandom(1);
    const whole = buildId3(tags);
    for (let round = 0; round < 3000; round++) {
      const bytes = whole.slice(0, random.uniform() < 0.3 ? random.integer(10, whole.length) : whole.length);
      for (let hit = random.integer(1, 6); hit > 0; hit--) {
        bytes[random.integer(3, bytes.length - 1)] = random.integer(0, 255);
      }
      expect(() => parseId3(bytes)).not.toThrow();
    }
  });
});
