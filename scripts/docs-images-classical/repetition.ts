/** The pictures of docs/repetition.md, drawn from the example song: `npx tsx scripts/docs-images-classical/repetition.ts`. */

import { ft2dMagnitudes } from '../../src/decompose/ft2d/index.ts';
import { beatSpectrum, findPeriod, similarityMatrix } from '../../src/decompose/repetition/index.ts';
import { magnitude, stft } from '../../src/dsp/index.ts';
import {
  type Axis,
  curvePicture,
  figure,
  numberAxis,
  type Picture,
  timeAxis,
} from '../../src/visualize/index.ts';
import { loadSong, mono } from './example-song.ts';
import { matrixPanel } from './matrix-panel.ts';
import { savePicture } from './save-picture.ts';

const [fftSize, hopSize] = [2048, 1024];

const { sampleRate, channels } = mono(await loadSong('mixture'));
const spectrogram = stft(channels, { fftSize, hopSize, padMode: 'zeros' });
const { frameCount, binCount } = spectrogram;
const magnitudes = magnitude(spectrogram)[0]!;
const shape = { frameCount, binCount };
const frameRate = sampleRate / hopSize;

await savePicture('repetition-beat-spectrum.svg', beatPicture());
await savePicture('repetition-similarity.png', similarityPicture());
await savePicture('repetition-ft2d.png', ft2dPicture());

function beatPicture(): Picture {
  const spectrum = beatSpectrum(
    magnitudes.map((x) => x * x),
    shape,
  );
  const end = Math.floor(frameCount / 2);
  const from = Math.round(0.2 * frameRate);
  const delays = Array.from({ length: end - from }, (_, i) => from + i);
  const highest = Math.max(...delays.map((delay) => spectrum[delay]!));
  const range = { minFrames: Math.round(0.8 * frameRate), maxFrames: Math.floor(frameCount / 3) };
  const period = findPeriod(spectrum, range) / frameRate;
  return curvePicture(
    [
      {
        label: 'beat spectrum',
        x: delays.map((delay) => delay / frameRate),
        y: delays.map((delay) => spectrum[delay]! / highest),
      },
      { label: `period ${period.toFixed(2)} s`, x: [period, period], y: [0, 1] },
    ],
    { xLabel: 'Delay (s)', yLabel: 'Resemblance', yRange: [0, 1.05], width: 720, height: 260 },
  );
}

function similarityPicture(): Picture {
  const similarity = similarityMatrix(magnitudes, shape);
  const seconds = frameCount / frameRate;
  const title = 'Similarity of frames';
  const axis = { label: 'Time (s)', side: 'y' } as const;
  return matrixPicture(
    { title, xAxis: timeAxis(0, seconds), yAxis: numberAxis([0, seconds], axis) },
    { size: [frameCount, frameCount], at: (row, column) => similarity[row * frameCount + column]! },
  );
}

/** Rates up to 8 Hz either way and the coarser half of the scales, in decibels below the mean. */
function ft2dPicture(): Picture {
  const spectrum = ft2dMagnitudes(magnitudes, shape);
  const rates = Math.round((8 * frameCount) / frameRate);
  const scales = Math.round(binCount / 8);
  const [middleRate, middleScale] = [Math.floor(frameCount / 2), Math.floor(binCount / 2)];
  const cyclesPerKilohertz = (1000 * fftSize) / (binCount * sampleRate);
  const highest = scales * cyclesPerKilohertz;
  return matrixPicture(
    {
      title: '2-D Fourier transform',
      xAxis: numberAxis([-8, 8], { label: 'Rate (Hz)', side: 'x' }),
      yAxis: numberAxis([-highest, highest], { label: 'Scale (cycles per kHz)', side: 'y' }),
    },
    {
      size: [2 * scales + 1, 2 * rates + 1],
      at(row, column) {
        const value = spectrum[(middleRate + column - rates) * binCount + middleScale + row - scales]!;
        return 1 + (20 * Math.log10(value + 1e-9)) / 75;
      },
    },
  );
}

/** A square picture of a matrix of values from 0 to 1. */
function matrixPicture(
  axes: { title: string; xAxis: Axis; yAxis: Axis },
  { size, at }: { size: readonly [number, number]; at: (row: number, column: number) => number },
): Picture {
  const [rows, columns] = size;
  const image = { rows, columns, shade: at, colours: 'viridis', smooth: true } as const;
  return figure([matrixPanel({ ...axes, height: 320 }, image)], { width: 340, height: 320 });
}
