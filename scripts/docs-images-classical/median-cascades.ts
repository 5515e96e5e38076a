/** The picture of docs/median-cascades.md, drawn from the example song: `npx tsx scripts/docs-images-classical/median-cascades.ts`. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type Audio, decodeAudio } from '../../src/audio/index.ts';
import { createMultipass } from '../../src/decompose/median/index.ts';
import { figure, renderPng, spectrogramPanels } from '../../src/visualize/index.ts';

const target = new URL('../../docs/images/', import.meta.url);
/** A phrase of the voice over drums and chords. */
const [startSeconds, endSeconds] = [9, 14];
const width = 380;

const song = await decodeAudio(await readFile(new URL('../../examples/song/mixture.flac', import.meta.url)));
const stems = await createMultipass().separate(song);
const sounds = [song, ...stems.values()].map(excerpt);
const titles = ['Mixture', 'Vocals', 'Drums', 'Other'];
const options = { frequency: 'mel', columns: width, offsetSeconds: startSeconds, titles } as const;
await mkdir(target, { recursive: true });
const picture = figure(spectrogramPanels(sounds, options), { width, height: 620 });
await writeFile(new URL('median-cascades-multipass.png', target), renderPng(picture));

/** The phrase, both channels in one. */
function excerpt({ sampleRate, channels }: Audio): Audio {
  const [left, right] = channels.map((samples) =>
    samples.slice(startSeconds * sampleRate, endSeconds * sampleRate),
  );
  return { sampleRate, channels: [left!.map((x, n) => (x + right![n]!) / 2)] };
}
