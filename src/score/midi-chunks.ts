/**
 * The outer shell of a Standard MIDI File (RP-001): the chunks MThd and MTrk with their lengths. Checked here, before the
 * parser sees them, since that takes lengths at their word; chunks of other kinds are passed over, as the standard asks.
 */

import { ArgumentError, FormatError } from '../util/index.ts';

/** The bytes that any MIDI file begins with: `MThd`. */
const headerId = 'MThd';
const trackId = 'MTrk';
/** Of the header chunk: MThd, its length, type, number of tracks, time division. */
const headerBytes = 14;

/** Whether the bytes begin as a MIDI file does. */
export function looksLikeMidi(bytes: Uint8Array): boolean {
  return idAt(bytes, 0) === headerId;
}

/** The bytes of the header and the tracks alone, every length true. Throws `FormatError` where one is not. */
export function checkMidiChunks(place: string, bytes: Uint8Array): Uint8Array {
  if (!(bytes instanceof Uint8Array)) {
    throw new ArgumentError({
      place,
      expected: 'the bytes of a file, a Uint8Array',
      got: typeof bytes,
      remedy: 'Read the file into memory first',
    });
  }
  if (!looksLikeMidi(bytes)) throw damaged(place, 'a MIDI file, which begins with MThd', 'other bytes');
  if (bytes.length < headerBytes) throw damaged(place, `a header of ${headerBytes} bytes`, `${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [];
  let tracks = 0;
  for (let at = 0; at < bytes.length; ) {
    if (at + 8 > bytes.length) break;
    const id = idAt(bytes, at);
    const end = at + 8 + view.getUint32(at + 4);
    if (end > bytes.length) {
      throw damaged(
        place,
        `a chunk ${id} of ${end - at - 8} bytes`,
        `${bytes.length - at - 8}: the file is cut off`,
      );
    }
    if (id === trackId) tracks++;
    if (id === trackId || at === 0) kept.push(bytes.subarray(at, end));
    at = end;
  }
  const promised = view.getUint16(10);
  if (tracks < promised) throw damaged(place, `${promised} tracks, as the header says`, `${tracks}`);
  return concatenate(kept);
}

/** The error for bytes that are no MIDI. */
export function damaged(place: string, expected: string, got: string, cause?: unknown): FormatError {
  return new FormatError({
    place,
    expected,
    got,
    remedy: 'Export the score again as a Standard MIDI File (type 0 or 1)',
    ...(cause === undefined ? {} : { cause }),
  });
}

function idAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
