/**
 * The packets of a track in MP4: the sample tables of a finished file (ISO/IEC 14496-12, 8.7) and the fragments of a streamed one
 * (8.8). Our own, because mediabunny 1.61 adds up a whole chunk's sizes for every packet of it: hours for a file in one chunk.
 */

import { createByteReader } from '../../byte-reader.ts';
import type { ByteSource } from '../../bytes.ts';
import { children, find, nameAt, viewOf } from './box-reader.ts';

/** Where a packet lies. */
interface Place {
  readonly position: number;
  readonly bytes: number;
}

/** No packet of sound is larger. */
const maxPacketBytes = 16 * 1024 * 1024;
/** Nor is the header of a fragment. */
const maxMoofBytes = 16 * 1024 * 1024;
/** Up to this far ahead it is cheaper to read on than to start anew. */
const readOnBytes = 65536;

/** The packets of `track` (a `trak` box), in order. Throws where one is beyond the end of the file. */
export async function* m4aPackets(
  source: ByteSource,
  moov: Uint8Array,
  track: Uint8Array,
): AsyncGenerator<{ data: Uint8Array }, void> {
  let reader = createByteReader(source);
  const [table] = find(track, 'mdia', 'minf', 'stbl');
  async function read({ position, bytes }: Place): Promise<Uint8Array> {
    if (bytes > maxPacketBytes) throw new Error('a packet of absurd size');
    const distance = position - reader.position;
    if (distance >= 0 && distance < readOnBytes) reader.skip(distance);
    else reader = createByteReader(source, { start: position });
    const data = (await reader.peek(bytes)).slice();
    if (data.length < bytes) throw new Error('a packet beyond the end of the file');
    reader.skip(bytes);
    return data;
  }
  if (table !== undefined) for (const place of tablePlaces(table)) yield { data: await read(place) };
  if (find(moov, 'mvex').length > 0) {
    for await (const place of fragmentPlaces(source, moov, trackId(track))) yield { data: await read(place) };
  }
}

/** Chunk by chunk: `stco` says where each begins, `stsc` how many packets it has, `stsz` how long these are. */
function* tablePlaces(table: Uint8Array): Generator<Place, void> {
  const [sizes] = find(table, 'stsz');
  const [runs] = find(table, 'stsc');
  const [short] = find(table, 'stco');
  const [long] = find(table, 'co64');
  const offsets = long ?? short;
  if (sizes === undefined || runs === undefined || offsets === undefined) return;
  const [sizeView, runView, offsetView] = [viewOf(sizes), viewOf(runs), viewOf(offsets)];
  const commonBytes = sizeView.getUint32(4);
  const packetCount =
    commonBytes === 0
      ? Math.min(sizeView.getUint32(8), Math.floor((sizes.length - 12) / 4))
      : sizeView.getUint32(8);
  const offsetBytes = long === undefined ? 4 : 8;
  const chunkCount = Math.min(offsetView.getUint32(4), Math.floor((offsets.length - 8) / offsetBytes));
  const runCount = Math.min(runView.getUint32(4), Math.floor((runs.length - 8) / 12));
  let run = 0;
  let packet = 0;
  for (let chunk = 0; chunk < chunkCount && packet < packetCount; chunk++) {
    while (run + 1 < runCount && runView.getUint32(8 + 12 * (run + 1)) <= chunk + 1) run++;
    const inChunk = runCount === 0 ? 0 : runView.getUint32(12 + 12 * run);
    let position =
      long === undefined
        ? offsetView.getUint32(8 + 4 * chunk)
        : Number(offsetView.getBigUint64(8 + 8 * chunk));
    for (let i = 0; i < inChunk && packet < packetCount; i++, packet++) {
      const bytes = commonBytes || sizeView.getUint32(12 + 4 * packet);
      yield { position, bytes };
      position += bytes;
    }
  }
}

/** Fragment by fragment: `moof` boxes between the sound. */
async function* fragmentPlaces(
  source: ByteSource,
  moov: Uint8Array,
  id: number,
): AsyncGenerator<Place, void> {
  const defaults = find(moov, 'mvex', 'trex').find(
    (box) => box.length >= 24 && viewOf(box).getUint32(4) === id,
  );
  const defaultBytes = defaults === undefined ? 0 : viewOf(defaults).getUint32(16);
  for (let at = 0; at + 8 <= source.size; ) {
    const head = await source.read(at, 16);
    let size = viewOf(head).getUint32(0);
    if (size === 1 && head.length === 16) size = Number(viewOf(head).getBigUint64(8));
    else if (size === 0) size = source.size - at;
    if (size < 8) throw new Error('a box of no size');
    if (nameAt(head, 4) === 'moof') {
      if (size > maxMoofBytes) throw new Error('a fragment header of absurd size');
      const moof = await source.read(at + 8, size - 8);
      if (moof.length < size - 8) throw new Error('a fragment header that is cut off');
      for (const traf of find(moof, 'traf')) yield* runPlaces(traf, { id, moofStart: at, defaultBytes });
    }
    at += size;
  }
}

/** The packets of one `traf`: `tfhd` with defaults, then `trun`s. Flags say which fields are there. */
function* runPlaces(
  traf: Uint8Array,
  { id, moofStart, defaultBytes }: { id: number; moofStart: number; defaultBytes: number },
): Generator<Place, void> {
  const [header] = find(traf, 'tfhd');
  if (header === undefined || viewOf(header).getUint32(4) !== id) return;
  const view = viewOf(header);
  const flags = view.getUint32(0) & 0xffffff;
  let at = 8;
  let base = moofStart;
  if ((flags & 1) !== 0) {
    base = Number(view.getBigUint64(at));
    at += 8;
  }
  if ((flags & 2) !== 0) at += 4;
  if ((flags & 8) !== 0) at += 4;
  const packetBytes = (flags & 0x10) !== 0 ? view.getUint32(at) : defaultBytes;
  let position = base;
  for (const { name, content } of children(traf)) {
    if (name !== 'trun') continue;
    const run = viewOf(content);
    const runFlags = run.getUint32(0) & 0xffffff;
    let field = 8;
    if ((runFlags & 1) !== 0) {
      position = base + run.getInt32(field);
      field += 4;
    }
    if ((runFlags & 4) !== 0) field += 4;
    const strideBytes = 4 * [0x100, 0x200, 0x400, 0x800].filter((flag) => (runFlags & flag) !== 0).length;
    const sizeField = (runFlags & 0x100) !== 0 ? 4 : 0;
    for (let left = run.getUint32(4); left > 0; left--, field += strideBytes) {
      const bytes = (runFlags & 0x200) !== 0 ? run.getUint32(field + sizeField) : packetBytes;
      // Nothing is repeated for ever: packets without sizes of their own must have one at all.
      if (bytes === 0 && (runFlags & 0x200) === 0) throw new Error('packets without a size');
      yield { position, bytes };
      position += bytes;
    }
  }
}

function trackId(track: Uint8Array): number {
  const [header] = find(track, 'tkhd');
  return header === undefined ? -1 : viewOf(header).getUint32(header[0] === 1 ? 20 : 12);
}
