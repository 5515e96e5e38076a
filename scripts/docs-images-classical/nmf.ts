/** The pictures of docs/nmf.md, drawn from the example song: `npx tsx scripts/docs-images-classical/nmf.ts`. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { decodeAudio } from '../../src/audio/index.ts';
import { type Factorization, factorizationCosts, factorize } from '../../src/decompose/index.ts';
import { magnitude, stft } from '../../src/dsp/index.ts';
import {
  type Axis,
  colourMap,
  curvePicture,
  figure,
  numberAxis,
  type Panel,
  renderPng,
  renderSvg,
  timeAxis,
} from '../../src/visualize/index.ts';

const target = new URL('../../docs/images/', import.meta.url);
const width = 640;
const [startSeconds, lengthSeconds] = [11, 4];
const [fftSize, hopSize, rank] = [2048, 512, 8];
/** What the pictures show of the frequencies. */
const shownHertz = 4000;

const audio = await decodeAudio(await readFile(new URL('../../examples/song/other.flac', import.meta.url)));
const excerpt = audio.channels[0]!.slice(
  startSeconds * audio.sampleRate,
  (startSeconds + lengthSeconds) * audio.sampleRate,
);
const spectrogram = stft([excerpt], { fftSize, hopSize, padMode: 'zeros' });
const { frameCount, binCount } = spectrogram;
const data = magnitude(spectrogram)[0]!;
const sizes = { frameCount, binCount, rank };
const binsShown = Math.round((shownHertz * fftSize) / audio.sampleRate);

/** A matrix, first row at the bottom; the root of a value is its brightness. */
function matrixPanel(
  title: string,
  options: {
    readonly rows: number;
    readonly columns: number;
    readonly xAxis: Axis;
    readonly yAxis: Axis;
    readonly height: number;
    at(row: number, column: number): number;
  },
): Panel {
  const { rows, columns, xAxis, yAxis, height, at } = options;
  const values = Float32Array.from({ length: rows * columns }, (_, n) =>
    Math.sqrt(at(rows - 1 - Math.floor(n / columns), n % columns)),
  );
  const largest = values.reduce((a, b) => Math.max(a, b), 0);
  // In 32 steps, which makes a smaller file.
  const cells = Uint8Array.from(values, (value) => 8 * Math.round((31 * value) / largest));
  return {
    ...{ title, xAxis, yAxis, height },
    draw: (area) => [
      {
        ...{ kind: 'image', x: area.left, y: area.top, width: area.width, height: area.height },
        ...{ columns, rows, values: cells, colourMap: colourMap('magma'), smooth: false },
      },
    ],
  };
}

/** Activations with the levels of their templates, so that all components are seen alike. */
function levels({ templates }: Factorization): number[] {
  return Array.from({ length: rank }, (_, r) =>
    templates.subarray(r * binCount, (r + 1) * binCount).reduce((a, b) => Math.max(a, b), 0),
  );
}

await mkdir(target, { recursive: true });
const fit = await factorize(data, { ...sizes, initial: 'nndsvda' });
const level = levels(fit);
const kilohertz = numberAxis([0, shownHertz / 1000], { label: 'Frequency (kHz)', side: 'y' });
const time = timeAxis(0, lengthSeconds);
const components = numberAxis([0, rank], { label: 'Component', side: 'y', whole: true });
const panels = [
  matrixPanel('V: magnitudes of four seconds of chords', {
    ...{ rows: binsShown, columns: frameCount, xAxis: time, yAxis: kilohertz, height: 150 },
    at: (k, t) => data[t * binCount + k]!,
  }),
  matrixPanel('Templates', {
    ...{ rows: rank, columns: binsShown, yAxis: components, height: 150 },
    xAxis: numberAxis([0, shownHertz / 1000], { label: 'Frequency (kHz)', side: 'x' }),
    at: (r, k) => fit.templates[r * binCount + k]! / level[r]!,
  }),
  matrixPanel('Activations', {
    ...{ rows: rank, columns: frameCount, xAxis: time, yAxis: components, height: 150 },
    at: (r, t) => fit.activations[r * frameCount + t]! * level[r]!,
  }),
  matrixPanel('Their product', {
    ...{ rows: binsShown, columns: frameCount, xAxis: time, yAxis: kilohertz, height: 150 },
    at: (k, t) => {
      let sum = 0;
      for (let r = 0; r < rank; r++)
        sum += fit.activations[r * frameCount + t]! * fit.templates[r * binCount + k]!;
      return sum;
    },
  }),
];
await writeFile(new URL('nmf-factors.png', target), renderPng(figure(panels, { width })));

const curves = [];
for (const cost of factorizationCosts) {
  for (const initial of ['random', 'nndsvda'] as const) {
    const { costs } = await factorize(data, { ...sizes, cost, initial, iterations: 100, costInterval: 1 });
    const { costs: best } = await factorize(data, { ...sizes, cost, initial: 'random', iterations: 0 });
    // Beside the random start of the same cost, after the first iteration: the starts' own levels mean nothing.
    const after = costs.slice(1);
    curves.push({
      label: `${cost}, ${initial}`,
      x: after.map(({ iteration }) => iteration),
      y: after.map((entry) => entry.cost / best[0]!.cost),
    });
  }
}
await writeFile(
  new URL('nmf-convergence.svg', target),
  renderSvg(
    curvePicture(curves, {
      ...{ xLabel: 'Iteration', yLabel: 'Cost / cost of the random start', log: true, width, height: 340 },
    }),
  ),
);
