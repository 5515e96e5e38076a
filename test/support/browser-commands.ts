/** What the browser's tests ask Node to compute with the same built package, to compare. Runs in the test server. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { BrowserCommand } from 'vitest/node';
import { trainInNode } from './train-in-node.ts';

type Core = typeof import('../../src/datasets/index.ts') &
  typeof import('../../src/evaluate/index.ts') &
  typeof import('../../src/metrics/index.ts');
type Visualize = typeof import('../../src/visualize/index.ts');

const fixtures = new URL('../fixtures/audio/', import.meta.url);
const songPath = fileURLToPath(new URL('../../examples/song/mixture.flac', import.meta.url));

/** An excerpt of the example song to separate. */
export interface NodeSeparation {
  readonly separator: string;
  readonly startSeconds: number;
  readonly durationSeconds: number;
}

/** SHA-256 of the samples of the stems, in order, as Node separates them. */
const separateInNode: BrowserCommand<[NodeSeparation]> = async (_, options) => {
  const { separate } = await import('auralflow');
  const { stems } = await separate(songPath, options);
  return digest([...stems.values()].flatMap(({ channels }) => channels));
};

/** SHA-256 of the samples of a file of test/fixtures/audio, as Node decodes it. */
const decodeInNode: BrowserCommand<[string]> = async (_, file) => {
  const { decodeAudio } = await import('auralflow');
  const { channels } = await decodeAudio(await readFile(new URL(file, fixtures)));
  return digest(channels);
};

/** SHA-256 of the PNG and SVG files of a mono sound's waveform and spectrogram, as Node draws them. */
const drawInNode: BrowserCommand<[readonly number[], number]> = async (_, samples, sampleRate) => {
  // By a name that is known at run time only: bundling it into the configuration of every run would take its time.
  const built = new URL('../../dist/visualize/index.js', import.meta.url).href;
  const { figure, renderPng, renderSvg, spectrogramPanel, waveformPanels }: Visualize = await import(built);
  const song = { sampleRate, channels: [Float32Array.from(samples)] };
  const panels = [...waveformPanels(song), spectrogramPanel(song, { frequency: 'log' })];
  const picture = figure(panels, { title: 'Größe', width: 400 });
  return createHash('sha256').update(renderPng(picture)).update(renderSvg(picture)).digest('hex');
};

/** A track of two stems to separate and measure. */
export interface NodeEvaluation {
  readonly tone: readonly number[];
  readonly strokes: readonly number[];
  readonly sampleRate: number;
  readonly metrics: readonly string[];
}

/** The scores of HPSS on a track, as Node measures them, without how long it took. */
const evaluateInNode: BrowserCommand<[NodeEvaluation]> = async (
  _,
  { tone, strokes, sampleRate, metrics },
) => {
  const { createSeparator, separateAudio } = await import('auralflow');
  const built = ['datasets', 'evaluate', 'metrics'].map(
    (folder) => new URL(`../../dist/${folder}/index.js`, import.meta.url).href,
  );
  const modules = await Promise.all(built.map((path): Promise<object> => import(path)));
  const { assembleTrack, evaluateTrack, findMetric }: Core = Object.assign({}, ...modules);
  const stems = new Map([
    ['harmonic', { sampleRate, channels: [Float32Array.from(tone)] }],
    ['percussive', { sampleRate, channels: [Float32Array.from(strokes)] }],
  ]);
  const audio = assembleTrack({ name: 'tiny', stems });
  const { stems: estimates } = await separateAudio(audio.mixture, {
    separator: createSeparator('hpss'),
  });
  const {
    separateSeconds: _separate,
    measureSeconds: _measure,
    ...numbers
  } = await evaluateTrack(
    { name: 'tiny', audio, separator: 'hpss', estimates },
    { metrics: metrics.map(findMetric) },
  );
  return JSON.stringify(numbers);
};

/** Drops a folder of the repository on the element with the id `zone`, as a hand does. */
const dropFolder: BrowserCommand<[string]> = async ({ page, iframe }, path) => {
  const session = await page.context().newCDPSession(page);
  const folder = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  const box = await iframe.locator('#zone').boundingBox();
  if (box === null) throw new Error('expected an element with the id zone on the page, got none');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x, y, data });
  }
  await session.detach();
};

function digest(channels: readonly Float32Array[]): string {
  const hash = createHash('sha256');
  for (const channel of channels) hash.update(channel);
  return hash.digest('hex');
}

/** The commands by name, as the browser calls them. */
export const browserCommands = {
  separateInNode,
  decodeInNode,
  drawInNode,
  evaluateInNode,
  trainInNode,
  dropFolder,
};
