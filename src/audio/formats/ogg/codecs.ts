/** The codecs that live in Ogg: their headers, and a decoder each. */

import type { AudioBlock } from '../../audio.ts';
import type { ByteSource } from '../../bytes.ts';
import { createOpusDecoder, parseOpusHead } from '../../codecs/opus.ts';
import { createSymphoniaDecoder } from '../../codecs/symphonia.ts';
import type { Tags } from '../../format.ts';
import { parseStreamInfo } from '../flac/header.ts';
import { parseVorbisComment } from '../tags/vorbis-comment-reader.ts';
import { joinBytes } from './packets.ts';

/** What the headers of a stream say. */
export interface OggCodecHeader {
  readonly codec: 'vorbis' | 'opus' | 'flac';
  readonly sampleRate: number;
  readonly channelCount: number;
  readonly bitsPerSample?: number;
  /** Samples to drop at the start. */
  readonly preSkipSamples: number;
  /** Header packets, the first included; `undefined` where only the packets' first byte tells (Ogg FLAC). */
  readonly headerPackets: number | undefined;
}

/** A decoder of the packets after the headers. */
export interface OggDecoder {
  decode(packet: Uint8Array): AudioBlock;
  close(): void;
}

/** Whether a stream that begins with this packet is one of ours. */
export function isOggAudio(packet: Uint8Array): boolean {
  return codecOf(packet) !== undefined;
}

function codecOf(packet: Uint8Array): OggCodecHeader['codec'] | undefined {
  const text = String.fromCharCode(...packet.subarray(0, 8));
  if (text === 'OpusHead') return 'opus';
  if (text.startsWith('\x01vorbis')) return 'vorbis';
  return text.startsWith('\x7fFLAC') ? 'flac' : undefined;
}

/** The header in a stream's first packet. Throws where it makes no sense. */
export function parseOggHeader(source: ByteSource, packet: Uint8Array): OggCodecHeader {
  const codec = codecOf(packet);
  if (codec === 'opus') {
    const { channelCount, preSkipSamples } = parseOpusHead(packet);
    return { codec, sampleRate: 48000, channelCount, preSkipSamples, headerPackets: 2 };
  }
  if (codec === 'flac') {
    const { sampleRate, channelCount, bitsPerSample } = parseStreamInfo(source, packet.subarray(13));
    return { codec, sampleRate, channelCount, bitsPerSample, preSkipSamples: 0, headerPackets: undefined };
  }
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  if (codec === undefined || packet.length < 30) throw new Error('no header of a known codec');
  const channelCount = view.getUint8(11);
  const sampleRate = view.getUint32(12, true);
  if (channelCount === 0 || sampleRate === 0) throw new Error(`${channelCount} channels at ${sampleRate} Hz`);
  return { codec, sampleRate, channelCount, preSkipSamples: 0, headerPackets: 3 };
}

/** Whether `packet` number `index` of a stream is a header and not sound. */
export function isOggHeaderPacket(
  { codec, headerPackets }: OggCodecHeader,
  packet: Uint8Array,
  index: number,
): boolean {
  if (codec === 'flac') return index === 0 || packet[0] !== 0xff;
  return index < headerPackets!;
}

/** The tags in a header packet, if it is the one with the comments. */
export function parseOggTags({ codec }: OggCodecHeader, packet: Uint8Array): Tags | undefined {
  if (codec === 'flac') return (packet[0]! & 0x7f) === 4 ? parseVorbisComment(packet.subarray(4)) : undefined;
  const mark = codec === 'opus' ? 'OpusTags' : '\x03vorbis';
  const isComment = String.fromCharCode(...packet.subarray(0, mark.length)) === mark;
  return isComment ? parseVorbisComment(packet.subarray(mark.length)) : undefined;
}

/** A decoder for a stream with these header packets. */
export async function createOggDecoder(
  source: ByteSource,
  { codec }: OggCodecHeader,
  headers: readonly Uint8Array[],
): Promise<OggDecoder> {
  if (codec === 'opus') return createOpusDecoder(parseOpusHead(headers[0]!));
  const config =
    codec === 'flac'
      ? parseStreamInfo(source, headers[0]!.subarray(13)).header
      : // The comments in between are not the decoder's business.
        joinBytes([headers[0]!, headers[2]!]);
  const decoder = createSymphoniaDecoder(codec, config);
  return { decode: (packet) => decoder.decode(packet), close: () => {} };
}
