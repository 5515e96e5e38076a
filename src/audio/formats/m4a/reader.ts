/** Sound out of MP4 and QuickTime files: AAC, ALAC and what else was put there, cut to the sample. */

import type { ByteSource } from '../../bytes.ts';
import type { PacketTrack } from '../../codecs/packets.ts';
import type { AudioReader, OpenOptions } from '../../format.ts';
import { asFormatError, damaged } from '../parts/decoded-reader.ts';
import { openPackets, type PacketContainer } from '../parts/packet-reader.ts';
import { children, find, nameAt, readMoov } from './box-reader.ts';
import { parseSoundDescription } from './description.ts';
import { m4aPackets } from './samples.ts';
import { parseM4aTags } from './tags-reader.ts';
import { type M4aTiming, parseM4aTiming } from './timing.ts';

/**
 * Opens an MP4 file. With an edit list or iTunes' note the sound is as long as what went into the encoder and begins where it
 * began; AAC without either keeps the encoder's run-up (usually 1024 or 2112 samples). The length of fragmented files is known
 * only at the end.
 */
export async function openM4a(source: ByteSource, options: OpenOptions = {}): Promise<AudioReader> {
  options.signal?.throwIfAborted();
  const moov = await readMoov(source);
  if (moov === undefined) throw damaged(source, 'a whole moov box', 'none');
  const tracks = children(moov).filter(({ name, content }) => name === 'trak' && isSound(content));
  if (tracks.length === 0) throw damaged(source, 'a sound track', 'none', 'Give a file with sound in it');
  const { soundTrack = 0 } = options;
  const track = tracks[soundTrack]?.content;
  if (track === undefined) {
    throw damaged(
      source,
      `a sound track ${soundTrack}, counted from 0`,
      String(tracks.length),
      'Choose a lower number',
    );
  }
  let container: PacketContainer;
  try {
    const timing = parseM4aTiming(moov, track);
    const [stsd] = find(track, 'mdia', 'minf', 'stbl', 'stsd');
    if (stsd === undefined) throw new Error('no sample description');
    container = {
      format: 'm4a',
      track: parseSoundDescription(stsd),
      tags: parseM4aTags(moov),
      durationSeconds: undefined,
      packets: () => m4aPackets(source, moov, track),
      ...(timing.mediaUnits === 0 || timing.timescale === 0
        ? {}
        : { cut: (track: PacketTrack) => cutBy(timing, track) }),
    };
  } catch (error) {
    throw asFormatError(error, { source });
  }
  return await openPackets(source, options, container);
}

function isSound(track: Uint8Array): boolean {
  const [handler] = find(track, 'mdia', 'hdlr');
  return handler !== undefined && nameAt(handler, 8) === 'soun';
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
