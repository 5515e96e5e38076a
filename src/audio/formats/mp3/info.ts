/**
 * The frame without sound that encoders put first: Xing or Info (frame and byte counts) with LAME's extension, which says how
 * many samples the encoder added in front and behind; that makes MP3 gapless. Also Fraunhofer's VBRI.
 */

import type { MpegHeader } from './frames.ts';

/** What the information frame says. */
export interface Mp3Info {
  /** Frames of sound, this one not counted. */
  readonly frames: number | undefined;
  /** Bytes from this frame to the end of the sound. */
  readonly bytes: number | undefined;
  /** Samples that the encoder put before and behind the sound, where it tells. */
  readonly gapless: { readonly delaySamples: number; readonly paddingSamples: number } | undefined;
}

/** The information in `frame`, or `undefined` where it is a frame of sound. */
export function parseMp3Info(frame: Uint8Array, { layer, dataOffset }: MpegHeader): Mp3Info | undefined {
  if (layer !== 3) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  // VBRI stands at a fixed place: 32 bytes behind the header.
  if (textAt(frame, 36, 4) === 'VBRI' && frame.length >= 54) {
    return { bytes: view.getUint32(46), frames: view.getUint32(50), gapless: undefined };
  }
  // Xing's place does not count a checksum, though some encoders do.
  const xing = [dataOffset, dataOffset - 2].find((at) => ['Xing', 'Info'].includes(textAt(frame, at, 4)));
  if (xing === undefined || frame.length < xing + 8) return undefined;
  const flags = view.getUint32(xing + 4);
  let at = xing + 8;
  const field = (flag: number, size: number): number | undefined => {
    if ((flags & flag) === 0) return undefined;
    at += size;
    return at <= frame.length ? view.getUint32(at - size) : undefined;
  };
  const frames = field(1, 4);
  const bytes = field(2, 4);
  field(4, 100);
  field(8, 4);
  return { frames, bytes, gapless: parseLame(frame, at) };
}

/** LAME's extension at `at`: nine characters of a name first, delay and padding of 12 bits each at byte 21. */
function parseLame(frame: Uint8Array, at: number): Mp3Info['gapless'] {
  if (frame.length < at + 24 || !/^[A-Za-z][\x20-\x7e]{3}/.test(textAt(frame, at, 4))) return undefined;
  const delaySamples = (frame[at + 21]! << 4) | (frame[at + 22]! >> 4);
  const paddingSamples = ((frame[at + 22]! & 15) << 8) | frame[at + 23]!;
  return delaySamples + paddingSamples === 0 ? undefined : { delaySamples, paddingSamples };
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
