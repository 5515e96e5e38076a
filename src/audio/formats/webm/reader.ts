/** Sound out of Matroska and WebM: Opus, Vorbis, FLAC, MP3, AAC and ALAC. */

import { createByteReader } from '../../byte-reader.ts';
import type { ByteSource } from '../../bytes.ts';
import type { AudioReader, OpenOptions } from '../../format.ts';
import { asFormatError, damaged } from '../parts/decoded-reader.ts';
import { openPackets, type SoundPacket } from '../parts/packet-reader.ts';
import { type MatroskaHead, matroskaPackets, readMatroskaHead } from './matroska.ts';

/** Matroska's codec names; AAC's has endings. */
const codecs: readonly (readonly [string, string])[] = [
  ['A_OPUS', 'opus'],
  ['A_VORBIS', 'vorbis'],
  ['A_FLAC', 'flac'],
  ['A_MPEG/L3', 'mp3'],
  ['A_AAC', 'aac'],
  ['A_ALAC', 'alac'],
];

/** Opens the first sound track. Start and end are cut as the file says; the length is known only at the end. */
export async function openWebm(source: ByteSource, options: OpenOptions = {}): Promise<AudioReader> {
  const { signal } = options;
  signal?.throwIfAborted();
  const reader = createByteReader(source);
  let head: MatroskaHead;
  try {
    head = await readMatroskaHead(reader);
  } catch (error) {
    throw asFormatError(error, { source, signal });
  }
  const { track, durationSeconds, tags } = head;
  const start = reader.position;
  if (track === undefined) throw damaged(source, 'a sound track', 'none', 'Give a file with sound in it');
  const { number, codecId, codecPrivate, sampleRate, channelCount, codecDelaySeconds, isEncoded } = track;
  if (!(sampleRate > 0 && sampleRate < 2 ** 32) || !(channelCount > 0 && channelCount < 256)) {
    throw damaged(source, 'a sample rate and channels', `${sampleRate} Hz, ${channelCount} channels`);
  }
  const codec = isEncoded ? undefined : codecs.find(([name]) => codecId.startsWith(name))?.[1];

  async function* packets(): AsyncGenerator<SoundPacket, void> {
    for await (const { data, discardSeconds } of matroskaPackets(
      createByteReader(source, { start }),
      number,
    )) {
      yield { data, discardSamples: Math.round(discardSeconds * (codec === 'opus' ? 48000 : sampleRate)) };
    }
  }

  return await openPackets(source, options, {
    format: 'webm',
    track: { codec: codec ?? codecId, sampleRate, channelCount, description: codecPrivate },
    tags,
    durationSeconds,
    packets,
    ...(codec === 'opus'
      ? {}
      : {
          cut: () => ({
            startSamples: Math.round(codecDelaySeconds * sampleRate),
            lengthSamples: undefined,
          }),
        }),
  });
}
