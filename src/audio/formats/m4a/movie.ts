/**
 * The `moov` box of an M4A file: one AAC track whose edit list cuts off what the encoder put around the sound, to the sample
 * (ISO/IEC 14496-12, -14). All times count in samples, no box names a date, so the same sound always gives the same bytes.
 */

import type { Tags } from '../../format.ts';
import { box, fourLetters, fullBox, u8, u16, u32, u64 } from './box-writer.ts';
import { buildUserData } from './tags-writer.ts';

/** Samples per AAC packet. */
export const aacFrameSamples = 1024;
/** Samples that libavcodec's encoder puts before the sound: one packet. */
export const aacDelaySamples = 1024;
/** The rates of MPEG-4 audio in the order of their index. */
export const aacRates: readonly number[] = [
  96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350,
];

/** What the movie describes. */
export interface M4aMovie {
  readonly sampleRate: number;
  readonly channelCount: number;
  /** Samples per channel of the sound itself. */
  readonly lengthSamples: number;
  /** Bytes of each packet. They lie in one row from `dataStart` on. */
  readonly packetBytes: Uint32Array;
  readonly dataStart: number;
  readonly tags: Tags;
}

/** Packets per chunk: about a second, so that players read in good portions and the chunk table stays small. */
const packetsPerChunk = 43;

/** The 3 × 3 matrix that leaves everything where it is. */
const identityMatrix: Uint8Array = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

/** The whole box. */
export function buildMovie(movie: M4aMovie): Uint8Array<ArrayBuffer> {
  const { sampleRate, lengthSamples, packetBytes, tags } = movie;
  const codedSamples = packetBytes.length * aacFrameSamples;
  const wide = codedSamples > 0xffffffff;
  const version = wide ? 1 : 0;
  const time = wide ? u64 : u32;
  const header = fullBox(
    'mvhd',
    { version },
    time(0, 0),
    u32(sampleRate),
    time(lengthSamples),
    u32(0x10000),
    u16(0x100, 0),
    u32(0, 0),
    identityMatrix,
    u32(0, 0, 0, 0, 0, 0, 2),
  );
  const enabledInMovie = 3;
  const trackHeader = fullBox(
    'tkhd',
    { version, flags: enabledInMovie },
    time(0, 0),
    u32(1, 0),
    time(lengthSamples),
    u32(0, 0),
    u16(0, 1, 0x100, 0),
    identityMatrix,
    u32(0, 0),
  );
  // An edit of length 0 would mean "to the end"; a track without packets needs none.
  const editList = fullBox('elst', { version }, u32(1), time(lengthSamples, aacDelaySamples), u32(0x10000));
  const undeterminedLanguage = 0x55c4;
  const media = box(
    'mdia',
    fullBox(
      'mdhd',
      { version },
      time(0, 0),
      u32(sampleRate),
      time(codedSamples),
      u16(undeterminedLanguage, 0),
    ),
    fullBox('hdlr', {}, u32(0), fourLetters('soun'), u32(0, 0, 0), fourLetters('SoundHandler\0')),
    box(
      'minf',
      fullBox('smhd', {}, u32(0)),
      box('dinf', fullBox('dref', {}, u32(1), fullBox('url ', { flags: 1 }))),
      buildSampleTable(movie),
    ),
  );
  const gapless = {
    delaySamples: aacDelaySamples,
    paddingSamples: Math.max(0, codedSamples - aacDelaySamples - lengthSamples),
    lengthSamples,
  };
  return box(
    'moov',
    header,
    box('trak', trackHeader, ...(lengthSamples > 0 ? [box('edts', editList)] : []), media),
    buildUserData(tags, gapless),
  );
}

/** Which packet lies where, how long it is and how it is decoded. */
function buildSampleTable(movie: M4aMovie): Uint8Array {
  const { packetBytes, dataStart } = movie;
  const count = packetBytes.length;
  const fullChunks = Math.floor(count / packetsPerChunk);
  const rest = count % packetsPerChunk;
  const chunkRuns: number[] = [];
  if (fullChunks > 0) chunkRuns.push(1, packetsPerChunk, 1);
  if (rest > 0) chunkRuns.push(fullChunks + 1, rest, 1);
  const offsets: number[] = [];
  let offset = dataStart;
  for (let i = 0; i < count; i++) {
    if (i % packetsPerChunk === 0) offsets.push(offset);
    offset += packetBytes[i]!;
  }
  const wide = offset > 0xffffffff;
  // Each packet needs the one before it to start up.
  const roll = u16(0xffff);
  return box(
    'stbl',
    fullBox('stsd', {}, u32(1), buildSampleEntry(movie)),
    fullBox('stts', {}, count > 0 ? u32(1, count, aacFrameSamples) : u32(0)),
    fullBox('stsc', {}, u32(chunkRuns.length / 3, ...chunkRuns)),
    fullBox('stsz', {}, u32(0, count), bigEndian(packetBytes)),
    fullBox(wide ? 'co64' : 'stco', {}, u32(offsets.length), (wide ? u64 : u32)(...offsets)),
    fullBox('sgpd', { version: 1 }, fourLetters('roll'), u32(2, 1), roll),
    fullBox('sbgp', {}, fourLetters('roll'), count > 0 ? u32(1, count, 1) : u32(0)),
  );
}

function bigEndian(values: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setUint32(i * 4, value);
  return bytes;
}

/** The codec's description: `mp4a` with an elementary stream descriptor (ISO/IEC 14496-1, section 7.2.6). */
function buildSampleEntry({ sampleRate, channelCount, packetBytes, lengthSamples }: M4aMovie): Uint8Array {
  const mpeg4Audio = 0x40;
  const audioStream = 0x15;
  let total = 0;
  let largest = 0;
  for (const bytes of packetBytes) {
    total += bytes;
    largest = Math.max(largest, bytes);
  }
  const seconds = Math.max(lengthSamples, aacFrameSamples) / sampleRate;
  const averageBitrate = Math.round((total * 8) / seconds);
  const maxBitrate = Math.round((largest * 8 * sampleRate) / aacFrameSamples);
  const bufferSize = u8(largest >> 16, (largest >> 8) & 255, largest & 255);
  const config = buildAudioConfig(sampleRate, channelCount);
  const decoder = descriptor(
    4,
    u8(mpeg4Audio, audioStream),
    bufferSize,
    u32(maxBitrate, averageBitrate),
    descriptor(5, config),
  );
  const stream = descriptor(3, u16(1), u8(0), decoder, descriptor(6, u8(2)));
  // The 16.16 field cannot hold rates above 65535; the decoder's own config has the true one.
  const rateField = sampleRate < 65536 ? sampleRate * 65536 : 0;
  return box(
    'mp4a',
    u16(0, 0, 0, 1),
    u32(0, 0),
    u16(channelCount, 16, 0, 0),
    u32(rateField),
    fullBox('esds', {}, stream),
  );
}

/** AudioSpecificConfig: AAC-LC, index of the rate, channel configuration. */
function buildAudioConfig(sampleRate: number, channelCount: number): Uint8Array {
  const lowComplexity = 2;
  return u16((lowComplexity << 11) | (aacRates.indexOf(sampleRate) << 7) | (channelCount << 3));
}

function descriptor(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(2 + size);
  bytes.set([tag, size]);
  let at = 2;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
