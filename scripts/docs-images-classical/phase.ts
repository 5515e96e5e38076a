/** The picture of docs/phase.md, drawn from the example song: `npx tsx scripts/docs-images-classical/phase.ts`. */

import { type GriffinLimOptions, griffinLim, magnitude, stft } from '../../src/dsp/index.ts';
import { type Curve, curvePicture } from '../../src/visualize/index.ts';
import { excerpt, loadSong } from './example-song.ts';
import { savePicture } from './save-picture.ts';

/** A phrase of the voice over drums and chords. */
const phrase = [11, 15] as const;
const frames = { fftSize: 2048, hopSize: 512, padMode: 'zeros' } as const;
const iterations = 100;

async function load(name: string): Promise<Float32Array> {
  return excerpt(await loadSong(name), phrase).channels[0]!;
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

const picture = curvePicture(
  [
    curve('Griffin-Lim, from phase 0', { momentum: 0 }),
    curve('fast Griffin-Lim, from phase 0', { momentum: 0.99 }),
    curve('Griffin-Lim, from the mixture', { momentum: 0, initial }),
    curve('fast Griffin-Lim, from the mixture', { momentum: 0.99, initial }),
  ],
  { xLabel: 'Iteration', yLabel: 'Spectral convergence', log: true, title: 'Voice of the example song' },
);
await savePicture('phase-convergence.png', picture);
