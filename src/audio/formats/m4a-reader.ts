/** Sound out of MP4 and QuickTime files: AAC, ALAC and what else was put there, cut to the sample. */

import type { ByteSource } from '../bytes.ts';
import type { PacketTrack } from '../codecs/packets.ts';
import type { AudioReader, OpenOptions } from '../format.ts';
import { openContainerTrack } from './container-reader.ts';
import { type M4aTiming, readM4aTiming } from './m4a-timing.ts';

/**
 * Opens an MP4 file. With an edit list or iTunes' note the sound is as long as what went into the encoder and begins where it
 * began; AAC without either keeps the encoder's run-up (usually 1024 or 2112 samples).
 */
export async function openM4a(source: ByteSource, options: OpenOptions = {}): Promise<AudioReader> {
  const timing = await readM4aTiming(source);
  return await openContainerTrack(source, options, {
    format: 'm4a',
    ...(timing?.alacCookie === undefined ? {} : { codec: { name: 'alac', description: timing.alacCookie } }),
    ...(timing === undefined || timing.mediaUnits === 0 || timing.timescale === 0
      ? {}
      : { cut: (track: PacketTrack) => cutBy(timing, track) }),
  });
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
