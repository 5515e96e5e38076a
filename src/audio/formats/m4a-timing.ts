/**
 * Where the sound lies in an MP4 file, to the sample: the edit list (ISO/IEC 14496-12, 8.6.6) and iTunes' iTunSMPB note say what
 * the encoder put before and behind it. Also the ALAC configuration, which the demuxer does not know.
 */

import type { ByteSource } from '../bytes.ts';

/** What the movie header tells of its first sound track. Times are seconds of media, as exact fractions allow. */
export interface M4aTiming {
  /** Length of the media before cutting, in units of `timescale`; 0 in fragmented files. */
  readonly mediaUnits: number;
  readonly timescale: number;
  /** The first edit with sound: where it starts, in `timescale` units, and how long it is, in seconds (0: to the end). */
  readonly edit:
    | { readonly startUnits: number; readonly durationSeconds: number; readonly tickSeconds: number }
    | undefined;
  /** iTunSMPB: samples before, behind and in between, at the sound's rate. */
  readonly itunes: { readonly delaySamples: number; readonly lengthSamples: number } | undefined;
  /** ALAC's magic cookie. */
  readonly alacCookie: Uint8Array | undefined;
}

/** A movie header beyond this is not read: it would describe days of sound. */
const maxMoovBytes = 64 * 1024 * 1024;

/** The timing in the `moov` box; `undefined` where there is none or it makes no sense. */
export async function readM4aTiming(source: ByteSource): Promise<M4aTiming | undefined> {
  const moov = await findMoov(source);
  if (moov === undefined) return undefined;
  try {
    const track = children(moov).find(({ name, content }) => name === 'trak' && isSound(content));
    return track === undefined ? undefined : parseTrack(moov, track.content);
  } catch {
    // Numbers that reach beyond their boxes: the demuxer says what it thinks of the file.
    return undefined;
  }
}

interface Mp4Box {
  readonly name: string;
  readonly content: Uint8Array;
}

async function findMoov(source: ByteSource): Promise<Uint8Array | undefined> {
  for (let at = 0, boxes = 0; at + 8 <= source.size && boxes < 100_000; boxes++) {
    const head = await source.read(at, 16);
    const view = viewOf(head);
    let size = view.getUint32(0);
    let headBytes = 8;
    if (size === 1 && head.length === 16) {
      size = Number(view.getBigUint64(8));
      headBytes = 16;
    } else if (size === 0) size = source.size - at;
    if (size < headBytes) return undefined;
    if (nameAt(head, 4) === 'moov') {
      return size > maxMoovBytes ? undefined : await source.read(at + headBytes, size - headBytes);
    }
    at += size;
  }
  return undefined;
}

function parseTrack(moov: Uint8Array, track: Uint8Array): M4aTiming {
  const [movieHeader] = find(moov, 'mvhd');
  const [mediaHeader] = find(track, 'mdia', 'mdhd');
  const timescale = viewOf(mediaHeader!).getUint32(mediaHeader![0] === 1 ? 20 : 12);
  const movieTimescale = viewOf(movieHeader!).getUint32(movieHeader![0] === 1 ? 20 : 12);
  const [times] = find(track, 'mdia', 'minf', 'stbl', 'stts');
  return {
    mediaUnits: times === undefined ? 0 : sumTimes(times),
    timescale,
    edit: parseEdits(find(track, 'edts', 'elst')[0], movieTimescale),
    itunes: parseItunes(moov),
    alacCookie: parseAlac(find(track, 'mdia', 'minf', 'stbl', 'stsd')[0]),
  };
}

function isSound(track: Uint8Array): boolean {
  const [handler] = find(track, 'mdia', 'hdlr');
  return handler !== undefined && nameAt(handler, 8) === 'soun';
}

/** Sum of counts times durations. */
function sumTimes(stts: Uint8Array): number {
  const view = viewOf(stts);
  const entries = Math.min(view.getUint32(4), Math.floor((stts.length - 8) / 8));
  let sum = 0;
  for (let i = 0; i < entries; i++) sum += view.getUint32(8 + 8 * i) * view.getUint32(12 + 8 * i);
  return sum;
}

/** The first edit that is not a silence in front. */
function parseEdits(elst: Uint8Array | undefined, movieTimescale: number): M4aTiming['edit'] {
  if (elst === undefined || movieTimescale === 0) return undefined;
  const view = viewOf(elst);
  const isLong = elst[0] === 1;
  const entryBytes = isLong ? 20 : 12;
  const entries = Math.min(view.getUint32(4), Math.floor((elst.length - 8) / entryBytes));
  for (let i = 0; i < entries; i++) {
    const at = 8 + i * entryBytes;
    const duration = isLong ? Number(view.getBigUint64(at)) : view.getUint32(at);
    const start = isLong ? Number(view.getBigInt64(at + 8)) : view.getInt32(at + 4);
    if (start < 0) continue;
    const tickSeconds = 1 / movieTimescale;
    return { startUnits: start, durationSeconds: duration * tickSeconds, tickSeconds };
  }
  return undefined;
}

/** The note "iTunSMPB": hexadecimal numbers, of which the second to fourth are delay, padding and length. */
function parseItunes(moov: Uint8Array): M4aTiming['itunes'] {
  for (const list of find(moov, 'udta', 'meta')) {
    // meta has a version and flags before its boxes.
    for (const note of find(list.subarray(4), 'ilst', '----')) {
      const [name] = find(note, 'name');
      const [data] = find(note, 'data');
      if (name === undefined || data === undefined || text(name.subarray(4)) !== 'iTunSMPB') continue;
      const numbers = text(data.subarray(8))
        .trim()
        .split(/\s+/)
        .map((word) => Number.parseInt(word, 16));
      const [, delaySamples, , lengthSamples] = numbers;
      if (Number.isSafeInteger(delaySamples) && Number.isSafeInteger(lengthSamples) && lengthSamples! > 0) {
        return { delaySamples: delaySamples!, lengthSamples: lengthSamples! };
      }
    }
  }
  return undefined;
}

/** The cookie lies in a box of the sample entry's own name, behind version and flags; QuickTime wraps it in `wave`. */
function parseAlac(stsd: Uint8Array | undefined): Uint8Array | undefined {
  if (stsd === undefined) return undefined;
  const entry = children(stsd.subarray(8)).find(({ name }) => name === 'alac');
  if (entry === undefined) return undefined;
  const version = viewOf(entry.content).getUint16(8);
  const boxes = entry.content.subarray(version === 1 ? 44 : version === 2 ? 64 : 28);
  const cookie = find(boxes, 'alac')[0] ?? find(boxes, 'wave', 'alac')[0];
  return cookie?.slice(4);
}

/** The contents of all boxes at this path. */
function find(bytes: Uint8Array, ...path: readonly string[]): Uint8Array[] {
  const [name, ...rest] = path;
  const found = children(bytes).filter((child) => child.name === name);
  return found.flatMap(({ content }) => (rest.length === 0 ? [content] : find(content, ...rest)));
}

function children(bytes: Uint8Array): Mp4Box[] {
  const boxes: Mp4Box[] = [];
  const view = viewOf(bytes);
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at) || bytes.length - at;
    if (size < 8) break;
    boxes.push({ name: nameAt(bytes, at + 4), content: bytes.subarray(at + 8, at + size) });
    at += size;
  }
  return boxes;
}

function nameAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
