/** The picture of docs/classic.md, drawn from the example song: `npx tsx scripts/docs-images-classical/classic.ts`. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type Audio, decodeAudio } from '../../src/audio/index.ts';
import { createClassic } from '../../src/decompose/classic/index.ts';
import { figure, renderPng, spectrogramPanels } from '../../src/visualize/index.ts';

const target = new URL('../../docs/images/', import.meta.url);
/** A phrase of the voice over drums, bass and chords. */
const [startSeconds, endSeconds] = [9, 14];
const width = 420;

const song = await decodeAudio(await readFile(new URL('../../examples/song/mixture.flac', import.meta.url)));
const stems = await createClassic().separate(song);

function excerpt({ sampleRate, channels }: Audio): Audio {
  const [start, end] = [startSeconds * sampleRate, endSeconds * sampleRate];
  const [left, right] = channels as readonly [Float32Array, Float32Array];
  return { sampleRate, channels: [left.slice(start, end).map((x, n) => (x + right[start + n]!) / 2)] };
}

const panels = spectrogramPanels([song, ...stems.values()].map(excerpt), {
  ...{ frequency: 'mel', columns: width, offsetSeconds: startSeconds },
  titles: ['mixture', ...stems.keys()],
});
await mkdir(target, { recursive: true });
await writeFile(new URL('classic-stems.png', target), renderPng(figure(panels, { width, height: 760 })));
