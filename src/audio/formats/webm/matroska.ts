/**
 * Matroska and WebM taken apart (RFC 9559): the first sound track, its packets in order, titles. Elements are walked from front to
 * back, so a file needs no index, and one that is still being written reads like any other.
 */

import type { ByteReader } from '../../byte-reader.ts';
import type { Tags } from '../../format.ts';
import { type EbmlElement, ebmlElements, floatOf, nextEbmlHeader, textOf, unsignedOf } from './ebml.ts';

/** A sound track. */
export interface MatroskaTrack {
  readonly number: number;
  /** Matroska's name: `A_OPUS`, … */
  readonly codecId: string;
  readonly codecPrivate: Uint8Array;
  readonly codecDelaySeconds: number;
  readonly sampleRate: number;
  readonly channelCount: number;
  /** Compressed or encrypted packets are not read. */
  readonly isEncoded: boolean;
}

/** What stands before the first cluster. */
export interface MatroskaHead {
  readonly track: MatroskaTrack | undefined;
  readonly durationSeconds: number | undefined;
  readonly tags: Tags;
}

/** A packet, and what to drop at its end. */
export interface MatroskaPacket {
  readonly data: Uint8Array;
  readonly discardSeconds: number;
}

const ids = {
  segment: 0x18538067,
  info: 0x1549a966,
  tracks: 0x1654ae6b,
  tags: 0x1254c367,
  cluster: 0x1f43b675,
  blockGroup: 0xa0,
  block: 0xa1,
  simpleBlock: 0xa3,
  discardPadding: 0x75a2,
} as const;

/** Headers, blocks and titles larger than this are damage. */
const maxElementBytes = 32 * 1024 * 1024;

/** Reads up to the first cluster. Leaves the reader there. */
export async function readMatroskaHead(reader: ByteReader): Promise<MatroskaHead> {
  let track: MatroskaTrack | undefined;
  let durationSeconds: number | undefined;
  let tags: Tags = {};
  for (;;) {
    const header = await nextEbmlHeader(reader);
    if (header === undefined || header.id === ids.cluster) return { track, durationSeconds, tags };
    reader.skip(header.headerBytes);
    if (header.id === ids.segment) continue;
    if (header.id === ids.info || header.id === ids.tracks || header.id === ids.tags) {
      const elements = [...ebmlElements(await readPayload(reader, header.size))];
      if (header.id === ids.info) durationSeconds = parseDuration(elements);
      else if (header.id === ids.tracks) track ??= findSoundTrack(elements);
      else tags = parseTags(elements);
    }
    skipPayload(reader, header.size);
  }
}

/** The packets of track `number`, from the reader's position on. */
export async function* matroskaPackets(
  reader: ByteReader,
  number: number,
): AsyncGenerator<MatroskaPacket, void> {
  for (;;) {
    const header = await nextEbmlHeader(reader);
    if (header === undefined) return;
    reader.skip(header.headerBytes);
    // Containers are entered by not skipping them: their children come next.
    if (header.id === ids.segment || header.id === ids.cluster) continue;
    if (header.id === ids.simpleBlock || header.id === ids.blockGroup) {
      const payload = await readPayload(reader, header.size);
      const isGroup = header.id === ids.blockGroup;
      const group = isGroup ? [...ebmlElements(payload)] : [];
      const block = isGroup ? group.find(({ id }) => id === ids.block)?.payload : payload;
      const padding = group.find(({ id }) => id === ids.discardPadding)?.payload;
      const packets = block === undefined ? [] : unlace(block, number);
      for (const [i, data] of packets.entries()) {
        const isLast = i === packets.length - 1;
        // Nanoseconds; a negative padding would be at the start, which the codec's delay covers.
        const discard = isLast && padding !== undefined && padding[0]! < 128 ? unsignedOf(padding) / 1e9 : 0;
        yield { data: data.slice(), discardSeconds: discard };
      }
    }
    skipPayload(reader, header.size);
  }
}

async function readPayload(reader: ByteReader, size: number | undefined): Promise<Uint8Array> {
  if (size === undefined || size > maxElementBytes) throw new Error('an element of absurd size');
  const payload = await reader.peek(size);
  if (payload.length < size) throw new Error('an element that is cut off');
  return payload;
}

function skipPayload(reader: ByteReader, size: number | undefined): void {
  if (size === undefined) throw new Error('an element without a size');
  reader.skip(size);
}

function parseDuration(info: readonly EbmlElement[]): number | undefined {
  const scale = info.find(({ id }) => id === 0x2ad7b1);
  const duration = info.find(({ id }) => id === 0x4489);
  if (duration === undefined) return undefined;
  const seconds = (floatOf(duration.payload) * (scale === undefined ? 1e6 : unsignedOf(scale.payload))) / 1e9;
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}

function findSoundTrack(tracks: readonly EbmlElement[]): MatroskaTrack | undefined {
  for (const { id, payload } of tracks) {
    if (id !== 0xae) continue;
    const entry = new Map([...ebmlElements(payload)].map((element) => [element.id, element.payload]));
    const unsigned = (key: number, otherwise: number): number =>
      unsignedOf(entry.get(key) ?? Uint8Array.of(otherwise));
    if (unsigned(0x83, 0) !== 2) continue;
    const audio = new Map(
      [...ebmlElements(entry.get(0xe1) ?? new Uint8Array(0))].map((element) => [element.id, element.payload]),
    );
    const rate = audio.get(0x78b5) ?? audio.get(0xb5);
    return {
      number: unsigned(0xd7, 0),
      codecId: textOf(entry.get(0x86) ?? new Uint8Array(0)),
      codecPrivate: (entry.get(0x63a2) ?? new Uint8Array(0)).slice(),
      codecDelaySeconds: unsigned(0x56aa, 0) / 1e9,
      sampleRate: rate === undefined ? 8000 : floatOf(rate),
      channelCount: unsignedOf(audio.get(0x9f) ?? Uint8Array.of(1)),
      isEncoded: entry.has(0x6d80),
    };
  }
  return undefined;
}

const tagNames: Readonly<Record<string, 'title' | 'artist' | 'album' | 'genre' | 'comment' | 'date'>> = {
  TITLE: 'title',
  ARTIST: 'artist',
  ALBUM: 'album',
  GENRE: 'genre',
  COMMENT: 'comment',
  DATE: 'date',
};

/** Tags, Tag, SimpleTag, TagName and TagString. */
function parseTags(elements: readonly EbmlElement[]): Tags {
  const tags: { -readonly [K in keyof Tags]: Tags[K] } = {};
  const simple = elements
    .filter(({ id }) => id === 0x7373)
    .flatMap(({ payload }) => [...ebmlElements(payload)])
    .filter(({ id }) => id === 0x67c8);
  for (const { payload } of simple) {
    const parts = new Map([...ebmlElements(payload)].map((element) => [element.id, textOf(element.payload)]));
    const name = tagNames[(parts.get(0x45a3) ?? '').toUpperCase()];
    const text = parts.get(0x4487)?.trim();
    if (name !== undefined && text !== undefined && text !== '') tags[name] ??= text;
  }
  return tags;
}

/** The packets of a block (RFC 9559, 10.3), if it belongs to track `number`. */
function unlace(block: Uint8Array, number: number): Uint8Array[] {
  const track = vint(block, 0);
  if (track.value !== number) return [];
  const flags = block[track.end + 2] ?? 0;
  const lacing = (flags >> 1) & 3;
  let at = track.end + 3;
  if (lacing === 0) return [block.subarray(at)];
  const count = (block[at++] ?? 0) + 1;
  const sizes: number[] = [];
  for (let i = 0; i < count - 1; i++) {
    if (lacing === 1) {
      let size = 0;
      for (; block[at] === 255; at++) size += 255;
      sizes.push(size + (block[at++] ?? 0));
    } else if (lacing === 3) {
      const { value, end } = vint(block, at);
      // The first as it is, each other as the difference to the one before, with an offset that makes it unsigned.
      sizes.push(i === 0 ? value : sizes[i - 1]! + value - (2 ** (7 * (end - at) - 1) - 1));
      at = end;
    } else sizes.push(Math.floor((block.length - at) / count));
  }
  const packets = sizes.map((size) => {
    if (size < 0 || at + size > block.length) throw new Error('a laced block that makes no sense');
    at += size;
    return block.subarray(at - size, at);
  });
  return [...packets, block.subarray(at)];
}

/** A number of variable length at `at`: as many bytes as the first has leading zeros, and one. */
function vint(bytes: Uint8Array, at: number): { value: number; end: number } {
  const length = Math.clz32((bytes[at] ?? 0) << 24) + 1;
  if (length > 8 || at + length > bytes.length) throw new Error('a number that makes no sense');
  let value = bytes[at]! & (0xff >> length);
  for (let i = 1; i < length; i++) value = value * 256 + bytes[at + i]!;
  return { value, end: at + length };
}
