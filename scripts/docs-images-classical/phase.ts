/** The picture of docs/phase.md, drawn from the example song: `npx tsx scripts/docs-images-classical/phase.ts`. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { decodeAudio } from '../../src/audio/index.ts';
import { type GriffinLimOptions, griffinLim, magnitude, stft } from '../../src/dsp/index.ts';
import { type Curve, curvePicture, renderPng } from '../../src/visualize/index.ts';

const target = new URL('../../docs/images/', import.meta.url);
/** A phrase of the voice over drums and chords. */
const [startSeconds, endSeconds] = [11, 15];
const frames = { fftSize: 2048, hopSize: 512, padMode: 'zeros' } as const;
const iterations = 100;

async function load(name: string): Promise<Float32Array> {
  const { sampleRate, channels } = await decodeAudio(
    await readFile(new URL(`../../examples/song/${name}.flac`, import.meta.url)),
  );
  return channels[0]!.slice(startSeconds * sampleRate, endSeconds * sampleRate);
}

const [vocals, mixture] = [await load('vocals'), await load('mixture')];
const wanted = magnitude(stft([vocals], frames))[0]!;
const initial = stft([mixture], frames).channels[0]!;

function curve(label: string, options: Partial<GriffinLimOptions>): Curve {
  const y: number[] = [];
  griffinLim(wanted, {
    ...frames,
    ...options,
    iterations,
    lengthSamples: vocals.length,
    onIteration: ({ spectralConvergence }) => y.push(spectralConvergence),
  });
  return { label, y };
}

await mkdir(target, { recursive: true });
const picture = curvePicture(
  [
    curve('Griffin-Lim, from phase 0', { momentum: 0 }),
    curve('fast Griffin-Lim, from phase 0', { momentum: 0.99 }),
    curve('Griffin-Lim, from the mixture', { momentum: 0, initial }),
    curve('fast Griffin-Lim, from the mixture', { momentum: 0.99, initial }),
  ],
  { xLabel: 'Iteration', yLabel: 'Spectral convergence', log: true, title: 'Voice of the example song' },
);
await writeFile(new URL('phase-convergence.png', target), renderPng(picture));
