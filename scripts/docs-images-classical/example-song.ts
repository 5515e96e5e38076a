/** The example song as the pictures need it: its mixture or a stem, a stretch of it, both channels in one. */

import { readFile } from 'node:fs/promises';
import { type Audio, decodeAudio } from '../../src/audio/index.ts';

/** `mixture`, or a stem by its name. */
export async function loadSong(name: string): Promise<Audio> {
  return await decodeAudio(await readFile(new URL(`../../examples/song/${name}.flac`, import.meta.url)));
}

/** The sound between two times in seconds. */
export function excerpt(
  { sampleRate, channels }: Audio,
  [startSeconds, endSeconds]: readonly [number, number],
): Audio {
  return {
    sampleRate,
    channels: channels.map((samples) => samples.slice(startSeconds * sampleRate, endSeconds * sampleRate)),
  };
}

/** The mean of two channels. */
export function mono({ sampleRate, channels: [left, right] }: Audio): Audio {
  return { sampleRate, channels: [left!.map((x, n) => (x + right![n]!) / 2)] };
}
