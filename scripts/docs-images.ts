/** The pictures of docs/visualize.md, drawn from the example song: `npx tsx scripts/docs-images.ts`. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type Audio, decodeAudio } from '../src/audio/index.ts';
import { createRandom } from '../src/util/index.ts';
import {
  barPicture,
  boxPicture,
  comparisonPicture,
  curvePicture,
  figure,
  type Picture,
  renderPng,
  renderSvg,
  spectrogramPanel,
  spectrogramPicture,
  stemMaskPanel,
  waveformPanels,
} from '../src/visualize/index.ts';
import { createSeparator } from '../src/zoo/index.ts';

const target = new URL('../docs/images/', import.meta.url);
const width = 720;
/** A phrase of the voice over drums and chords. */
const [startSeconds, endSeconds] = [11, 15];

async function load(name: string): Promise<Audio> {
  const audio = await decodeAudio(await readFile(new URL(`../examples/song/${name}.flac`, import.meta.url)));
  const channels = audio.channels.map((samples) =>
    samples.slice(startSeconds * audio.sampleRate, endSeconds * audio.sampleRate),
  );
  return { ...audio, channels };
}

async function save(name: string, picture: Picture): Promise<void> {
  const data = name.endsWith('.svg') ? renderSvg(picture) : renderPng(picture);
  await writeFile(new URL(name, target), data);
}

/** Numbers such as an evaluation gives, around `middle`. */
function scores(middle: number, seed: number): number[] {
  const random = createRandom(seed);
  return Array.from({ length: 40 }, () => middle + 1.5 * random.normal());
}

await mkdir(target, { recursive: true });
const [mixture, vocals] = [await load('mixture'), await load('vocals')];
const offsetSeconds = startSeconds;

await save(
  'figure.png',
  figure(
    [
      ...waveformPanels(mixture, { channels: 'together', title: 'Waveform', offsetSeconds }),
      spectrogramPanel(mixture, { frequency: 'log', title: 'Spectrogram', columns: width, offsetSeconds }),
    ],
    { title: 'Example song', width },
  ),
);
await save(
  'mel.png',
  spectrogramPicture(mixture, {
    frequency: 'mel',
    theme: 'dark',
    columns: width,
    offsetSeconds,
    width,
    height: 260,
  }),
);
await save(
  'mask.png',
  figure([stemMaskPanel({ stem: vocals, mixture }, { frequency: 'log', columns: width, offsetSeconds })], {
    width,
    height: 260,
    title: 'Mask of the vocals',
  }),
);
const estimate = (await createSeparator('hpss-vocals').separate(mixture)).get('vocals')!;
await save(
  'comparison.png',
  comparisonPicture(
    { reference: vocals, estimate },
    { title: 'Vocals by hpss-vocals', frequency: 'log', columns: width, offsetSeconds, width, height: 520 },
  ),
);
const epochs = Array.from({ length: 40 }, (_, i) => i + 1);
const random = createRandom(4);
await save(
  'curves.svg',
  curvePicture(
    [
      { label: 'train', y: epochs.map((epoch) => 0.05 + 0.9 / epoch ** 0.8) },
      { label: 'valid', y: epochs.map((epoch) => 0.11 + 0.9 / epoch ** 0.7 + 0.01 * random.normal()) },
    ],
    { xLabel: 'Epoch', log: true, width, height: 320 },
  ),
);
const series = ['network', 'hpss-vocals', 'ideal mask'];
const stems = ['vocals', 'drums', 'bass', 'other'];
await save(
  'boxes.svg',
  boxPicture(
    stems.map((label, i) => ({
      label,
      items: [scores(6 - i / 2, i + 1), scores(2.5, i + 11), scores(10 - i / 3, i + 21)],
    })),
    { series, yLabel: 'SDR (dB)', width, height: 320 },
  ),
);
await save(
  'bars.svg',
  barPicture(
    stems.map((label, i) => ({
      label,
      items: series.slice(0, 2).map((_, s) => {
        const value = s === 0 ? 6 - i / 2 : 2.5 - i;
        return { value, interval: [value - 0.5, value + 0.6] as const };
      }),
    })),
    { series: series.slice(0, 2), yLabel: 'SDR (dB)', width, height: 280 },
  ),
);
