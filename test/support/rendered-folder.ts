/** Rendered songs as a folder of mono WAVE files: what a user's data set looks like, made in a moment. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Audio, encodeAudio } from '../../src/audio/index.ts';
import { type RenderedSongsOptions, renderedSongs } from '../../src/datasets/index.ts';

/** Writes `<path>/<song>/{mixture,vocals,drums,bass,other}.wav`. */
export async function writeRenderedSongs(path: string, options: RenderedSongsOptions): Promise<void> {
  for (const track of renderedSongs(options).tracks) {
    const { mixture, stems } = await track.load();
    const folder = join(path, track.name);
    mkdirSync(folder, { recursive: true });
    for (const [name, audio] of [['mixture', mixture] as const, ...stems]) {
      writeFileSync(join(folder, `${name}.wav`), await encodeAudio(mono(audio), { format: 'wav' }));
    }
  }
}

function mono({ sampleRate, channels: [left, right] }: Audio): Audio {
  return { sampleRate, channels: [left!.map((value, n) => (value + right![n]!) / 2)] };
}
