/** `npm run example-song`: renders the song to try things on into examples/song, as five FLAC files. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { encodeAudio } from '../../src/audio/index.ts';
import type { StereoPcm } from '../../src/datasets/rendered-songs/mixer.ts';
import { renderScore } from '../../src/datasets/rendered-songs/render.ts';
import { paperBoats, sampleRate } from './score.ts';
import { songSeed } from './seed.ts';

const folder = fileURLToPath(new URL('../../examples/song/', import.meta.url));
mkdirSync(folder, { recursive: true });

const { mixture, stems } = renderScore(paperBoats, { seed: songSeed, sampleRate });
for (const [name, pcm] of Object.entries({ mixture, ...stems })) {
  const bytes = await encodeFlac(pcm, name);
  writeFileSync(`${folder}${name}.flac`, bytes);
  process.stdout.write(`${name}.flac ${bytes.length} bytes\n`);
}

async function encodeFlac({ left, right }: StereoPcm, name: string): Promise<Uint8Array> {
  const channels = [left, right].map((channel) => Float32Array.from(channel, (value) => value / 32768));
  return await encodeAudio(
    { sampleRate, channels },
    {
      format: 'flac',
      sampleFormat: 's16',
      tags: { title: `Paper Boats (${name})`, artist: 'Auralflow', date: '2026', comment: 'CC0 1.0' },
    },
  );
}
