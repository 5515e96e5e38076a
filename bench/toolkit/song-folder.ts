/** A folder of songs made on the fly: noise that differs from song to song, as training data that costs nothing to make. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeAudio } from '../../src/audio/index.ts';
import { createRandom } from '../../src/util/index.ts';

/** What is made. */
export interface SongFolder {
  readonly songs: number;
  readonly seconds: number;
  readonly sampleRate: number;
  readonly format: 'wav' | 'flac';
}

/** Writes `<path>/train/song-<n>/{mixture,vocals}.<format>`, mono. */
export async function writeSongFolder(
  path: string,
  { songs, seconds, sampleRate, format }: SongFolder,
): Promise<void> {
  const random = createRandom(1);
  const length = seconds * sampleRate;
  const noise = Float32Array.from({ length: length + 997 * songs }, () => 0.1 * random.normal());
  for (let n = 0; n < songs; n++) {
    const folder = join(path, 'train', `song-${String(n).padStart(3, '0')}`);
    mkdirSync(folder, { recursive: true });
    const vocals = noise.subarray(997 * n, 997 * n + length);
    for (const [name, channel] of [['vocals', vocals] as const, ['mixture', vocals.toReversed()] as const]) {
      const bytes = await encodeAudio({ sampleRate, channels: [channel] }, { format });
      writeFileSync(join(folder, `${name}.${format}`), bytes);
    }
  }
}
