/** A decoder for the packets of a container's sound track, whichever codec they are of. */

import type { CodecHost, PacketDecoder } from '../format.ts';
import { parseAacConfig } from './aac-config.ts';
import { createOpusDecoder, parseOpusHead } from './opus.ts';
import { createSymphoniaDecoder, type SymphoniaCodec } from './symphonia.ts';

/** A sound track as a container describes it. */
export interface PacketTrack {
  /** `'aac'`, `'alac'`, `'mp3'`, `'flac'`, `'opus'`, `'vorbis'`, or another name. */
  readonly codec: string;
  readonly sampleRate: number;
  readonly channelCount: number;
  /** The codec's configuration record; empty where it has none. */
  readonly description: Uint8Array;
}

/** A track that can be decoded. */
export interface DecodableTrack {
  readonly track: PacketTrack;
  /** Samples that the decoder puts out before the sound, unless the container says otherwise. */
  readonly preSkipSamples: number;
  createDecoder(): Promise<PacketDecoder>;
}

/**
 * How to decode `track`; `undefined` where neither the core nor the host can. Throws an Error for descriptions that make no sense.
 * The result's rate and channel count are those of the decoded sound, which for HE-AAC differ from the container's.
 */
export async function findPacketDecoder(
  track: PacketTrack,
  host: CodecHost | undefined,
): Promise<DecodableTrack | undefined> {
  const { codec, description } = track;
  if (codec === 'aac') return await findAacDecoder(track, host);
  if (codec === 'opus') {
    const head = parseOpusHead(description);
    const createDecoder = async (): Promise<PacketDecoder> => {
      const { decode, close } = await createOpusDecoder(head);
      return { decode: async (packet) => [decode(packet)], flush: async () => [], close };
    };
    const { channelCount, preSkipSamples } = head;
    return { track: { ...track, sampleRate: 48000, channelCount }, preSkipSamples, createDecoder };
  }
  if (codec === 'mp3') return plain(track, 'mp3', new Uint8Array(0));
  if (codec === 'alac') return plain(track, 'alac', description);
  if (codec === 'flac') return plain(track, 'flac', flacStreamInfo(description));
  if (codec === 'vorbis') return plain(track, 'vorbis', vorbisHeaders(description));
  return undefined;
}

async function findAacDecoder(
  track: PacketTrack,
  host: CodecHost | undefined,
): Promise<DecodableTrack | undefined> {
  const config = parseAacConfig(track.description);
  if (config === undefined) throw new Error('an AAC configuration that makes no sense');
  const { objectType, sampleRate } = config;
  const channelCount = config.channelCount || track.channelCount;
  const decoded = { ...track, sampleRate, channelCount };
  // Low complexity, mono or stereo: nearly all music. The same decoder on every host, the same samples.
  if (objectType === 2 && config.channelCount >= 1 && config.channelCount <= 2) {
    return plain(decoded, 'aac', track.description);
  }
  const create = async (): Promise<PacketDecoder | undefined> =>
    await host?.aacDecoder?.({ sampleRate, channelCount, description: track.description });
  const first = await create();
  if (first === undefined) return undefined;
  first.close();
  return { track: decoded, preSkipSamples: 0, createDecoder: async () => (await create())! };
}

function plain(track: PacketTrack, codec: SymphoniaCodec, config: Uint8Array): DecodableTrack {
  const createDecoder = async (): Promise<PacketDecoder> => {
    const decoder = createSymphoniaDecoder(codec, config);
    const decode = async (packet: Uint8Array) => {
      const block = decoder.decode(packet);
      if (block.length > 0 && decoder.sampleRate !== track.sampleRate) {
        throw new Error(`${decoder.sampleRate} Hz where ${track.sampleRate} Hz were announced`);
      }
      return [block];
    };
    return { decode, flush: async () => [], close: () => {} };
  };
  return { track, preSkipSamples: 0, createDecoder };
}

/** STREAMINFO out of `fLaC` and metadata blocks (Matroska) or metadata blocks alone (MP4's dfLa). */
function flacStreamInfo(description: Uint8Array): Uint8Array {
  const hasMark = String.fromCharCode(...description.subarray(0, 4)) === 'fLaC';
  const start = hasMark ? 8 : 4;
  if (description.length < start + 34) throw new Error('no STREAMINFO');
  return description.subarray(start, start + 34);
}

/** Identification and setup header out of Matroska's record: a count, two lengths in runs of 255, three packets. */
function vorbisHeaders(record: Uint8Array): Uint8Array {
  let at = 1;
  const lengths = [0, 0].map(() => {
    let length = 0;
    for (; record[at] === 255; at++) length += 255;
    return length + (record[at++] ?? 0);
  });
  const setup = at + lengths[0]! + lengths[1]!;
  if (record[0] !== 2 || setup >= record.length) throw new Error('no Vorbis headers');
  const joined = new Uint8Array(lengths[0]! + record.length - setup);
  joined.set(record.subarray(at, at + lengths[0]!));
  joined.set(record.subarray(setup), lengths[0]);
  return joined;
}
