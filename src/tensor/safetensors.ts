/**
 * safetensors: the file that weights are kept in. A header in JSON, then the tensors' bytes, nothing that is executed.
 * Whole files in memory, or tensor by tensor from a source that is larger than the memory.
 *
 * Spec: https://github.com/huggingface/safetensors#format
 */

import { ArgumentError } from '../util/index.ts';
import { type DataSink, type DataSource, tensorBytes, tensorFromBytes } from './bytes.ts';
import {
  damaged,
  headerLength,
  headerLimitBytes,
  lengthBytes,
  parseHeader,
  type SafetensorsEntry,
} from './safetensors-header.ts';
import { type DType, dtypeBytes, type Tensor } from './tensor.ts';

/** Tensors by name. */
export type NamedTensors = Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>;

/** What a file carries beside its tensors. */
export interface SafetensorsOptions {
  /** Free text by key. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What a file holds. */
export interface Safetensors {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A file whose header has been read, and whose tensors are read one by one. */
export interface SafetensorsFile {
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
  readonly metadata: Readonly<Record<string, string>>;
  /** Reads one tensor. Throws ArgumentError for a name that the file does not have, FormatError where it is cut off. */
  read(name: string): Promise<Tensor>;
}

/** The format's names, in the order in which the reference writer puts them: the widest first, so that all lie aligned. */
const codes: Readonly<Record<DType, string>> = {
  int64: 'I64',
  float64: 'F64',
  float32: 'F32',
  int32: 'I32',
  float16: 'F16',
  int8: 'I8',
  uint8: 'U8',
  bool: 'BOOL',
};
const writingOrder = Object.keys(codes) as DType[];

/** The bytes of a file with these tensors: the same ones that the reference writer gives. */
export function encodeSafetensors(
  tensors: NamedTensors,
  options: SafetensorsOptions = {},
): Uint8Array<ArrayBuffer> {
  const { header, sorted, byteLength } = planFile(tensors, options);
  const file = new Uint8Array(byteLength);
  file.set(header);
  let position = header.length;
  for (const [, tensor] of sorted) {
    file.set(tensorBytes(tensor), position);
    position += tensor.data.byteLength;
  }
  return file;
}

/** Writes a file tensor by tensor, without a copy of them all; gives its size in bytes. The sink is not closed. */
export async function writeSafetensors(
  sink: DataSink,
  tensors: NamedTensors,
  options: SafetensorsOptions = {},
): Promise<number> {
  const { header, sorted, byteLength } = planFile(tensors, options);
  await sink.write(0, header);
  let position = header.length;
  for (const [, tensor] of sorted) {
    await sink.write(position, tensorBytes(tensor));
    position += tensor.data.byteLength;
  }
  return byteLength;
}

/**
 * The tensors of a file in memory: views of `bytes` where their alignment allows it. bfloat16 comes as float32. Throws
 * FormatError for anything that is damaged, and for element types that tensors here do not have. `name` is how errors call
 * the file.
 */
export function decodeSafetensors(bytes: Uint8Array, name = 'safetensors file'): Safetensors {
  const length = headerLength(bytes.subarray(0, lengthBytes), bytes.length, name);
  const data = bytes.subarray(lengthBytes + length);
  const { entries, metadata } = parseHeader(
    bytes.subarray(lengthBytes, lengthBytes + length),
    data.length,
    name,
  );
  const tensors = [...entries].map(([key, entry]): [string, Tensor] => [
    key,
    toTensor(entry, data.subarray(entry.offset, entry.offset + entry.byteLength), name),
  ]);
  return { tensors: Object.fromEntries(tensors), metadata };
}

/** Reads the header of a file, to read its tensors one by one. Throws FormatError like {@link decodeSafetensors}. */
export async function openSafetensors(source: DataSource): Promise<SafetensorsFile> {
  const { name, size } = source;
  const length = headerLength(await source.read(0, lengthBytes), size, name);
  const start = lengthBytes + length;
  const header = await source.read(lengthBytes, length);
  const { entries, metadata } = parseHeader(header, size - start, name);
  return {
    entries,
    metadata,
    async read(key) {
      const entry = entries.get(key);
      if (entry === undefined) {
        const remedy = 'Ask for one of entries';
        throw new ArgumentError({
          place: name,
          expected: 'the name of a tensor',
          got: JSON.stringify(key),
          remedy,
        });
      }
      const bytes = await source.read(start + entry.offset, entry.byteLength);
      if (bytes.length !== entry.byteLength) {
        throw damaged(
          `${name}, tensor ${JSON.stringify(key)}`,
          `${entry.byteLength} bytes`,
          `${bytes.length}`,
        );
      }
      return toTensor(entry, bytes, name);
    },
  };
}

function toTensor({ dtype, code, shape }: SafetensorsEntry, bytes: Uint8Array, place: string): Tensor {
  if (code === 'BOOL' && bytes.some((value) => value > 1))
    throw damaged(place, 'booleans of 0 and 1', 'others');
  return tensorFromBytes(dtype, shape, code === 'BF16' ? widened(bytes) : bytes);
}

/** bfloat16 is the upper half of a float32. */
function widened(bytes: Uint8Array): Uint8Array {
  const wide = new Uint8Array(bytes.length * 2);
  for (let i = 0; i < bytes.length; i += 2) {
    wide[2 * i + 2] = bytes[i]!;
    wide[2 * i + 3] = bytes[i + 1]!;
  }
  return wide;
}

interface FilePlan {
  readonly header: Uint8Array;
  readonly sorted: readonly (readonly [string, Tensor])[];
  readonly byteLength: number;
}

function planFile(tensors: NamedTensors, { metadata }: SafetensorsOptions): FilePlan {
  const named: [string, Tensor][] = tensors instanceof Map ? [...tensors] : Object.entries(tensors);
  const encoder = new TextEncoder();
  const sorted = named.sort(
    ([nameA, a], [nameB, b]) =>
      writingOrder.indexOf(a.dtype) - writingOrder.indexOf(b.dtype) ||
      compareBytes(encoder.encode(nameA), encoder.encode(nameB)),
  );
  const entries: [string, unknown][] = metadata === undefined ? [] : [['__metadata__', metadata]];
  let offset = 0;
  for (const [name, { dtype, shape }] of sorted) {
    if (name === '__metadata__') {
      const remedy = 'Call the tensor something else';
      throw new ArgumentError({ place: 'safetensors', expected: 'names of tensors', got: name, remedy });
    }
    const end = offset + shape.reduce((product, size) => product * size, dtypeBytes[dtype]);
    entries.push([name, { dtype: codes[dtype], shape, data_offsets: [offset, end] }]);
    offset = end;
  }
  const header = headerBytes(
    `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`,
  );
  return { header, sorted, byteLength: header.length + offset };
}

/** Length and text, padded with spaces so that the data begins at a multiple of 8. */
function headerBytes(json: string): Uint8Array {
  const text = new TextEncoder().encode(json);
  const length = Math.ceil(text.length / 8) * 8;
  if (length > headerLimitBytes) {
    throw new ArgumentError({
      place: 'safetensors',
      expected: `a header of at most ${headerLimitBytes} bytes`,
      got: String(length),
      remedy: 'Write fewer tensors into one file',
    });
  }
  const bytes = new Uint8Array(lengthBytes + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, lengthBytes);
  return bytes;
}

/** The reference writer sorts names by their bytes. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? a.length - b.length : a[at]! - (b[at] ?? -1);
}
