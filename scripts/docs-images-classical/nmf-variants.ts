/** The picture of docs/nmf-variants.md, drawn from the example song: `npx tsx scripts/docs-images-classical/nmf-variants.ts`. */

import { factorizeConvolutive, startDrums } from '../../src/decompose/index.ts';
import { magnitude, stft } from '../../src/dsp/index.ts';
import { figure, numberAxis, type Panel, timeAxis } from '../../src/visualize/index.ts';
import { excerpt, loadSong } from './example-song.ts';
import { matrixPanel, type RootImage, rootShades } from './matrix-panel.ts';
import { savePicture } from './save-picture.ts';

const width = 640;
const [startSeconds, lengthSeconds] = [11, 4];
const [fftSize, hopSize, templateFrames] = [4096, 1024, 8];
/** Where most of what tells the drums apart lies. */
const shownHertz = 8000;

const song = excerpt(await loadSong('mixture'), [startSeconds, startSeconds + lengthSeconds]);
const { sampleRate } = song;
const spectrogram = stft([song.channels[0]!], { fftSize, hopSize, padMode: 'zeros' });
const { frameCount, binCount } = spectrogram;
const raw = magnitude(spectrogram)[0]!;
const largest = raw.reduce((most, value) => Math.max(most, value), 0);
const data = raw.map((value) => value / largest);
const binsShown = Math.round((shownHertz * fftSize) / sampleRate);

/** A matrix; the root of a value is its brightness. */
function rootPanel(title: string, { rows, columns, at, ...frame }: RootImage): Panel {
  const shade = rootShades({ rows, columns }, at);
  return matrixPanel({ title, ...frame }, { rows, columns, shade });
}

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
  rootPanel('V: magnitudes of four seconds of a song', {
    ...{ rows: binsShown, columns: frameCount, xAxis: time, yAxis: kilohertz, height: 150 },
    at: (k, t) => data[t * binCount + k]!,
  }),
  rootPanel('Strokes: two low, two of the middle, two high, eight frames each', {
    ...{ rows: binsShown, columns: strokes.length * stretch, yAxis: kilohertz, height: 150 },
    xAxis: numberAxis([0, strokes.length], { label: 'Component', side: 'x', whole: true }),
    at: (k, column) => {
      const [n, t] = [Math.floor(column / stretch), column % stretch];
      return t === templateFrames ? 0 : fit.templates[strokes[n]!]![t * binCount + k]! / levels[n]!;
    },
  }),
  rootPanel('When they begin, and how loud', {
    ...{ rows: strokes.length, columns: frameCount, xAxis: time, height: 130 },
    yAxis: numberAxis([0, strokes.length], { label: 'Component', side: 'y', whole: true }),
    at: (n, t) => fit.activations[strokes[n]! * frameCount + t]! * levels[n]!,
  }),
];
await savePicture('nmf-variants-strokes.png', figure(panels, { width }));
