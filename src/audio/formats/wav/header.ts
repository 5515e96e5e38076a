/**
 * The chunks of a WAVE file: finding the sound in one, and building the bytes before the sound of a new one. Covers RIFF
 * (Microsoft/IBM 1991), WAVE_FORMAT_EXTENSIBLE, RF64/BW64 (EBU Tech 3306, ITU-R BS.2088) and Sony Wave64. Sizes that a
 * header claims are only ever compared with the file's real size, never allocated.
 */

import { FormatError } from '../../../util/index.ts';
import type { ByteSource } from '../../bytes.ts';
import { bytesPerSample, type WavCodec } from '../parts/pcm-codecs.ts';

/** Where the sound lies in a file and how it is stored. */
export interface WavLayout {
  readonly codec: WavCodec;
  readonly sampleRate: number;
  readonly channelCount: number;
  /** Bits that carry sound: less than the container has where the header says so. */
  readonly bitsPerSample: number;
  readonly dataStart: number;
  /** Whole frames only, as announced: more than the file holds where it was cut off. */
  readonly dataBytes: number;
  /** Tag chunks met before and after the sound: `'LIST'`, `'id3 '`. */
  readonly tagChunks: readonly Chunk[];
}

/** A chunk's content, without its header. */
export interface Chunk {
  readonly id: string;
  readonly start: number;
  readonly size: number;
}

/** More than any microphone array or ambisonic order in use; a header beyond it is damage. */
const maxChannels = 255;
/** The rates that sound is kept at, with room on both sides. */
const minRate = 1000;
const maxRate = 1_536_000;
/** Files have a dozen chunks; a chain of thousands is an attack. */
const maxChunks = 1000;
/** All that 32 bits can say. */
const maxSize = 0xffffffff;
/** Programs that write to a pipe announce about 2 or 4 GiB: SoX 0x7ffff000, others 0x7fffffff, 0x80000000, 0xffffffff. */
const minUnknownSize = 0x7fff0000;

/**
 * Reads the chunk headers. A data chunk of size 0 that is followed by anything but chunks, or of about 2 GiB or more and
 * longer than the file, was written to a pipe: its sound reaches to the end of the file. Any other that is longer than the
 * file was cut off, and keeps its size. Throws {@link FormatError} where no sound can be found.
 */
export async function readWavLayout(source: ByteSource): Promise<WavLayout> {
  const chunks = createChunkWalk(source, await source.read(0, 40));
  let format: Uint8Array | undefined;
  let data: Chunk | undefined;
  let largeDataSize: number | undefined;
  const tagChunks: Chunk[] = [];
  let position = chunks.first;
  for (let count = 0; count < maxChunks; count++) {
    const chunk = await chunks.at(position);
    if (chunk === undefined) break;
    let size = chunk.size;
    if (chunk.id === 'ds64') largeDataSize = await readDs64(source, chunk);
    else if (chunk.id === 'fmt ') format ??= await source.read(chunk.start, Math.min(size, 64));
    else if (chunk.id === 'LIST' || chunk.id === 'id3 ' || chunk.id === 'ID3 ') tagChunks.push(chunk);
    else if (chunk.id === 'data' && data === undefined) {
      if (size === maxSize && largeDataSize !== undefined) size = largeDataSize;
      const available = Math.max(0, source.size - chunk.start);
      const isPiped =
        size === 0
          ? !(await reachesEnd(chunks, chunk, source.size))
          : size > available && size >= minUnknownSize && largeDataSize === undefined;
      if (isPiped) size = available;
      data = { ...chunk, size };
    }
    position = chunks.after({ ...chunk, size });
  }
  if (data === undefined) throw damaged(source, 'a data chunk', 'a file without one');
  if (format === undefined) throw damaged(source, 'a fmt chunk', 'a file without one');
  if (data.size > Number.MAX_SAFE_INTEGER)
    throw damaged(source, 'a size that a file can have', `${data.size}`);
  const layout = parseFormat(source, format);
  const frameBytes = bytesPerSample[layout.codec] * layout.channelCount;
  const dataBytes = data.size - (data.size % frameBytes);
  return { ...layout, dataStart: data.start, dataBytes, tagChunks };
}

interface ChunkWalk {
  /** Position of the first chunk's header. */
  readonly first: number;
  at(position: number): Promise<Chunk | undefined>;
  /** Position of the header after a chunk. */
  after(chunk: Chunk): number;
}

/** RIFF chunks: 4-byte name, 32-bit size, padded to 2. Wave64 chunks: 16-byte name, 64-bit size with header, padded to 8. */
function createChunkWalk(source: ByteSource, head: Uint8Array): ChunkWalk {
  const wave64 = fourCc(head, 0) === 'riff' && fourCc(head, 24) === 'wave';
  const riff = ['RIFF', 'RF64', 'BW64'].includes(fourCc(head, 0)) && fourCc(head, 8) === 'WAVE';
  if (!wave64 && !riff) throw damaged(source, 'a RIFF/WAVE, RF64 or Wave64 header', 'other bytes');
  const headerBytes = wave64 ? 24 : 8;
  const alignment = wave64 ? 8 : 2;
  return {
    first: wave64 ? 40 : 12,
    async at(position) {
      const bytes = await source.read(position, headerBytes);
      if (bytes.length < headerBytes) return undefined;
      const view = new DataView(bytes.buffer);
      const size = wave64 ? Math.max(0, readUint64(view, 16) - headerBytes) : view.getUint32(4, true);
      return { id: fourCc(bytes, 0), start: position + headerBytes, size };
    },
    after: ({ start, size }) => start + Math.ceil(size / alignment) * alignment,
  };
}

/** Whether chunks follow one another from `chunk` exactly to the end of the file. */
async function reachesEnd(chunks: ChunkWalk, chunk: Chunk, fileSize: number): Promise<boolean> {
  let position = chunks.after(chunk);
  for (let count = 0; count < maxChunks && position < fileSize; count++) {
    const next = await chunks.at(position);
    if (next === undefined || !/^[\x20-\x7e]{4}$/.test(next.id)) return false;
    position = chunks.after(next);
    if (next.start + next.size === fileSize) return true;
  }
  return position === fileSize;
}

/** The data size of a ds64 chunk. */
async function readDs64(source: ByteSource, chunk: Chunk): Promise<number | undefined> {
  const bytes = await source.read(chunk.start, 16);
  return bytes.length < 16 || chunk.size < 16 ? undefined : readUint64(new DataView(bytes.buffer), 8);
}

type FormatFields = Pick<WavLayout, 'codec' | 'sampleRate' | 'channelCount' | 'bitsPerSample'>;

function parseFormat(source: ByteSource, bytes: Uint8Array): FormatFields {
  if (bytes.length < 14) throw damaged(source, 'a fmt chunk of 16 bytes or more', `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let tag = view.getUint16(0, true);
  const channelCount = view.getUint16(2, true);
  const sampleRate = view.getUint32(4, true);
  const blockAlign = view.getUint16(12, true);
  const bits = bytes.length >= 16 ? view.getUint16(14, true) : 8;
  let validBits = bits;
  if (tag === 0xfffe && bytes.length >= 26) {
    validBits = view.getUint16(18, true) || bits;
    tag = view.getUint16(24, true);
  }
  if (channelCount < 1 || channelCount > maxChannels) {
    throw damaged(source, `1 to ${maxChannels} channels`, `${channelCount}`);
  }
  if (sampleRate < minRate || sampleRate > maxRate) {
    throw damaged(source, `a sample rate of ${minRate} to ${maxRate} Hz`, `${sampleRate} Hz`);
  }
  const packedBytes = Math.ceil(bits / 8);
  const frameSample = blockAlign % channelCount === 0 ? blockAlign / channelCount : 0;
  // 20 bits in 3 bytes, 24 in 4: the sound sits at the top of its container, so the container alone decides the scale.
  const containerBytes = frameSample >= packedBytes && frameSample <= 8 ? frameSample : packedBytes;
  const codec = codecOf(tag, containerBytes);
  if (codec === undefined) {
    throw damaged(
      source,
      '8, 16, 24 or 32-bit integers, 32 or 64-bit floats, A-law or µ-law',
      `codec 0x${tag.toString(16).padStart(4, '0')} with ${bits} bits`,
    );
  }
  const bitsPerSample = Math.min(validBits, bytesPerSample[codec] * 8);
  return { codec, sampleRate, channelCount, bitsPerSample };
}

function codecOf(tag: number, containerBytes: number): WavCodec | undefined {
  const integers = [undefined, 'pcm-u8', 'pcm-s16', 'pcm-s24', 'pcm-s32'] as const;
  if (tag === 1) return integers[containerBytes];
  if (tag === 3) return containerBytes === 4 ? 'pcm-f32' : containerBytes === 8 ? 'pcm-f64' : undefined;
  if (tag === 6 && containerBytes === 1) return 'pcm-alaw';
  return tag === 7 && containerBytes === 1 ? 'pcm-mulaw' : undefined;
}

/** What {@link buildWavHeader} needs. */
export interface WavHeaderOptions {
  readonly codec: 'pcm-s16' | 'pcm-s24' | 'pcm-f32';
  readonly sampleRate: number;
  readonly channelCount: number;
  readonly dataBytes: number;
  /** Whole chunks to put before the sound. */
  readonly tagChunks: Uint8Array;
  /** Keep room for the 64-bit sizes of RF64, so that the file may pass 4 GiB. */
  readonly reserve64: boolean;
}

/** Speakers of the usual layouts by channel count: mono, stereo, 3.0, quad, 5.0, 5.1, 6.1, 7.1. Others: unspecified. */
const channelMasks: readonly number[] = [0, 0x4, 0x3, 0x7, 0x33, 0x37, 0x3f, 0x70f, 0x63f];

/**
 * Everything before the sound. Its length does not depend on `dataBytes`, so the header of the finished file can be
 * written over the first one. Where the file does not fit in 32-bit sizes and room was reserved, it becomes RF64.
 */
export function buildWavHeader(options: WavHeaderOptions): Uint8Array<ArrayBuffer> {
  const { codec, sampleRate, channelCount, dataBytes, tagChunks, reserve64 } = options;
  const float = codec === 'pcm-f32';
  const extensible = channelCount > 2;
  const formatBytes = extensible ? 40 : float ? 18 : 16;
  const reserveBytes = reserve64 ? 36 : 0;
  const factBytes = float ? 12 : 0;
  const total = 12 + reserveBytes + 8 + formatBytes + factBytes + tagChunks.length + 8;
  const riffSize = total - 8 + dataBytes + (dataBytes % 2);
  const large = reserve64 && riffSize > maxSize;
  const frameBytes = bytesPerSample[codec] * channelCount;
  const frames = dataBytes / frameBytes;

  const header = new Uint8Array(total);
  const view = new DataView(header.buffer);
  let at = 0;
  const name = (id: string): void => {
    for (let i = 0; i < 4; i++) header[at++] = id.charCodeAt(i);
  };
  const u16 = (value: number): void => {
    view.setUint16(at, value, true);
    at += 2;
  };
  const u32 = (value: number): void => {
    view.setUint32(at, Math.min(value, maxSize), true);
    at += 4;
  };
  const u64 = (value: number): void => {
    view.setBigUint64(at, BigInt(value), true);
    at += 8;
  };

  name(large ? 'RF64' : 'RIFF');
  u32(large ? maxSize : riffSize);
  name('WAVE');
  if (reserve64) {
    name(large ? 'ds64' : 'JUNK');
    u32(28);
    for (const value of [riffSize, dataBytes, frames]) u64(large ? value : 0);
    u32(0);
  }
  name('fmt ');
  u32(formatBytes);
  u16(extensible ? 0xfffe : float ? 3 : 1);
  u16(channelCount);
  u32(sampleRate);
  u32(sampleRate * frameBytes);
  u16(frameBytes);
  u16(bytesPerSample[codec] * 8);
  if (extensible) {
    u16(22);
    u16(bytesPerSample[codec] * 8);
    u32(channelMasks[channelCount] ?? 0);
    // KSDATAFORMAT_SUBTYPE_PCM or _IEEE_FLOAT: the format tag, then the fixed rest of the GUID.
    u16(float ? 3 : 1);
    header.set([0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71], at);
    at += 14;
  } else if (float) u16(0);
  if (float) {
    name('fact');
    u32(4);
    u32(frames);
  }
  header.set(tagChunks, at);
  at += tagChunks.length;
  name('data');
  u32(large ? maxSize : dataBytes);
  return header;
}

/** Four bytes as letters; '' at the end of the bytes. */
export function fourCc(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

function readUint64(view: DataView, offset: number): number {
  return Number(view.getBigUint64(offset, true));
}

function damaged(source: ByteSource, expected: string, got: string): FormatError {
  return new FormatError({
    place: source.name,
    expected,
    got,
    remedy: 'Check that the file is a WAVE file and complete, or convert it to one of these',
  });
}
