/**
 * Tracks in one file: MP4 with five sound tracks, as MUSDB18 is shipped (and Native Instruments' Stems lie): mixture, drums, bass,
 * other, vocals.
 */

import { basename } from 'node:path';
import { type Audio, decodeAudio } from '../audio/index.ts';
import { assembleTrack, type TrackAudio } from '../datasets/index.ts';
import { nodeCodecHost } from './codec-host.ts';
import { fileSource } from './file-source.ts';

const ending = /\.stem\.(?:mp4|m4a)$/i;

/** What the sound tracks behind the mixture are, in MUSDB18's order. */
export const stemFileStems: readonly string[] = ['drums', 'bass', 'other', 'vocals'];

/** Whether a file is called like one. */
export function isStemFile(path: string): boolean {
  return ending.test(path);
}

/** The track of `…/Some Song.stem.mp4`. */
export function stemFileName(path: string): string {
  return basename(path).replace(ending, '');
}

/** Reads mixture and stems. Throws HostError and FormatError. */
export async function readStemFile(
  path: string,
  { stems, signal }: { readonly stems: readonly string[]; readonly signal: AbortSignal | undefined },
): Promise<TrackAudio> {
  const read = async (soundTrack: number): Promise<Audio> =>
    as16Bits(
      await decodeAudio(await fileSource(path), {
        soundTrack,
        host: nodeCodecHost(),
        ...(signal === undefined ? {} : { signal }),
      }),
    );
  const audio = new Map<string, Audio>();
  for (const stem of stems) audio.set(stem, await read(1 + stemFileStems.indexOf(stem)));
  const track = assembleTrack({ name: stemFileName(path), stems: audio, mixture: await read(0) });
  return { ...track, notes: [...track.notes, 'samples of stem.mp4: rounded to 16 bits'] };
}

/**
 * Rounded to 1/32768 and clipped, as the players of MUSDB18 hand them out, and as published scores were measured: decoded AAC is so smooth
 * above its cut-off that the filters of BSS Eval are not determined without that noise.
 */
function as16Bits({ sampleRate, channels }: Audio): Audio {
  const rounded = channels.map((channel) =>
    channel.map((sample) => Math.max(-32768, Math.min(32767, Math.round(sample * 32768))) / 32768),
  );
  return { sampleRate, channels: rounded };
}
