/** Sound out of containers that mediabunny takes apart: MP4 and QuickTime, Matroska and WebM, ADTS. */

import type { InputAudioTrack } from 'mediabunny';
import { FormatError } from '../../util/index.ts';
import type { AudioBlock } from '../audio.ts';
import type { ByteSource } from '../bytes.ts';
import { buildAacConfig } from '../codecs/aac-config.ts';
import { type DecodableTrack, findPacketDecoder, type PacketTrack } from '../codecs/packets.ts';
import { openContainer } from '../container.ts';
import type { AudioReader, OpenOptions } from '../format.ts';
import { tagsFrom } from '../tags.ts';
import { asFormatError, createDecodedReader, damaged } from './decoded-reader.ts';

/** What a format knows beyond the container. */
export interface ContainerKind {
  /** The format's name. */
  readonly format: string;
  /** Used where the container does not give one that mediabunny knows. */
  readonly codec?: { readonly name: string; readonly description: Uint8Array };
  /** Where the sound lies in what the decoder puts out. Default: all of it but the codec's own run-up. */
  cut?(track: PacketTrack): { readonly startSamples: number; readonly lengthSamples: number | undefined };
}

/**
 * Opens the first sound track of a container. What neither the core nor the host's decoder can decode goes to the host's fallback
 * reader; without one, a {@link FormatError} says what is missing.
 */
export async function openContainerTrack(
  source: ByteSource,
  options: OpenOptions,
  kind: ContainerKind,
): Promise<AudioReader> {
  const { host, signal } = options;
  signal?.throwIfAborted();
  const container = await openContainer(source);
  try {
    const input = await container.getPrimaryAudioTrack();
    if (input === null) throw damaged(source, 'a sound track', 'none', 'Give a file with sound in it');
    const described = await describeTrack(input, kind);
    const decodable = await findPacketDecoder(described, host);
    if (decodable === undefined) {
      container.dispose();
      return await openByHost(source, options, { track: described, kind });
    }
    const { track } = decodable;
    const cut = kind.cut?.(track) ?? { startSamples: decodable.preSkipSamples, lengthSamples: undefined };
    const { lengthSamples } = cut;
    const info = {
      format: kind.format,
      codec: track.codec,
      sampleRate: track.sampleRate,
      channelCount: track.channelCount,
      lengthSamples,
      durationSeconds:
        lengthSamples === undefined
          ? ((await input.getDurationFromMetadata()) ?? undefined)
          : lengthSamples / track.sampleRate,
      tags: tagsFrom(await container.getMetadataTags()),
    };
    return createDecodedReader({
      source,
      info,
      decode: (signal) => decodeTrack(input, decodable, { ...cut, signal }),
      close: () => container.dispose(),
    });
  } catch (error) {
    container.dispose();
    throw asFormatError(error, { source, signal });
  }
}

async function describeTrack(input: InputAudioTrack, { codec }: ContainerKind): Promise<PacketTrack> {
  const config = await input.getDecoderConfig();
  const { sampleRate, numberOfChannels: channelCount } = input;
  if (!(sampleRate > 0) || !(channelCount > 0))
    throw new Error(`${channelCount} channels at ${sampleRate} Hz`);
  if (codec !== undefined)
    return { codec: codec.name, sampleRate, channelCount, description: codec.description };
  const name = input.codec ?? 'unknown';
  const given = config?.description;
  const description =
    given === undefined
      ? ((name === 'aac' ? buildAacConfig(sampleRate, channelCount) : undefined) ?? new Uint8Array(0))
      : ArrayBuffer.isView(given)
        ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
        : new Uint8Array(given);
  return { codec: name, sampleRate, channelCount, description };
}

/** The host's own reader, which knows the start but not always the end of the sound. */
async function openByHost(
  source: ByteSource,
  options: OpenOptions,
  { track, kind }: { track: PacketTrack; kind: ContainerKind },
): Promise<AudioReader> {
  const reader = await options.host?.fallbackReader?.(source, options);
  if (reader === undefined) {
    throw new FormatError({
      place: source.name,
      expected: 'a codec that can be decoded here',
      got: `${track.codec === 'aac' ? 'HE-AAC or AAC with more than two channels' : track.codec}`,
      remedy: options.host?.remedy ?? 'Convert it to wav, flac, mp3, ogg or m4a (AAC-LC)',
    });
  }
  const { sampleRate, channelCount } = reader;
  const lengthSamples = kind.cut?.({ ...track, sampleRate, channelCount }).lengthSamples;
  if (lengthSamples === undefined) return reader;
  return { ...reader, blocks: (options) => cutEnd(reader, lengthSamples, options) };
}

async function* cutEnd(
  reader: AudioReader,
  lengthSamples: number,
  options: Parameters<AudioReader['blocks']>[0] = {},
): AsyncGenerator<AudioBlock, void> {
  let left = lengthSamples - (options.startSample ?? 0);
  for await (const block of reader.blocks(options)) {
    if (left <= 0) return;
    yield block[0]!.length <= left ? block : block.map((channel) => channel.subarray(0, left));
    left -= block[0]!.length;
  }
}

async function* decodeTrack(
  input: InputAudioTrack,
  { createDecoder, track }: DecodableTrack,
  {
    startSamples,
    lengthSamples,
    signal,
  }: { startSamples: number; lengthSamples: number | undefined; signal: AbortSignal | undefined },
): AsyncGenerator<AudioBlock, void> {
  const { EncodedPacketSink } = await import('mediabunny');
  const endSamples = startSamples + (lengthSamples ?? Number.POSITIVE_INFINITY);
  const decoder = await createDecoder();
  let position = 0;

  function* cut(blocks: readonly AudioBlock[]): Generator<AudioBlock, void> {
    for (const block of blocks) {
      const length = block[0]?.length ?? 0;
      const [from, to] = [Math.max(0, startSamples - position), Math.min(length, endSamples - position)];
      if (from < to) yield block.map((channel) => channel.subarray(from, to));
      position += length;
    }
  }

  try {
    for await (const packet of new EncodedPacketSink(input).packets()) {
      signal?.throwIfAborted();
      if (position >= endSamples) return;
      yield* cut(await decoder.decode(track.codec === 'aac' ? withoutAdtsHeader(packet.data) : packet.data));
    }
    yield* cut(await decoder.flush());
  } finally {
    decoder.close();
  }
}

/** An AAC packet without the header that ADTS puts before each: 7 bytes, 9 with a checksum. */
function withoutAdtsHeader(packet: Uint8Array): Uint8Array {
  const isAdts = packet.length > 9 && packet[0] === 0xff && (packet[1]! & 0xf6) === 0xf0;
  return isAdts ? packet.subarray((packet[1]! & 1) === 0 ? 9 : 7) : packet;
}
