/** The pictures of docs/repetition.md, drawn from the example song: `npx tsx scripts/docs-images-classical/repetition.ts`. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { decodeAudio } from '../../src/audio/index.ts';
import { ft2dMagnitudes } from '../../src/decompose/ft2d/index.ts';
import { beatSpectrum, findPeriod, similarityMatrix } from '../../src/decompose/repetition/index.ts';
import { magnitude, stft } from '../../src/dsp/index.ts';
import {
  type Axis,
  colourMap,
  curvePicture,
  figure,
  numberAxis,
  type Panel,
  type Picture,
  renderPng,
  renderSvg,
  timeAxis,
} from '../../src/visualize/index.ts';

const target = new URL('../../docs/images/', import.meta.url);
const [fftSize, hopSize] = [2048, 1024];

const song = await decodeAudio(await readFile(new URL('../../examples/song/mixture.flac', import.meta.url)));
const { sampleRate } = song;
const samples = song.channels[0]!.map((left, n) => (left + song.channels[1]![n]!) / 2);
const spectrogram = stft([samples], { fftSize, hopSize, padMode: 'zeros' });
const { frameCount, binCount } = spectrogram;
const magnitudes = magnitude(spectrogram)[0]!;
const shape = { frameCount, binCount };
const frameRate = sampleRate / hopSize;

await mkdir(target, { recursive: true });
await save('repetition-beat-spectrum.svg', beatPicture());
await save('repetition-similarity.png', similarityPicture());
await save('repetition-ft2d.png', ft2dPicture());

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

/** A matrix of values from 0 to 1, its first row at the bottom. */
function matrixPicture(
  { title, xAxis, yAxis }: { title: string; xAxis: Axis; yAxis: Axis },
  { size, at }: { size: readonly [number, number]; at: (row: number, column: number) => number },
): Picture {
  const [rows, columns] = size;
  const values = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = Math.min(1, Math.max(0, at(row, column)));
      values[(rows - 1 - row) * columns + column] = Math.round(255 * value);
    }
  }
  const map = colourMap('viridis');
  const panel: Panel = {
    title,
    xAxis,
    yAxis,
    height: 320,
    draw: ({ left, top, width, height }) => [
      { kind: 'image', x: left, y: top, width, height, columns, rows, values, colourMap: map, smooth: true },
    ],
  };
  return figure([panel], { width: 340, height: 320 });
}

async function save(name: string, picture: Picture): Promise<void> {
  await writeFile(new URL(name, target), name.endsWith('.svg') ? renderSvg(picture) : renderPng(picture));
}
