/**
 * A look at the wire before messages are made of it. Two bytes on the wire become an object of hundreds, so that a small
 * hostile file could fill the memory: this walks over the bytes alone, counts what they would become, and refuses lengths
 * beyond the end, wire types that are not those of the field, and nesting without end.
 *
 * Spec: Protocol Buffers encoding, https://protobuf.dev/programming-guides/encoding/
 */

import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { FormatError } from '../util/index.ts';

/** Messages and strings in one model: about 1 GB as objects. The largest language models have less than half a million. */
const itemLimit = 4_000_000;

/** 64-bit numbers outside of raw data, each a BigInt: about 130 MB. Shapes, axes and indices have thousands. */
const bigintLimit = 4_000_000;

/** Messages within messages; a body within a body is four deeper. The limit of the parser behind this. */
const depthLimit = 96;

const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Throws FormatError, naming `place`, unless `bytes` can be parsed as `schema` within these limits. */
export function checkWire(schema: DescMessage, bytes: Uint8Array, place: string): void {
  const walk: Walk = { bytes, place, position: 0, items: 0, bigints: 0 };
  walkMessage(walk, { schema, end: bytes.length, depth: 1 });
}

interface Walk {
  readonly bytes: Uint8Array;
  readonly place: string;
  position: number;
  items: number;
  bigints: number;
}

interface Message {
  readonly schema: DescMessage;
  readonly end: number;
  readonly depth: number;
}

function walkMessage(walk: Walk, message: Message): void {
  if (message.depth > depthLimit) throw refusal(walk, `messages at most ${depthLimit} deep`, 'more');
  const fields = fieldsOf(message.schema);
  while (walk.position < message.end) {
    const tag = varint(walk, message.end);
    const field = fields.get(Math.floor(tag / 8));
    const wireType = tag % 8;
    const wanted = field === undefined ? undefined : wireTypeOf(field);
    const isPacked =
      wireType === wireTypes.bytes && field?.fieldKind === 'list' && wanted !== wireTypes.bytes;
    if (wanted !== undefined && wireType !== wanted && !isPacked) {
      throw refusal(walk, `wire type ${wanted} for ${field}`, String(wireType));
    }
    if (wireType === wireTypes.bytes) walkBytes(walk, message, field);
    else if (wireType === wireTypes.varint) {
      varint(walk, message.end);
      if (field !== undefined && isBigint(field)) count(walk, 'bigints', 1);
    } else if (wireType === wireTypes.fixed32) skip(walk, 4, message.end);
    else if (wireType === wireTypes.fixed64) skip(walk, 8, message.end);
    else throw refusal(walk, 'a wire type of proto2 without groups', String(wireType));
  }
}

function walkBytes(walk: Walk, { end, depth }: Message, field: DescField | undefined): void {
  const length = varint(walk, end);
  if (length > end - walk.position) {
    throw refusal(
      walk,
      `at most ${end - walk.position} bytes of ${field ?? 'an unknown field'}`,
      `${length}`,
    );
  }
  count(walk, 'items', 1);
  if (field?.message !== undefined) {
    walkMessage(walk, { schema: field.message, end: walk.position + length, depth: depth + 1 });
    return;
  }
  // A packed number takes at least one byte.
  if (field !== undefined && isBigint(field)) count(walk, 'bigints', length);
  walk.position += length;
}

/** A varint; the bits above 2⁵³ of the largest are lost, which no length or tag has. */
function varint(walk: Walk, end: number): number {
  let value = 0;
  let factor = 1;
  for (let i = 0; i < 10; i++) {
    if (walk.position >= end) throw refusal(walk, 'more bytes', 'the end');
    const byte = walk.bytes[walk.position++]!;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
    factor *= 128;
  }
  throw refusal(walk, 'a number of at most ten bytes', 'a longer one');
}

function skip(walk: Walk, length: number, end: number): void {
  if (length > end - walk.position) throw refusal(walk, `${length} more bytes`, 'the end');
  walk.position += length;
}

function count(walk: Walk, what: 'items' | 'bigints', by: number): void {
  walk[what] += by;
  const limit = what === 'items' ? itemLimit : bigintLimit;
  if (walk[what] > limit) throw refusal(walk, `at most ${limit} ${what} in a model`, 'more');
}

const fieldMaps = new WeakMap<DescMessage, ReadonlyMap<number, DescField>>();

function fieldsOf(schema: DescMessage): ReadonlyMap<number, DescField> {
  const known = fieldMaps.get(schema);
  if (known !== undefined) return known;
  const fields = new Map(schema.fields.map((field) => [field.number, field]));
  fieldMaps.set(schema, fields);
  return fields;
}

function wireTypeOf(field: DescField): number {
  if (field.message !== undefined) return wireTypes.bytes;
  switch (field.scalar) {
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return wireTypes.bytes;
    case ScalarType.FLOAT:
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      return wireTypes.fixed32;
    case ScalarType.DOUBLE:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return wireTypes.fixed64;
    default:
      return wireTypes.varint;
  }
}

function isBigint(field: DescField): boolean {
  return field.scalar === ScalarType.INT64 || field.scalar === ScalarType.UINT64;
}

function refusal(walk: Walk, expected: string, got: string): FormatError {
  return new FormatError({
    place: `${walk.place}, byte ${walk.position}`,
    expected,
    got,
    remedy: 'Get the file again: it is damaged, or no ONNX model',
  });
}
