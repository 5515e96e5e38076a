/** Sound out of containers that hand over packets: MP4, Matroska, ADTS. Decoded here or by the host, then cut to length. */

import { FormatError } from '../../../util/index.ts';
import type { AudioBlock } from '../../audio.ts';
import type { ByteSource } from '../../bytes.ts';
import { findPacketDecoder, type PacketTrack } from '../../codecs/packets.ts';
import type { AudioReader, OpenOptions, PacketDecoder, Tags } from '../../format.ts';
import { asFormatError, createDecodedReader } from './decoded-reader.ts';

/** One packet of a sound track. */
export interface SoundPacket {
  readonly data: Uint8Array;
  /** Samples to drop from the end of what it decodes to. */
  readonly discardSamples?: number;
}

/** A container with its sound track found. */
export interface PacketContainer {
  /** The format's name. */
  readonly format: string;
  readonly track: PacketTrack;
  readonly tags: Tags;
  /** The container's own estimate, where it has one. */
  readonly durationSeconds: number | undefined;
  packets(signal: AbortSignal | undefined): AsyncIterable<SoundPacket>;
  /** Where the sound lies in what the decoder puts out. Default: all of it but the codec's own run-up. */
  cut?(track: PacketTrack): { readonly startSamples: number; readonly lengthSamples: number | undefined };
  close?(): void;
}

/**
 * A reader of `container`'s track. What neither the core nor the host's decoder can decode goes to the host's fallback reader;
 * without one, a {@link FormatError} says what is missing.
 */
export async function openPackets(
  source: ByteSource,
  options: OpenOptions,
  container: PacketContainer,
): Promise<AudioReader> {
  try {
    const decodable = await findPacketDecoder(container.track, options.host);
    if (decodable === undefined) {
      container.close?.();
      return await openByHost(source, options, container);
    }
    const { track, preSkipSamples, createDecoder } = decodable;
    const cut = container.cut?.(track) ?? { startSamples: preSkipSamples, lengthSamples: undefined };
    const { lengthSamples } = cut;
    return createDecodedReader({
      source,
      info: {
        format: container.format,
        codec: track.codec,
        sampleRate: track.sampleRate,
        channelCount: track.channelCount,
        lengthSamples,
        durationSeconds:
          lengthSamples === undefined ? container.durationSeconds : lengthSamples / track.sampleRate,
        tags: container.tags,
      },
      decode: (signal) => decodeTrack(container, createDecoder, { ...cut, signal }),
      ...(container.close === undefined ? {} : { close: container.close }),
    });
  } catch (error) {
    container.close?.();
    throw asFormatError(error, { source, signal: options.signal });
  }
}

/** The host's own reader, which knows the start but not always the end of the sound. */
async function openByHost(
  source: ByteSource,
  options: OpenOptions,
  { track, cut }: PacketContainer,
): Promise<AudioReader> {
  // It would open the first track.
  const reader =
    (options.soundTrack ?? 0) > 0 ? undefined : await options.host?.fallbackReader?.(source, options);
  if (reader === undefined) {
    throw new FormatError({
      place: source.name,
      expected: 'a codec that can be decoded here',
      got: track.codec === 'aac' ? 'HE-AAC, or AAC with more than two channels' : track.codec,
      remedy: options.host?.remedy ?? 'Convert it to wav, flac, mp3, ogg or m4a (AAC-LC)',
    });
  }
  const { sampleRate, channelCount } = reader;
  const lengthSamples = cut?.({ ...track, sampleRate, channelCount }).lengthSamples;
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
  container: PacketContainer,
  createDecoder: () => Promise<PacketDecoder>,
  {
    startSamples,
    lengthSamples,
    signal,
  }: { startSamples: number; lengthSamples: number | undefined; signal: AbortSignal | undefined },
): AsyncGenerator<AudioBlock, void> {
  const endSamples = startSamples + (lengthSamples ?? Number.POSITIVE_INFINITY);
  const decoder = await createDecoder();
  let position = 0;

  function* cut(blocks: readonly AudioBlock[], discardSamples = 0): Generator<AudioBlock, void> {
    for (const block of blocks) {
      const length = (block[0]?.length ?? 0) - discardSamples;
      const [from, to] = [Math.max(0, startSamples - position), Math.min(length, endSamples - position)];
      if (from < to) yield block.map((channel) => channel.subarray(from, to));
      position += Math.max(0, length);
    }
  }

  try {
    for await (const { data, discardSamples } of container.packets(signal)) {
      signal?.throwIfAborted();
      if (position >= endSamples) return;
      yield* cut(await decoder.decode(data), discardSamples);
    }
    yield* cut(await decoder.flush());
  } finally {
    decoder.close();
  }
}
