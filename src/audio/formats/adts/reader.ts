/** Sound out of bare AAC: packets with a header each (ADTS, ISO/IEC 14496-3, 1.A.3.2). */

import { type ByteReader, createByteReader } from '../../byte-reader.ts';
import type { ByteSource } from '../../bytes.ts';
import { buildAacConfig } from '../../codecs/aac-config.ts';
import type { AudioReader, OpenOptions } from '../../format.ts';
import { damaged } from '../parts/decoded-reader.ts';
import { openPackets, type SoundPacket } from '../parts/packet-reader.ts';
import { findTagsAtEnd, skipId3v2 } from '../tags/id3.ts';
import { readId3 } from '../tags/id3-reader.ts';

/** What an ADTS header says. */
export interface AdtsHeader {
  /** Of the whole frame. */
  readonly frameBytes: number;
  readonly headerBytes: number;
  /** 2: AAC-LC. */
  readonly objectType: number;
  readonly sampleRate: number;
  readonly channelCount: number;
}

const sampleRates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];

/** The header that `bytes` begin with, or `undefined`. */
export function parseAdtsHeader(bytes: Uint8Array): AdtsHeader | undefined {
  if (bytes.length < 7 || bytes[0] !== 0xff || (bytes[1]! & 0xf6) !== 0xf0) return undefined;
  const headerBytes = (bytes[1]! & 1) === 0 ? 9 : 7;
  const frameBytes = ((bytes[3]! & 3) << 11) | (bytes[4]! << 3) | (bytes[5]! >> 5);
  const sampleRate = sampleRates[(bytes[2]! >> 2) & 15];
  const channelConfiguration = ((bytes[2]! & 1) << 2) | (bytes[3]! >> 6);
  if (frameBytes <= headerBytes || sampleRate === undefined) return undefined;
  const channelCount = channelConfiguration === 7 ? 8 : channelConfiguration;
  return { frameBytes, headerBytes, objectType: (bytes[2]! >> 6) + 1, sampleRate, channelCount };
}

/** Opens an ADTS file. Not gapless: nothing in it says what the encoder added. */
export async function openAdts(source: ByteSource, options: OpenOptions = {}): Promise<AudioReader> {
  options.signal?.throwIfAborted();
  const start = await skipId3v2(source);
  const header = parseAdtsHeader(await source.read(start, 16));
  const description = header && buildAacConfig(header.sampleRate, header.channelCount, header.objectType);
  if (header === undefined || description === undefined) throw damaged(source, 'ADTS frames', 'none');
  const { sampleRate, channelCount } = header;
  const end = await findTagsAtEnd(source);
  return await openPackets(source, options, {
    format: 'aac',
    track: { codec: 'aac', sampleRate, channelCount, description },
    tags: (await readId3(source)) ?? {},
    durationSeconds: undefined,
    packets: () => adtsPackets(createByteReader(source, { start, end }), header),
  });
}

async function* adtsPackets(reader: ByteReader, like: AdtsHeader): AsyncGenerator<SoundPacket, void> {
  for (;;) {
    const head = await reader.peek(9);
    if (head.length === 0) return;
    const header = parseAdtsHeader(head);
    if (
      header === undefined ||
      header.sampleRate !== like.sampleRate ||
      header.channelCount !== like.channelCount
    ) {
      throw new Error('no ADTS header where one should be');
    }
    const frame = await reader.peek(header.frameBytes);
    // The last frame is often cut: there was no room for it, and no player plays it.
    if (frame.length < header.frameBytes) return;
    yield { data: frame.slice(header.headerBytes) };
    reader.skip(header.frameBytes);
  }
}
