/** Damaging files in every way that transfers, disks and ill will damage them; the same way for the same seed. */

import { createRandom, type Random } from '../../src/util/index.ts';

/** A damaged file. */
export interface Mutation {
  readonly kind: string;
  readonly bytes: Uint8Array;
}

type Mutator = (bytes: Uint8Array, random: Random) => Uint8Array;

const mutators: Readonly<Record<string, Mutator>> = {
  'cut off': (bytes, { integer }) => bytes.slice(0, integer(0, bytes.length - 1)),
  'a few bits flipped': (bytes, random) => flipBits(bytes, random, random.integer(1, 8)),
  'many bits flipped': (bytes, random) => flipBits(bytes, random, random.integer(100, 2000)),
  'bits flipped at the start': (bytes, random) => flipBits(bytes, random, random.integer(1, 8), 512),
  'a run of zeros': (bytes, random) => overwrite(bytes, random, () => 0),
  'a run of ones': (bytes, random) => overwrite(bytes, random, () => 255),
  'a run of noise': (bytes, random) => overwrite(bytes, random, () => random.integer(0, 255)),
  'absurd numbers in the header': absurdNumbers,
  'a piece missing': (bytes, { integer }) => {
    const at = integer(0, bytes.length - 1);
    return concat(bytes.subarray(0, at), bytes.subarray(at + integer(1, 3000)));
  },
  'a piece twice': (bytes, { integer }) => {
    const at = integer(0, bytes.length - 1);
    return concat(bytes.subarray(0, at + integer(1, 5000)), bytes.subarray(at));
  },
  'noise in front': (bytes, random) => concat(noise(random, random.integer(1, 2000)), bytes),
  'noise behind': (bytes, random) => concat(bytes, noise(random, random.integer(1, 2000))),
  'the start alone, then noise': (bytes, random) =>
    concat(bytes.subarray(0, random.integer(4, 200)), noise(random, random.integer(0, 20000))),
  'Ogg pages damaged, checksums right': (bytes, random) =>
    renewOggChecksums(flipBits(bytes, random, random.integer(1, 40))),
};

/** The kinds of damage. */
export const mutationKinds: readonly string[] = Object.keys(mutators);

/** `bytes` damaged in the way that belongs to `seed`. */
export function mutate(bytes: Uint8Array, seed: number): Mutation {
  const kind = mutationKinds[seed % mutationKinds.length]!;
  return { kind, bytes: mutators[kind]!(bytes, createRandom(seed)) };
}

function flipBits(bytes: Uint8Array, { integer }: Random, count: number, reach = bytes.length): Uint8Array {
  const changed = bytes.slice();
  const last = Math.min(reach, bytes.length) - 1;
  for (let i = 0; i < count; i++) {
    const at = integer(0, last);
    changed[at] = changed[at]! ^ (1 << integer(0, 7));
  }
  return changed;
}

function overwrite(bytes: Uint8Array, { integer }: Random, value: () => number): Uint8Array {
  const changed = bytes.slice();
  const start = integer(0, bytes.length - 1);
  const end = Math.min(bytes.length, start + integer(1, 4000));
  for (let at = start; at < end; at++) changed[at] = value();
  return changed;
}

/** Sizes and counts of headers set to what no file has. */
function absurdNumbers(bytes: Uint8Array, { integer }: Random): Uint8Array {
  const changed = bytes.slice();
  const view = new DataView(changed.buffer);
  const values = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff0, 0x00ffffff, 0x7f7f7f7f];
  for (let i = integer(1, 3); i > 0; i--) {
    const at = integer(0, Math.min(bytes.length, 1500) - 4);
    view.setUint32(at, values[integer(0, values.length - 1)]!, integer(0, 1) === 1);
  }
  return changed;
}

function noise({ integer }: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => integer(0, 255));
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/** A file whose Ogg pages all have the right checksum, so that what is wrong in them reaches the decoders. */
export function renewOggChecksums(bytes: Uint8Array): Uint8Array {
  const changed = bytes.slice();
  const view = new DataView(changed.buffer);
  for (let at = 0; at + 27 <= changed.length; ) {
    const segments = changed.subarray(at + 27, at + 27 + changed[at + 26]!);
    const size = 27 + segments.length + segments.reduce((sum, length) => sum + length, 0);
    if (String.fromCharCode(...changed.subarray(at, at + 4)) !== 'OggS') break;
    view.setUint32(at + 22, 0, true);
    let crc = 0;
    for (const byte of changed.subarray(at, at + size)) {
      crc ^= byte << 24;
      for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
    }
    view.setUint32(at + 22, crc >>> 0, true);
    at += size;
  }
  return changed;
}
