/**
 * npy: NumPy's file of one array, versions 1 to 3. A header that is a Python literal, then the elements.
 *
 * Spec: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */

import { FormatError } from '../util/index.ts';
import { tensorBytes, tensorFromBytes } from './bytes.ts';
import { type DType, dtypeBytes, type Tensor } from './tensor.ts';

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

/** What NumPy itself reads from strangers. */
const headerLimitBytes = 10_000;

/** NumPy's own limit. */
const rankLimit = 64;

/** NumPy leaves room for the first axis to grow to this many digits, the length of 2⁶⁴. */
const growthDigits = 21;

const kinds: Readonly<Record<string, DType>> = {
  f4: 'float32',
  f8: 'float64',
  f2: 'float16',
  i8: 'int64',
  i4: 'int32',
  u1: 'uint8',
  i1: 'int8',
  b1: 'bool',
};
const kindOf = new Map(Object.entries(kinds).map(([kind, dtype]) => [dtype, kind]));

/** The bytes of a file, version 1.0, the same ones that `numpy.save` gives. */
export function encodeNpy(tensor: Tensor): Uint8Array<ArrayBuffer> {
  const { dtype, shape } = tensor;
  const descr = `${dtypeBytes[dtype] === 1 ? '|' : '<'}${kindOf.get(dtype)}`;
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const growth = shape.length === 0 ? 0 : growthDigits - String(shape[0]).length;
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }${' '.repeat(growth)}`;
  const prefix = magic.length + 4;
  const dataStart = Math.ceil((prefix + dictionary.length + 1) / 64) * 64;
  const file = new Uint8Array(dataStart + tensor.data.byteLength).fill(0x20, 0, dataStart);
  file.set([...magic, 1, 0]);
  new DataView(file.buffer).setUint16(magic.length + 2, dataStart - prefix, true);
  file.set(new TextEncoder().encode(dictionary), prefix);
  file[dataStart - 1] = 0x0a;
  file.set(tensorBytes(tensor), dataStart);
  return file;
}

/**
 * The array of a file, in row-major order: a view of `bytes` where order and alignment allow it. Big-endian files are
 * converted. Throws FormatError for anything that is damaged, and for element types that tensors here do not have (Python
 * objects among them). `name` is how errors call the file.
 */
export function decodeNpy(bytes: Uint8Array, name = 'npy file'): Tensor {
  const { dtype, swapped, fortran, shape, dataStart } = parseHeader(bytes, name);
  const data = bytes.subarray(dataStart);
  const wanted = shape.reduce((product, size) => product * size, dtypeBytes[dtype]);
  if (data.length !== wanted) throw damaged(name, `${wanted} bytes of data`, String(data.length));
  if (dtype === 'bool' && data.some((value) => value > 1))
    throw damaged(name, 'booleans of 0 and 1', 'others');
  const native = swapped ? swapBytes(data, dtypeBytes[dtype]) : data;
  if (!fortran || shape.length < 2) return tensorFromBytes(dtype, shape, native);
  return tensorFromBytes(dtype, shape, toRowMajor(native, shape, dtypeBytes[dtype]));
}

interface Header {
  readonly dtype: DType;
  readonly swapped: boolean;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  readonly dataStart: number;
}

function parseHeader(bytes: Uint8Array, place: string): Header {
  if (bytes.length < 12 || !magic.every((byte, i) => bytes[i] === byte)) {
    throw damaged(place, 'a file that begins with \\x93NUMPY', 'other bytes');
  }
  const version = bytes[6]!;
  if (version < 1 || version > 3) throw damaged(place, 'version 1, 2 or 3', String(version));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = version === 1 ? 10 : 12;
  const limit = Math.min(headerLimitBytes, bytes.length - start);
  if (length > limit) throw damaged(place, `a header of at most ${limit} bytes`, String(length));
  const text = new TextDecoder().decode(bytes.subarray(start, start + length));
  return { ...parseDictionary(text, place), dataStart: start + length };
}

const entry =
  /\s*['"](descr|fortran_order|shape)['"]\s*:\s*(?:['"]([^'"]*)['"]|(True|False)|\(([\d\s,L]*)\))\s*,?/y;

/** The three entries of the header, in any order; whatever else it holds is refused. */
function parseDictionary(text: string, place: string): Omit<Header, 'dataStart'> {
  const trimmed = text.trim();
  const found: Record<string, RegExpExecArray> = {};
  entry.lastIndex = 1;
  let end = 1;
  for (let match = entry.exec(trimmed); match !== null; match = entry.exec(trimmed)) {
    found[match[1]!] = match;
    end = entry.lastIndex;
  }
  const descr = found.descr?.[2];
  const fortran = found.fortran_order?.[3];
  const sizes = found.shape?.[4];
  const isWhole = trimmed.startsWith('{') && trimmed.slice(end).trim() === '}';
  if (!isWhole || descr === undefined || fortran === undefined || sizes === undefined) {
    const got = JSON.stringify(trimmed.slice(0, 80));
    throw damaged(place, 'a header with descr, fortran_order and shape', got);
  }
  return { ...parseDescr(descr, place), fortran: fortran === 'True', shape: parseShape(sizes, place) };
}

function parseDescr(descr: string, place: string): Pick<Header, 'dtype' | 'swapped'> {
  const kind = descr.slice(1);
  if (/^[<>|=]/.test(descr) && Object.hasOwn(kinds, kind)) {
    return { dtype: kinds[kind]!, swapped: descr.startsWith('>') };
  }
  throw new FormatError({
    place,
    expected: `an element type of ${Object.keys(kinds).join(', ')}`,
    got: JSON.stringify(descr),
    remedy: 'Save the array with another dtype: array.astype("float32")',
  });
}

function parseShape(sizes: string, place: string): number[] {
  const parts = sizes.split(',').map((part) => part.trim().replace(/L$/, ''));
  if (parts.at(-1) === '') parts.pop();
  const shape = parts.map((part) => (/^\d+$/.test(part) ? Number(part) : Number.NaN));
  if (shape.length <= rankLimit && shape.every(Number.isSafeInteger)) return shape;
  throw damaged(place, `at most ${rankLimit} sizes`, `(${sizes.slice(0, 80)})`);
}

function swapBytes(bytes: Uint8Array, width: number): Uint8Array {
  const swapped = bytes.slice();
  for (let at = 0; at < swapped.length; at += width) swapped.subarray(at, at + width).reverse();
  return swapped;
}

/** Elements whose first axis runs fastest, reordered so that the last does. */
function toRowMajor(bytes: Uint8Array, shape: readonly number[], width: number): Uint8Array {
  const ordered = new Uint8Array(bytes.length);
  const strides = shape.map((_, axis) =>
    shape.slice(0, axis).reduce((product, size) => product * size, width),
  );
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < bytes.length; to += width) {
    for (let i = 0; i < width; i++) ordered[to + i] = bytes[from + i]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      index[axis] = index[axis]! + 1;
      if (index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return ordered;
}

function damaged(place: string, expected: string, got: string): FormatError {
  return new FormatError({
    place,
    expected,
    got,
    remedy: 'Save the array again, or get the file again: it is damaged, or no npy file',
  });
}
