/** The frames of an ID3v2 tag, versions 2.2 to 2.4, undone of all wrapping (id3.org). Damage ends the list, it never throws. */

/** One frame: its name in the four letters of version 2.4, and its content. */
export interface Id3Frame {
  readonly id: string;
  readonly content: Uint8Array;
}

/** The three-letter names of version 2.2 that we read. */
const newNames: Readonly<Record<string, string>> = {
  TT2: 'TIT2',
  TP1: 'TPE1',
  TP2: 'TPE2',
  TAL: 'TALB',
  TCO: 'TCON',
  TYE: 'TYER',
  TRK: 'TRCK',
  TPA: 'TPOS',
  TXX: 'TXXX',
  COM: 'COMM',
  ULT: 'USLT',
  PIC: 'PIC',
};

/** The frames of the tag that `bytes` begin with, whole or cut off. */
export function* id3Frames(bytes: Uint8Array): Generator<Id3Frame> {
  const version = bytes[3]!;
  if (bytes.length < 10 || version < 2 || version > 4) return;
  const flags = bytes[5]!;
  let body = bytes.subarray(10, 10 + syncSafe(bytes, 6));
  // Up to 2.3 the whole tag is unsynchronised at once, from 2.4 on each frame by itself.
  if ((flags & 0x80) !== 0 && version < 4) body = resynchronise(body);
  const headerBytes = version === 2 ? 6 : 10;
  let at = (flags & 0x40) === 0 ? 0 : extendedHeaderBytes(body, version);
  while (at + headerBytes <= body.length) {
    const id = String.fromCharCode(...body.subarray(at, at + (version === 2 ? 3 : 4)));
    if (!/^[A-Z][A-Z0-9]{2,3}$/.test(id)) return;
    const size =
      version === 2
        ? (body[at + 3]! << 16) | (body[at + 4]! << 8) | body[at + 5]!
        : version === 3
          ? bigEndian(body, at + 4)
          : syncSafe(body, at + 4);
    if (at + headerBytes + size > body.length) return;
    const raw = body.subarray(at + headerBytes, at + headerBytes + size);
    const content = version === 2 ? raw : unwrap(raw, { version, flags: body[at + 9]! });
    if (content !== undefined) yield { id: version === 2 ? (newNames[id] ?? id) : id, content };
    at += headerBytes + size;
  }
}

function extendedHeaderBytes(body: Uint8Array, version: number): number {
  if (body.length < 4) return body.length;
  return version === 3 ? 4 + bigEndian(body, 0) : syncSafe(body, 0);
}

/** A frame's content without group byte, length and unsynchronisation; `undefined` where it is compressed or encrypted. */
function unwrap(
  raw: Uint8Array,
  { version, flags }: { version: number; flags: number },
): Uint8Array | undefined {
  if (version === 3) {
    if ((flags & 0xc0) !== 0) return undefined;
    return (flags & 0x20) === 0 ? raw : raw.subarray(1);
  }
  if ((flags & 0x0c) !== 0) return undefined;
  const prefix = ((flags & 0x40) === 0 ? 0 : 1) + ((flags & 0x01) === 0 ? 0 : 4);
  const content = raw.subarray(prefix);
  return (flags & 0x02) === 0 ? content : resynchronise(content);
}

/** Takes out the zero that was put after every 0xff. */
function resynchronise(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, at) => !(byte === 0 && bytes[at - 1] === 0xff));
}

function bigEndian(bytes: Uint8Array, at: number): number {
  return bytes[at]! * 2 ** 24 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!);
}

function syncSafe(bytes: Uint8Array, at: number): number {
  const septet = (i: number): number => (bytes[at + i] ?? 0) & 127;
  return (septet(0) << 21) | (septet(1) << 14) | (septet(2) << 7) | septet(3);
}
