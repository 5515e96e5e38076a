/** The sample description of a sound track in MP4 (ISO/IEC 14496-12, 8.5.2; -14; QuickTime): its codec and configuration. */

import type { PacketTrack } from '../../codecs/packets.ts';
import { children, find, viewOf } from './box-reader.ts';

/** The track that the first entry of an `stsd` box describes. Throws where there is none. */
export function parseSoundDescription(stsd: Uint8Array): PacketTrack {
  const [entry] = children(stsd.subarray(8));
  if (entry === undefined || entry.content.length < 28) throw new Error('no sample description');
  const { name, content } = entry;
  const view = viewOf(content);
  const version = view.getUint16(8);
  const isLong = version === 2;
  const common = {
    sampleRate: isLong ? view.getFloat64(32) : view.getUint32(24) / 65536,
    channelCount: isLong ? view.getUint32(40) : view.getUint16(16),
  };
  if (!(common.sampleRate > 0) || !(common.channelCount > 0 && common.channelCount < 256)) {
    throw new Error(`${common.channelCount} channels at ${common.sampleRate} Hz`);
  }
  const boxes = content.subarray(version === 1 ? 44 : isLong ? 64 : 28);
  // QuickTime wraps the configuration in `wave`.
  const box = (wanted: string): Uint8Array | undefined =>
    find(boxes, wanted)[0] ?? find(boxes, 'wave', wanted)[0];
  const none = new Uint8Array(0);
  switch (name) {
    case 'mp4a':
      return { ...common, ...parseEsds(box('esds')?.subarray(4) ?? none) };
    case 'alac':
      return { ...common, codec: 'alac', description: box('alac')?.subarray(4) ?? none };
    case 'fLaC':
      return { ...common, codec: 'flac', description: box('dfLa')?.subarray(4) ?? none };
    case 'Opus':
      return { ...common, codec: 'opus', description: opusHead(box('dOps') ?? none) };
    case '.mp3':
      return { ...common, codec: 'mp3', description: none };
    default:
      return { ...common, codec: name.trim(), description: none };
  }
}

/** Codec and AudioSpecificConfig out of nested descriptors (ISO/IEC 14496-1, 7.2.6). */
function parseEsds(bytes: Uint8Array): { codec: string; description: Uint8Array } {
  const stream = descriptor(bytes, 3);
  const flags = stream[2] ?? 0;
  const start =
    3 +
    ((flags & 0x80) !== 0 ? 2 : 0) +
    ((flags & 0x40) !== 0 ? 1 + (stream[3] ?? 0) : 0) +
    ((flags & 0x20) !== 0 ? 2 : 0);
  const decoder = descriptor(stream.subarray(start), 4);
  const type = decoder[0] ?? 0;
  if (type === 0x69 || type === 0x6b) return { codec: 'mp3', description: new Uint8Array(0) };
  const isAac = type === 0x40 || (type >= 0x66 && type <= 0x68);
  if (!isAac) return { codec: `MPEG-4 object type ${type}`, description: new Uint8Array(0) };
  return { codec: 'aac', description: descriptor(decoder.subarray(13), 5) };
}

/** The content of the descriptor with this tag that `bytes` begin with; empty where it is another. */
function descriptor(bytes: Uint8Array, tag: number): Uint8Array {
  if (bytes[0] !== tag) return new Uint8Array(0);
  let size = 0;
  let at = 1;
  // Seven bits a byte, the eighth says that another follows; four bytes at most.
  for (let more = true; more && at < 5; at++) {
    size = (size << 7) | ((bytes[at] ?? 0) & 0x7f);
    more = ((bytes[at] ?? 0) & 0x80) !== 0;
  }
  return bytes.subarray(at, at + size);
}

/** OpusHead (RFC 7845, 5.1: little end first) from `dOps` (big end first, without a name). */
function opusHead(dOps: Uint8Array): Uint8Array {
  if (dOps.length < 11) throw new Error('no Opus configuration');
  const head = new Uint8Array(8 + dOps.length);
  head.set(new TextEncoder().encode('OpusHead'));
  head.set(dOps, 8);
  const from = viewOf(dOps);
  const to = viewOf(head);
  to.setUint8(8, 1);
  to.setUint16(10, from.getUint16(2), true);
  to.setUint32(12, from.getUint32(4), true);
  to.setInt16(16, from.getInt16(8), true);
  return head;
}
