/** Sound out of MP4 and QuickTime files: AAC, ALAC and what else was put there, cut to the sample. */

import type { InputAudioTrack } from 'mediabunny';
import type { ByteSource } from '../bytes.ts';
import type { PacketTrack } from '../codecs/packets.ts';
import { openContainer } from '../container.ts';
import type { AudioReader, OpenOptions } from '../format.ts';
import { tagsFrom } from '../tags.ts';
import { asFormatError, damaged } from './decoded-reader.ts';
import { type M4aTiming, readM4aTiming } from './m4a-timing.ts';
import { openPackets, type PacketContainer, type SoundPacket } from './packet-reader.ts';

/**
 * Opens an MP4 file. With an edit list or iTunes' note the sound is as long as what went into the encoder and begins where it
 * began; AAC without either keeps the encoder's run-up (usually 1024 or 2112 samples).
 */
export async function openM4a(source: ByteSource, options: OpenOptions = {}): Promise<AudioReader> {
  options.signal?.throwIfAborted();
  const timing = await readM4aTiming(source);
  return await openPackets(source, options, await findTrack(source, timing, options.signal));
}

async function findTrack(
  source: ByteSource,
  timing: M4aTiming | undefined,
  signal: AbortSignal | undefined,
): Promise<PacketContainer> {
  const container = await openContainer(source);
  try {
    const input = await container.getPrimaryAudioTrack();
    if (input === null) throw damaged(source, 'a sound track', 'none', 'Give a file with sound in it');
    return {
      format: 'm4a',
      track: await describeTrack(input, timing),
      tags: tagsFrom(await container.getMetadataTags()),
      durationSeconds: (await input.getDurationFromMetadata()) ?? undefined,
      packets: () => packetsOf(input),
      ...(timing === undefined || timing.mediaUnits === 0 || timing.timescale === 0
        ? {}
        : { cut: (track: PacketTrack) => cutBy(timing, track) }),
      close: () => container.dispose(),
    };
  } catch (error) {
    container.dispose();
    throw asFormatError(error, { source, signal });
  }
}

async function describeTrack(input: InputAudioTrack, timing: M4aTiming | undefined): Promise<PacketTrack> {
  const { sampleRate, numberOfChannels: channelCount } = input;
  if (!(sampleRate > 0) || !(channelCount > 0))
    throw new Error(`${channelCount} channels at ${sampleRate} Hz`);
  const cookie = timing?.alacCookie;
  if (cookie !== undefined) return { codec: 'alac', sampleRate, channelCount, description: cookie };
  const given = (await input.getDecoderConfig())?.description;
  const description =
    given === undefined
      ? new Uint8Array(0)
      : ArrayBuffer.isView(given)
        ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
        : new Uint8Array(given);
  return { codec: input.codec ?? 'an unknown codec', sampleRate, channelCount, description };
}

async function* packetsOf(input: InputAudioTrack): AsyncGenerator<SoundPacket, void> {
  const { EncodedPacketSink } = await import('mediabunny');
  yield* new EncodedPacketSink(input).packets();
}

/**
 * What the notes cut out. The media's own length is exact where the last packet was written shorter, as ffmpeg does; the edit's
 * counts ticks of the movie, often milliseconds, and so only where it is shorter by more than a tick.
 */
function cutBy(
  { mediaUnits, timescale, edit, itunes }: M4aTiming,
  { codec, sampleRate }: PacketTrack,
): { startSamples: number; lengthSamples: number } {
  const toSamples = (units: number): number => Math.round((units * sampleRate) / timescale);
  const mediaSamples = toSamples(mediaUnits);
  const startSamples = edit === undefined ? 0 : Math.min(mediaSamples, toSamples(edit.startUnits));
  const fits = itunes !== undefined && itunes.delaySamples + itunes.lengthSamples <= mediaSamples;
  if (codec === 'aac' && fits && (edit === undefined || startSamples === itunes.delaySamples)) {
    return { startSamples: itunes.delaySamples, lengthSamples: itunes.lengthSamples };
  }
  const restSamples = mediaSamples - startSamples;
  const editSamples = Math.round((edit?.durationSeconds ?? 0) * sampleRate);
  const tickSamples = (edit?.tickSeconds ?? 0) * sampleRate;
  const isCut = editSamples > 0 && editSamples + Math.max(1, tickSamples) < restSamples;
  return { startSamples, lengthSamples: isCut ? editSamples : restSamples };
}
