/**
 * The header of a safetensors file: JSON that says where each tensor lies. Everything is checked before a tensor is read:
 * the tensors must cover the rest of the file without gap or overlap, as the reference reader demands.
 *
 * Spec: https://github.com/huggingface/safetensors#format
 */

import { FormatError } from '../util/index.ts';
import { findDuplicateKey } from './json-keys.ts';
import type { DType } from './tensor.ts';

/** Bytes of the number in front that tells the length of the header. */
export const lengthBytes = 8;

/** The reference reader's limit. */
export const headerLimitBytes = 100_000_000;

/** ONNX, NumPy and PyTorch stop at 64, too. */
const rankLimit = 64;

/** Element types of the format that can be read here. bfloat16 is read as float32, which holds each of its values. */
export const dtypesByCode: Readonly<Record<string, { readonly bytes: number; readonly dtype: DType }>> = {
  F32: { bytes: 4, dtype: 'float32' },
  F64: { bytes: 8, dtype: 'float64' },
  F16: { bytes: 2, dtype: 'float16' },
  BF16: { bytes: 2, dtype: 'float32' },
  I64: { bytes: 8, dtype: 'int64' },
  I32: { bytes: 4, dtype: 'int32' },
  U8: { bytes: 1, dtype: 'uint8' },
  I8: { bytes: 1, dtype: 'int8' },
  BOOL: { bytes: 1, dtype: 'bool' },
};

/** Where a tensor lies. */
export interface SafetensorsEntry {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** The format's own name of the element type in the file: `F32`, `BF16`, … */
  readonly code: string;
  /** First byte, counted from the end of the header. */
  readonly offset: number;
  readonly byteLength: number;
}

/** All that a header says. */
export interface SafetensorsHeader {
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
  /** Free text by key. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The length of the header that `prefix` (the first 8 bytes) tells, if the file is that large. */
export function headerLength(prefix: Uint8Array, fileBytes: number, place: string): number {
  if (prefix.length < lengthBytes) throw damaged(place, 'at least 8 bytes', `${prefix.length}`);
  const view = new DataView(prefix.buffer, prefix.byteOffset, lengthBytes);
  const length = Number(view.getBigUint64(0, true));
  const limit = Math.min(headerLimitBytes, fileBytes - lengthBytes);
  if (length > limit) throw damaged(place, `a header of at most ${limit} bytes`, `${length}`);
  return length;
}

/** Parses a header; `dataBytes` is what the file has behind it. Throws FormatError for anything that does not fit. */
export function parseHeader(header: Uint8Array, dataBytes: number, place: string): SafetensorsHeader {
  const json = parseObject(header, place);
  const metadata = parseMetadata(json.__metadata__, place);
  const entries = new Map(
    Object.entries(json)
      .filter(([name]) => name !== '__metadata__')
      .map(([name, value]) => [name, parseEntry(value, `${place}, tensor ${JSON.stringify(name)}`)]),
  );
  checkCover(entries, dataBytes, place);
  return { entries, metadata };
}

function parseObject(header: Uint8Array, place: string): Record<string, unknown> {
  let value: unknown;
  let duplicate: string | undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(header);
    value = JSON.parse(text);
    duplicate = findDuplicateKey(text);
  } catch (cause) {
    throw damaged(place, 'a header in JSON', (cause as Error).message, cause);
  }
  if (duplicate !== undefined) throw damaged(place, 'names once', `${JSON.stringify(duplicate)} twice`);
  if (!isObject(value)) throw damaged(place, 'a JSON object', 'another JSON value');
  return value;
}

function parseMetadata(value: unknown, place: string): Record<string, string> {
  if (value === undefined) return {};
  if (isObject(value) && Object.values(value).every((text) => typeof text === 'string')) {
    return value as Record<string, string>;
  }
  throw damaged(place, '__metadata__ of texts by key', 'something else');
}

function parseEntry(value: unknown, place: string): SafetensorsEntry {
  if (!isObject(value)) throw damaged(place, 'an object', JSON.stringify(value));
  const { dtype: code, shape, data_offsets: offsets } = value;
  if (!isSizes(shape) || shape.length > rankLimit) {
    throw damaged(place, `a shape of at most ${rankLimit} sizes`, clip(shape));
  }
  if (!isSizes(offsets) || offsets.length !== 2) throw damaged(place, 'two data_offsets', clip(offsets));
  const known =
    typeof code === 'string' && Object.hasOwn(dtypesByCode, code) ? dtypesByCode[code] : undefined;
  if (known === undefined) {
    throw new FormatError({
      place,
      expected: `an element type of ${Object.keys(dtypesByCode).join(', ')}`,
      got: clip(code),
      remedy: 'Convert the tensors to one of these types',
    });
  }
  const [begin, end] = offsets as [number, number];
  const byteLength = shape.reduce((product, size) => product * size, known.bytes);
  if (end - begin !== byteLength) {
    throw damaged(place, `${byteLength} bytes, as its shape says`, `${end - begin}`);
  }
  return { dtype: known.dtype, code: code as string, shape, offset: begin, byteLength };
}

/** Sorted by place, each tensor must begin where the one before ends, and the last end where the file does. */
function checkCover(entries: ReadonlyMap<string, SafetensorsEntry>, dataBytes: number, place: string): void {
  let end = 0;
  const byPlace = [...entries].sort(([, a], [, b]) => a.offset - b.offset || a.byteLength - b.byteLength);
  for (const [name, { offset, byteLength }] of byPlace) {
    if (offset !== end) {
      throw damaged(`${place}, tensor ${JSON.stringify(name)}`, `its data at ${end}`, `at ${offset}`);
    }
    end += byteLength;
  }
  if (end !== dataBytes) throw damaged(place, `${end} bytes of data behind the header`, `${dataBytes}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function clip(value: unknown): string {
  const text = JSON.stringify(value) ?? 'none';
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** A refusal of a file that is not what it should be. */
export function damaged(place: string, expected: string, got: string, cause?: unknown): FormatError {
  const remedy = 'Get the file again: it is damaged, cut off, or no safetensors file';
  return new FormatError({ place, expected, got, remedy, cause });
}
