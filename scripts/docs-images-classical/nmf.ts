/** The pictures of docs/nmf.md, drawn from the example song: `npx tsx scripts/docs-images-classical/nmf.ts`. */

import { type Factorization, factorizationCosts, factorize } from '../../src/decompose/index.ts';
import { magnitude, stft } from '../../src/dsp/index.ts';
import { curvePicture, figure, numberAxis, type Panel, timeAxis } from '../../src/visualize/index.ts';
import { excerpt, loadSong } from './example-song.ts';
import { matrixPanel, type RootImage, rootShades } from './matrix-panel.ts';
import { savePicture } from './save-picture.ts';

const width = 640;
const [startSeconds, lengthSeconds] = [11, 4];
const [fftSize, hopSize, rank] = [2048, 512, 8];
/** What the pictures show of the frequencies. */
const shownHertz = 4000;

const song = excerpt(await loadSong('other'), [startSeconds, startSeconds + lengthSeconds]);
const spectrogram = stft([song.channels[0]!], { fftSize, hopSize, padMode: 'zeros' });
const { frameCount, binCount } = spectrogram;
const data = magnitude(spectrogram)[0]!;
const sizes = { frameCount, binCount, rank };
const binsShown = Math.round((shownHertz * fftSize) / song.sampleRate);

/** A matrix; the root of a value is its brightness. In 32 steps, which makes a smaller file. */
function rootPanel(title: string, { rows, columns, at, ...frame }: RootImage): Panel {
  const shade = rootShades({ rows, columns }, at);
  return matrixPanel({ title, ...frame }, { rows, columns, shade, steps: 32 });
}

/** Activations with the levels of their templates, so that all components are seen alike. */
function levels({ templates }: Factorization): number[] {
  return Array.from({ length: rank }, (_, r) =>
    templates.subarray(r * binCount, (r + 1) * binCount).reduce((a, b) => Math.max(a, b), 0),
  );
}

const fit = await factorize(data, { ...sizes, initial: 'nndsvda' });
const level = levels(fit);
const kilohertz = numberAxis([0, shownHertz / 1000], { label: 'Frequency (kHz)', side: 'y' });
const time = timeAxis(0, lengthSeconds);
const components = numberAxis([0, rank], { label: 'Component', side: 'y', whole: true });
const panels = [
  rootPanel('V: magnitudes of four seconds of chords', {
    ...{ rows: binsShown, columns: frameCount, xAxis: time, yAxis: kilohertz, height: 150 },
    at: (k, t) => data[t * binCount + k]!,
  }),
  rootPanel('Templates', {
    ...{ rows: rank, columns: binsShown, yAxis: components, height: 150 },
    xAxis: numberAxis([0, shownHertz / 1000], { label: 'Frequency (kHz)', side: 'x' }),
    at: (r, k) => fit.templates[r * binCount + k]! / level[r]!,
  }),
  rootPanel('Activations', {
    ...{ rows: rank, columns: frameCount, xAxis: time, yAxis: components, height: 150 },
    at: (r, t) => fit.activations[r * frameCount + t]! * level[r]!,
  }),
  rootPanel('Their product', {
    ...{ rows: binsShown, columns: frameCount, xAxis: time, yAxis: kilohertz, height: 150 },
    at: (k, t) => {
      let sum = 0;
      for (let r = 0; r < rank; r++)
        sum += fit.activations[r * frameCount + t]! * fit.templates[r * binCount + k]!;
      return sum;
    },
  }),
];
await savePicture('nmf-factors.png', figure(panels, { width }));

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
await savePicture(
  'nmf-convergence.svg',
  curvePicture(curves, {
    ...{ xLabel: 'Iteration', yLabel: 'Cost / cost of the random start', log: true, width, height: 340 },
  }),
);
