/**
 * Weights in a file beside the model. A model is one protobuf message, and those end at 2 GB; large tensors go into a side
 * file, at the place that the model names.
 *
 * Spec: https://github.com/onnx/onnx/blob/main/docs/ExternalData.md
 */

import type { DataSink, DataSource } from '../tensor/index.ts';
import { ArgumentError } from '../util/index.ts';
import {
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  type TensorProto,
  TensorProto_DataLocation,
} from './generated/onnx_pb.ts';
import { isExternal, readLayout } from './read-tensor.ts';
import { refusal } from './refuse.ts';

/** Tensors from this size on leave the model: below, the gaps of the alignment would outweigh them. */
const externalFromBytes = 16 * 1024;

/** Tensors begin at whole pages, so that runtimes can map them into memory. */
const pageBytes = 4096;

/** A tensor in a side file. */
export interface ExternalTensor {
  readonly position: number;
  readonly bytes: Uint8Array;
}

/**
 * Moves the large stored tensors of a model out of it: the messages then name `location`, and what is returned is to be
 * written there. Tensors with the same bytes in memory are stored once.
 */
export function moveOut(model: ModelProto, location: string): readonly ExternalTensor[] {
  checkLocation(location);
  const moved = new Map<string, ExternalTensor>();
  const places = new Map<ArrayBufferLike, number>();
  let end = 0;
  for (const message of model.graph?.initializer ?? []) {
    const bytes = message.rawData;
    if (bytes.length < externalFromBytes) continue;
    if (!places.has(bytes.buffer)) places.set(bytes.buffer, places.size);
    const key = `${places.get(bytes.buffer)}:${bytes.byteOffset}:${bytes.length}`;
    const known = moved.get(key);
    const position = known?.position ?? Math.ceil(end / pageBytes) * pageBytes;
    if (known === undefined) {
      moved.set(key, { position, bytes });
      end = position + bytes.length;
    }
    message.rawData = new Uint8Array(0);
    message.dataLocation = TensorProto_DataLocation.EXTERNAL;
    message.externalData = Object.entries({ location, offset: position, length: bytes.length }).map(
      ([key, value]) => ({ $typeName: 'onnx.StringStringEntryProto', key, value: String(value) }),
    );
  }
  return [...moved.values()];
}

/** Writes moved tensors to their file. */
export async function writeMoved(sink: DataSink, tensors: readonly ExternalTensor[]): Promise<void> {
  let end = 0;
  for (const { position, bytes } of tensors) {
    if (position > end) await sink.write(end, new Uint8Array(position - end));
    await sink.write(position, bytes);
    end = position + bytes.length;
  }
}

/** Opens side files by the names that the model calls them. `undefined` for a file that is not there. */
export type OpenData = (location: string) => DataSource | undefined | Promise<DataSource | undefined>;

/** Reads the data of every tensor that lies in a side file; ranges that several tensors share are read once. */
export async function readExternal(
  model: ModelProto,
  { open, place }: { readonly open: OpenData; readonly place: string },
): Promise<ReadonlyMap<TensorProto, Uint8Array>> {
  const ranges = new Map<string, Range>();
  const sources = new Map<string, DataSource>();
  const keys = new Map<TensorProto, string>();
  for (const message of tensorsOf(model.graph)) {
    if (!isExternal(message)) continue;
    const range = rangeOf(message, `${place}, tensor ${message.name}`);
    const source = sources.get(range.location) ?? (await openData(open, range));
    sources.set(range.location, source);
    if (range.offset + range.length > source.size) {
      throw refusal(range.place, {
        expected: `data within the ${source.size} bytes of ${source.name}`,
        got: `${range.length} bytes at ${range.offset}`,
      });
    }
    const key = `${range.offset}:${range.length}:${range.location}`;
    keys.set(message, key);
    ranges.set(key, range);
  }
  checkTotals([...ranges.values()], sources);
  const bytes = new Map<string, Uint8Array>();
  for (const [key, range] of ranges) bytes.set(key, await readRange(sources.get(range.location)!, range));
  return new Map([...keys].map(([message, key]) => [message, bytes.get(key)!]));
}

interface Range {
  readonly place: string;
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/** Ranges that overlap could make a small file fill the memory. */
function checkTotals(ranges: readonly Range[], sources: ReadonlyMap<string, DataSource>): void {
  const totals = new Map<string, number>();
  for (const { place, location, length } of ranges) {
    const total = (totals.get(location) ?? 0) + length;
    totals.set(location, total);
    const { name, size } = sources.get(location)!;
    if (total <= size) continue;
    throw refusal(place, {
      expected: `tensors that do not overlap in ${name}`,
      got: 'more bytes than it has',
    });
  }
}

function rangeOf(message: TensorProto, place: string): Range {
  const { byteLength } = readLayout(message, place);
  const entries = new Map(message.externalData.map(({ key, value }) => [key, value]));
  const location = entries.get('location') ?? '';
  if (!isPlainLocation(location)) {
    throw refusal(place, { expected: 'a file in the folder of the model', got: JSON.stringify(location) });
  }
  const offset = wholeNumber(entries.get('offset') ?? '0', place);
  const length = wholeNumber(entries.get('length') ?? String(byteLength), place);
  if (length === byteLength) return { place, location, offset, length };
  throw refusal(place, { expected: `${byteLength} bytes, as its shape says`, got: String(length) });
}

function wholeNumber(text: string, place: string): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw refusal(place, { expected: 'a whole number', got: JSON.stringify(text.slice(0, 40)) });
}

async function openData(open: OpenData, { location, place }: Range): Promise<DataSource> {
  const source = await open(location);
  if (source !== undefined) return source;
  throw refusal(place, {
    expected: `the side file ${location}`,
    got: 'none',
    remedy: 'Keep the side files of a model in its folder',
  });
}

async function readRange(source: DataSource, { place, offset, length }: Range): Promise<Uint8Array> {
  const bytes = await source.read(offset, length);
  if (bytes.length === length) return bytes;
  throw refusal(place, { expected: `${length} bytes from ${source.name}`, got: String(bytes.length) });
}

/** Every tensor message of a graph: stored ones, and those of attributes, bodies included. */
function tensorsOf(graph: GraphProto | undefined): TensorProto[] {
  if (graph === undefined) return [];
  return [...graph.initializer, ...graph.node.flatMap((node) => node.attribute.flatMap(attributeTensors))];
}

function attributeTensors({ t, g }: AttributeProto): TensorProto[] {
  return [...(t === undefined ? [] : [t]), ...tensorsOf(g)];
}

/** Side files lie in the model's folder: no way leads out of it. */
function isPlainLocation(location: string): boolean {
  const parts = location.split(/[/\\]/);
  return (
    location !== '' && !/[:\0]/.test(location) && parts.every((part) => part !== '' && !/^\.+$/.test(part))
  );
}

function checkLocation(location: string): void {
  if (isPlainLocation(location)) return;
  throw new ArgumentError({
    place: 'location',
    expected: 'the name of a file in the folder of the model',
    got: JSON.stringify(location),
    remedy: 'Give a name such as model.onnx.data',
  });
}
