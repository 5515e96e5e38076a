/** The picture of docs/nmf-variants.md, drawn from the example song: `npx tsx scripts/docs-images-classical/nmf-variants.ts`. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { decodeAudio } from '../../src/audio/index.ts';
import { factorizeConvolutive, startDrums } from '../../src/decompose/index.ts';
import { magnitude, stft } from '../../src/dsp/index.ts';
import {
  type Axis,
  colourMap,
  figure,
  numberAxis,
  type Panel,
  renderPng,
  timeAxis,
} from '../../src/visualize/index.ts';

const target = new URL('../../docs/images/', import.meta.url);
const width = 640;
const [startSeconds, lengthSeconds] = [11, 4];
const [fftSize, hopSize, templateFrames] = [4096, 1024, 8];
/** Where most of what tells the drums apart lies. */
const shownHertz = 8000;

const audio = await decodeAudio(await readFile(new URL('../../examples/song/mixture.flac', import.meta.url)));
const { sampleRate } = audio;
const excerpt = audio.channels[0]!.slice(
  startSeconds * sampleRate,
  (startSeconds + lengthSeconds) * sampleRate,
);
const spectrogram = stft([excerpt], { fftSize, hopSize, padMode: 'zeros' });
const { frameCount, binCount } = spectrogram;
const raw = magnitude(spectrogram)[0]!;
const largest = raw.reduce((most, value) => Math.max(most, value), 0);
const data = raw.map((value) => value / largest);
const binsShown = Math.round((shownHertz * fftSize) / sampleRate);

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
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const cells = Uint8Array.from(values, (value) => Math.round((255 * value) / most));
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

await mkdir(target, { recursive: true });
const sizes = { frameCount, binCount };
const start = await startDrums(data, {
  ...{ ...sizes, sampleRate, fftSize, hopSize, templateFrames, otherCount: 30, seed: 0 },
});
const fit = await factorizeConvolutive(data, { ...sizes, ...start });
const strokes = start.drums.flat();
const kilohertz = numberAxis([0, shownHertz / 1000], { label: 'Frequency (kHz)', side: 'y' });
const time = timeAxis(0, lengthSeconds);
/** Each template beside the next with a dark frame between, each at its own level. */
const stretch = templateFrames + 1;
const levels = strokes.map((r) => fit.templates[r]!.reduce((most, value) => Math.max(most, value), 0));
const panels = [
  matrixPanel('V: magnitudes of four seconds of a song', {
    ...{ rows: binsShown, columns: frameCount, xAxis: time, yAxis: kilohertz, height: 150 },
    at: (k, t) => data[t * binCount + k]!,
  }),
  matrixPanel('Strokes: two low, two of the middle, two high, eight frames each', {
    ...{ rows: binsShown, columns: strokes.length * stretch, yAxis: kilohertz, height: 150 },
    xAxis: numberAxis([0, strokes.length], { label: 'Component', side: 'x', whole: true }),
    at: (k, column) => {
      const [n, t] = [Math.floor(column / stretch), column % stretch];
      return t === templateFrames ? 0 : fit.templates[strokes[n]!]![t * binCount + k]! / levels[n]!;
    },
  }),
  matrixPanel('When they begin, and how loud', {
    ...{ rows: strokes.length, columns: frameCount, xAxis: time, height: 130 },
    yAxis: numberAxis([0, strokes.length], { label: 'Component', side: 'y', whole: true }),
    at: (n, t) => fit.activations[strokes[n]! * frameCount + t]! * levels[n]!,
  }),
];
await writeFile(new URL('nmf-variants-strokes.png', target), renderPng(figure(panels, { width })));
