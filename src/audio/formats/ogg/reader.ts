/**
 * Sound out of Ogg: Vorbis, Opus (RFC 7845) and FLAC. Where the sound begins and ends is told by the pages' granule positions:
 * the number of samples that the packets up to there make.
 */

import type { AudioBlock } from '../../audio.ts';
import { createByteReader } from '../../byte-reader.ts';
import type { ByteSource } from '../../bytes.ts';
import type { AudioReader, OpenOptions, Tags } from '../../format.ts';
import { asFormatError, createDecodedReader, damaged } from '../parts/decoded-reader.ts';
import {
  createOggDecoder,
  isOggAudio,
  isOggHeaderPacket,
  type OggCodecHeader,
  type OggDecoder,
  parseOggHeader,
  parseOggTags,
} from './codecs.ts';
import { type OggPackets, oggPackets } from './packets.ts';
import { lastOggPage, type OggPage } from './pages.ts';

/**
 * Opens an Ogg file with Vorbis, Opus or FLAC in it. Lengths are exact. Logical streams that follow one another (chained files)
 * are played one after the other if they have one rate and one number of channels; their total is known only at the end.
 */
export async function openOgg(source: ByteSource, { signal }: OpenOptions = {}): Promise<AudioReader> {
  signal?.throwIfAborted();
  const tail = await lastOggPage(source);
  let start: DecodedPage | undefined;
  try {
    for await (start of decodePages(source, tail)) break;
  } catch (error) {
    throw asFormatError(error, { source, signal });
  }
  if (start === undefined) throw damaged(source, 'Vorbis, Opus or FLAC in the Ogg file', 'none of them');
  const { codec, sampleRate, channelCount, bitsPerSample, preSkipSamples } = start.header;
  const lengthSamples =
    tail?.serial === start.serial
      ? Math.max(0, tail.granule - Math.max(0, start.startGranule) - preSkipSamples)
      : undefined;
  return createDecodedReader({
    source,
    info: {
      format: 'ogg',
      codec,
      sampleRate,
      channelCount,
      lengthSamples,
      durationSeconds: lengthSamples === undefined ? undefined : lengthSamples / sampleRate,
      ...(bitsPerSample === undefined ? {} : { bitsPerSample }),
      tags: start.tags,
    },
    async *decode(signal) {
      for await (const { blocks } of decodePages(source, tail, signal)) yield* blocks;
    },
  });
}

/** The trimmed sound of the packets up to the end of one page. */
interface DecodedPage {
  readonly blocks: readonly AudioBlock[];
  readonly header: OggCodecHeader;
  readonly serial: number;
  readonly tags: Tags;
  /** The granule position at which the stream's decoder put out its first sample. */
  readonly startGranule: number;
}

/** One logical stream while it is decoded. */
interface Link {
  readonly header: OggCodecHeader;
  readonly serial: number;
  readonly headers: Uint8Array[];
  tags: Tags;
  decoder: OggDecoder | undefined;
  /** Samples put out by the decoder, trimmed ones included. */
  decoded: number;
  /** Known from the first page that ends a packet. */
  startGranule: number | undefined;
  /** Blocks that wait for `startGranule`. */
  waiting: AudioBlock[];
}

async function* decodePages(
  source: ByteSource,
  tail: OggPage | undefined,
  signal?: AbortSignal,
): AsyncGenerator<DecodedPage, void> {
  let link: Link | undefined;
  let first: OggCodecHeader | undefined;
  try {
    for await (const group of oggPackets(createByteReader(source), isOggAudio)) {
      signal?.throwIfAborted();
      if (group.isFirst) {
        link?.decoder?.close();
        link = startLink(source, group);
        first ??= link.header;
        checkSameKind(first, link.header);
      }
      if (link === undefined) continue;
      const before = link.decoded - link.waiting.reduce((sum, block) => sum + block[0]!.length, 0);
      await decodePackets(source, link, group);
      if (group.granule < 0 || link.decoder === undefined) continue;
      const isEnd = group.isLast || (group.serial === tail?.serial && group.granule === tail.granule);
      link.startGranule ??= isEnd ? 0 : group.granule - link.decoded;
      const blocks = trimBlocks(link, { before, end: isEnd ? group.granule : Number.POSITIVE_INFINITY });
      link.waiting = [];
      const { header, serial, startGranule, tags } = link;
      yield { blocks, header, serial, startGranule, tags };
    }
  } finally {
    link?.decoder?.close();
  }
}

function startLink(source: ByteSource, { packets, serial }: OggPackets): Link {
  const header = parseOggHeader(source, packets[0] ?? new Uint8Array(0));
  return {
    header,
    serial,
    headers: [],
    tags: {},
    decoder: undefined,
    decoded: 0,
    startGranule: undefined,
    waiting: [],
  };
}

async function decodePackets(source: ByteSource, link: Link, { packets }: OggPackets): Promise<void> {
  for (const packet of packets) {
    if (link.decoder === undefined || link.header.headerPackets === undefined) {
      if (isOggHeaderPacket(link.header, packet, link.headers.length)) {
        link.headers.push(packet);
        link.tags = parseOggTags(link.header, packet) ?? link.tags;
        if (link.headers.length === (link.header.headerPackets ?? 1)) {
          link.decoder = await createOggDecoder(source, link.header, link.headers);
        }
        continue;
      }
    }
    if (packet.length === 0) continue;
    const block = link.decoder!.decode(packet);
    if (block[0] === undefined || block[0].length === 0) continue;
    link.waiting.push(block);
    link.decoded += block[0].length;
  }
}

/**
 * The waiting blocks without what lies before sample 0 of the stream (run-up and, where the first page says so, more) and
 * behind the granule position `end`. `before` counts the samples that the decoder put out before them.
 */
function trimBlocks(link: Link, { before, end }: { before: number; end: number }): AudioBlock[] {
  const startGranule = link.startGranule!;
  const from = link.header.preSkipSamples + Math.max(0, -startGranule);
  const to = end - startGranule;
  const trimmed: AudioBlock[] = [];
  let at = before;
  for (const block of link.waiting) {
    const length = block[0]!.length;
    const [low, high] = [Math.max(0, from - at), Math.min(length, to - at)];
    if (low < high) trimmed.push(block.map((channel) => channel.subarray(low, high)));
    at += length;
  }
  return trimmed;
}

function checkSameKind(first: OggCodecHeader, next: OggCodecHeader): void {
  if (first.sampleRate === next.sampleRate && first.channelCount === next.channelCount) return;
  throw new Error(
    `a chained stream that goes on with ${next.channelCount} channels at ${next.sampleRate} Hz ` +
      `after ${first.channelCount} at ${first.sampleRate} Hz`,
  );
}
