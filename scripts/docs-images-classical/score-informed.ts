/** The pictures of docs/score-informed.md: `npx tsx scripts/docs-images-classical/score-informed.ts`. */

import { playPiano, twoHands } from '../../bench/classical/piano.ts';
import {
  factorize,
  harmonicTemplatesWithOnsets,
  keyActivations,
  scoreActivationsWithOnsets,
} from '../../src/decompose/index.ts';
import { magnitude, stft } from '../../src/dsp/index.ts';
import { makeScore, type Score, scorePitches } from '../../src/score/index.ts';
import { figure, numberAxis, type Panel, timeAxis } from '../../src/visualize/index.ts';
import { matrixPanel } from './matrix-panel.ts';
import { savePicture } from './save-picture.ts';

const width = 640;
const sampleRate = 22_050;
const lengthSeconds = 5.3;
const piece = makeScore(twoHands({ barCount: 2, seed: 2 }));
const song = playPiano(piece, { sampleRate, lengthSeconds });
const [fftSize, hopSize] = [2048, 512];

/** A matrix as a picture; `shade` brings its values to 0 … 1. */
function valuesPanel(
  title: string,
  {
    values,
    rows,
    columns,
    shade,
    ...frame
  }: Pick<Panel, 'xAxis' | 'yAxis' | 'height'> & {
    readonly values: Float32Array;
    readonly rows: number;
    readonly columns: number;
    shade(value: number): number;
  },
): Panel {
  return matrixPanel(
    { title, ...frame },
    { rows, columns, shade: (row, column) => shade(values[row * columns + column]!) },
  );
}

function rollPanel(title: string, score: Score): Panel {
  const [low, high] = [36, 84];
  const colours = { left: '#2a78b5', right: '#d1603d' } as const;
  return {
    ...{ title, height: 170, grid: 'both', xAxis: timeAxis(0, lengthSeconds) },
    yAxis: numberAxis([low, high], { label: 'MIDI pitch', side: 'y', whole: true }),
    legend: () => Object.entries(colours).map(([label, colour]) => ({ label: `${label} hand`, colour })),
    draw: (area) =>
      score.notes.map(({ pitch, onsetSeconds, durationSeconds, part }) => ({
        kind: 'rect' as const,
        x: area.x(onsetSeconds),
        y: area.y(pitch + 0.5),
        width: area.x(onsetSeconds + durationSeconds) - area.x(onsetSeconds),
        height: area.y(pitch - 0.5) - area.y(pitch + 0.5),
        fill: colours[part as keyof typeof colours],
      })),
  };
}

const spectrogram = stft(song.channels, { fftSize, hopSize, padMode: 'zeros' });
const { frameCount, binCount } = spectrogram;
const pitches = scorePitches(piece);
const rank = 2 * pitches.length;
const templates = harmonicTemplatesWithOnsets(pitches, { binCount, hertzPerBin: sampleRate / fftSize });
const activations = scoreActivationsWithOnsets(piece, { frameCount, secondsPerFrame: hopSize / sampleRate });
const fit = await factorize(magnitude(spectrogram)[0]!, {
  ...{ frameCount, binCount, rank, iterations: 30, initial: { templates, activations } },
});

/** The row's own largest value is 1: templates of loud and soft keys are seen alike. */
function normalised(values: Float32Array, columns: number): Float32Array {
  const out = values.slice();
  for (let row = 0; row * columns < out.length; row++) {
    const line = out.subarray(row * columns, (row + 1) * columns);
    const most = line.reduce((a, b) => Math.max(a, b), 0) || 1;
    for (let n = 0; n < columns; n++) line[n]! /= most;
  }
  return out;
}

const shownBins = Math.round(4000 / (sampleRate / fftSize));
const firstBins = (values: Float32Array): Float32Array =>
  Float32Array.from({ length: rank * shownBins }, (_, i) => {
    return values[Math.floor(i / shownBins) * binCount + (i % shownBins)]!;
  });
const components = numberAxis([0, rank], { label: 'Component', side: 'y', whole: true });
const shade = (value: number): number => Math.sqrt(value);
const templatePanel = (title: string, values: Float32Array): Panel =>
  valuesPanel(title, {
    ...{
      values: normalised(firstBins(values), shownBins),
      rows: rank,
      columns: shownBins,
      height: 190,
      shade,
    },
    xAxis: numberAxis([0, 4], { label: 'Frequency (kHz)', side: 'x' }),
    yAxis: components,
  });
const activationPanel = (title: string, values: Float32Array): Panel =>
  valuesPanel(title, {
    ...{ values: normalised(values, frameCount), rows: rank, columns: frameCount, height: 190, shade },
    xAxis: timeAxis(0, lengthSeconds),
    yAxis: components,
  });

await savePicture(
  'score-informed-templates.png',
  figure(
    [templatePanel('Templates at the start', templates), templatePanel('After 30 iterations', fit.templates)],
    {
      width,
    },
  ),
);
await savePicture(
  'score-informed-activations.png',
  figure(
    [
      rollPanel('Score', piece),
      activationPanel('Activations at the start', activations),
      activationPanel('After 30 iterations', fit.activations),
    ],
    { width },
  ),
);

const keys = await keyActivations(song);
const [low, high] = [36, 84];
const shown = keys.activations.subarray((low - 21) * keys.frameCount, (high - 21) * keys.frameCount);
const most = shown.reduce((a, b) => Math.max(a, b), 0);
await savePicture(
  'score-informed-transcription.png',
  figure(
    [
      rollPanel('Played', piece),
      valuesPanel('How strongly each key sounds', {
        ...{ values: shown, rows: high - low, columns: keys.frameCount, height: 170 },
        shade: (value) => Math.sqrt(value / most),
        xAxis: timeAxis(0, lengthSeconds),
        yAxis: numberAxis([low, high], { label: 'MIDI pitch', side: 'y', whole: true }),
      }),
    ],
    { width },
  ),
);
