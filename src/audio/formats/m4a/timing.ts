/**
 * Where the sound lies in an MP4 file, to the sample: the edit list (ISO/IEC 14496-12, 8.6.6) and iTunes' iTunSMPB note say what
 * the encoder put before and behind it.
 */

import { find, viewOf } from './box-reader.ts';

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
}

/** The timing of `track`, a `trak` box in `moov`. Throws where numbers reach beyond their boxes. */
export function parseM4aTiming(moov: Uint8Array, track: Uint8Array): M4aTiming {
  const [movieHeader] = find(moov, 'mvhd');
  const [mediaHeader] = find(track, 'mdia', 'mdhd');
  const timescale = timescaleOf(mediaHeader);
  const [times] = find(track, 'mdia', 'minf', 'stbl', 'stts');
  return {
    mediaUnits: times === undefined ? 0 : sumTimes(times),
    timescale,
    edit: parseEdits(find(track, 'edts', 'elst')[0], timescaleOf(movieHeader)),
    itunes: parseItunes(moov),
  };
}

/** Ticks per second of an `mvhd` or `mdhd` box. */
function timescaleOf(header: Uint8Array | undefined): number {
  return header === undefined ? 0 : viewOf(header).getUint32(header[0] === 1 ? 20 : 12);
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

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
