/** The multichannel methods beside their references in bench/peers/multichannel.py: the same arrays in, how far apart what comes out. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  duetHistogram,
  duetLabels,
  fastIca,
  findAzimuths,
  observe,
  startAuxIva,
  startIlrma,
  startProjet,
} from '../../src/decompose/index.ts';
import { stft } from '../../src/dsp/index.ts';
import { createRandom } from '../../src/util/index.ts';
import { instruments, mixByGains, mixByRooms } from '../../test/support/spatial-mixtures.ts';
import { runPeer } from '../figures/run-peer.ts';

interface PeerReport {
  readonly versions: string;
  readonly seconds: Record<string, number>;
}

type Values = ArrayLike<number>;

/** One comparison: what both sides are given, and what ours makes of it. */
export interface ParityCase {
  readonly name: string;
  readonly method: 'fast_ica' | 'aux_iva' | 'ilrma' | 'adress' | 'duet' | 'projet';
  readonly options: Readonly<Record<string, number | string>>;
  readonly inputs: readonly { readonly shape: readonly number[]; readonly values: Values }[];
  ours(): readonly Values[];
}

/** How far apart both are. */
export interface Parity {
  readonly name: string;
  /** Per result the largest difference, beside the largest value of the reference. */
  readonly errors: readonly number[];
  readonly oursSeconds: number;
  readonly theirsSeconds: number;
}

const sampleRate = 8000;

/** All of them, from seeds. */
export function parityCases(): readonly ParityCase[] {
  return [
    ...(['symmetric', 'deflation'] as const).flatMap((algorithm) =>
      (['logcosh', 'exp', 'cube'] as const).map((contrast) => fastIcaCase(algorithm, contrast)),
    ),
    demixingCase('aux_iva', 2),
    demixingCase('aux_iva', 3),
    demixingCase('ilrma', 2),
    demixingCase('ilrma', 3),
    ...panningCases(),
  ];
}

function fastIcaCase(algorithm: 'symmetric' | 'deflation', contrast: 'logcosh' | 'exp' | 'cube'): ParityCase {
  const sources = instruments(3, { lengthSamples: 20_000, sampleRate });
  const { mixture } = mixByGains(sources, [
    [1, 0.5, 0.2],
    [0.4, 0.9, -0.5],
    [0.1, 0.3, 0.8],
  ]);
  const random = createRandom(3);
  const start = Float64Array.from({ length: 9 }, () => random.normal());
  const options = { algorithm, contrast, alpha: 1, maxIterations: 50, tolerance: 1e-12 };
  return {
    name: `fast_ica-${algorithm}-${contrast}`,
    method: 'fast_ica',
    options,
    inputs: [
      { shape: [3, 20_000], values: mixture.flatMap((channel) => [...channel]) },
      { shape: [3, 3], values: start },
    ],
    ours() {
      const found = fastIca(mixture, { ...options, start });
      return [found.sources.flatMap((source) => [...source]), found.unmixing];
    },
  };
}

/** What the speed is measured on: 10 s of stereo at 44.1 kHz. */
export function speedCases(): readonly ParityCase[] {
  const size = { seconds: 10, sampleRate: 44_100, fftSize: 10_800, curve: 0 };
  return [demixingCase('aux_iva', 2, size), demixingCase('ilrma', 2, size)];
}

function demixingCase(
  method: 'aux_iva' | 'ilrma',
  count: number,
  { seconds, sampleRate, fftSize, curve } = { seconds: 3, sampleRate: 8000, fftSize: 512, curve: 1 },
): ParityCase {
  const lengthSamples = seconds * sampleRate;
  const sources = instruments(count, { lengthSamples, sampleRate });
  const { mixture } = mixByRooms(sources, { sampleRate, channelCount: count, echoSeconds: 160 / sampleRate });
  const observed = observe(stft(mixture, { fftSize, hopSize: fftSize / 2, padMode: 'zeros' }));
  const { channels, binCount, frameCount } = observed;
  const iterations = 10;
  const bases = 3;
  const random = createRandom(8);
  const draw = (length: number): Float64Array => Float64Array.from({ length }, () => 1 - random.uniform());
  const start = channels.map(() => ({ spectra: draw(binCount * bases), gains: draw(bases * frameCount) }));
  const mixtureInput = {
    shape: [count, binCount, frameCount, 2],
    values: joined(channels),
  };
  const models = [
    { shape: [count, binCount, bases], values: joined(start.map(({ spectra }) => spectra)) },
    { shape: [count, bases, frameCount], values: joined(start.map(({ gains }) => gains)) },
  ];
  return {
    name: `${method}-${count}`,
    method,
    options: { iterations, curve },
    inputs: method === 'aux_iva' ? [mixtureInput] : [mixtureInput, ...models],
    ours() {
      const work = method === 'aux_iva' ? startAuxIva(observed) : startIlrma(observed, { bases, start });
      const objectives: number[] = [];
      for (let i = 0; i < iterations; i++) {
        work.iterate();
        if (curve === 1) objectives.push(work.objective());
      }
      return [work.demixer.matrices, objectives];
    },
  };
}

function panningCases(): ParityCase[] {
  const sources = instruments(3, { lengthSamples: 2 * sampleRate, sampleRate });
  const { mixture } = mixByGains(sources, [
    [1, 0.7, 0.1],
    [0.1, 0.7, 1],
  ]);
  const spectrogram = stft(mixture, { fftSize: 512, hopSize: 128, padMode: 'zeros' });
  const { channels, frameCount, binCount } = spectrogram;
  const bins = { shape: [2, frameCount, binCount, 2], values: channels.flatMap((channel) => [...channel]) };
  const histogram = { maxDelaySamples: 3, panCells: 91, delayCells: 51 };
  const peaks = [
    { panDegrees: -39, delaySamples: 0.1 },
    { panDegrees: 1, delaySamples: -0.2 },
    { panDegrees: 38, delaySamples: 0.5 },
  ];
  const [count, places, projections, iterations] = [3, 31, 8, 10];
  const random = createRandom(4);
  const pans = Float64Array.from({ length: places * count }, () => 1 - random.uniform());
  return [
    {
      name: 'adress',
      method: 'adress',
      options: { resolution: 100 },
      inputs: [bins],
      ours() {
        const found = findAzimuths(spectrogram, { resolution: 100 });
        return [found.places, found.magnitudes];
      },
    },
    {
      name: 'duet',
      method: 'duet',
      options: { ...histogram, fftSize: 512 },
      inputs: [
        bins,
        {
          shape: [3, 2],
          values: peaks.flatMap(({ panDegrees, delaySamples }) => [panDegrees, delaySamples]),
        },
      ],
      ours: () => [duetHistogram(spectrogram, histogram).values, duetLabels(spectrogram, peaks)],
    },
    {
      name: 'projet',
      method: 'projet',
      options: { projections, iterations },
      inputs: [
        { shape: [2, frameCount * binCount, 2], values: bins.values },
        { shape: [places, count], values: pans },
      ],
      ours() {
        const model = startProjet(channels, { sources: count, projections, places, pans });
        const curve = Array.from({ length: iterations }, () => {
          model.iterate();
          return model.objective();
        });
        const images = Array.from({ length: count }, (_, j) => {
          const out = channels.map((channel) => new Float32Array(channel.length));
          model.filter(j, out);
          return out.flatMap((channel) => [...channel]);
        });
        return [model.spectra, model.pans, curve, images.flat()];
      },
    },
  ];
}

/** Runs both sides. */
export function compare(cases: readonly ParityCase[]): {
  readonly versions: string;
  readonly parities: readonly Parity[];
} {
  const folder = mkdtempSync(join(tmpdir(), 'auralflow-multichannel-'));
  try {
    const listed = cases.map(({ name, method, options, inputs }) => ({
      ...{ name, method, options },
      shapes: inputs.map(({ shape }) => shape),
    }));
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(listed));
    for (const { name, inputs } of cases) {
      const all = joined(inputs.map(({ values }) => values));
      writeFileSync(join(folder, `${name}.in`), new Uint8Array(all.buffer));
    }
    const { versions, seconds } = runPeer<PeerReport>('multichannel.py', ['run', folder]);
    const parities = cases.map((one): Parity => {
      const theirs = new Float64Array(Uint8Array.from(readFileSync(join(folder, `${one.name}.out`))).buffer);
      const start = performance.now();
      const ours = one.ours();
      const oursSeconds = (performance.now() - start) / 1000;
      return { name: one.name, errors: errors(ours, theirs), oursSeconds, theirsSeconds: seconds[one.name]! };
    });
    return { versions, parities };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function joined(arrays: readonly Values[]): Float64Array {
  const all = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

function errors(ours: readonly Values[], theirs: Float64Array): number[] {
  let at = 0;
  const found = ours.map((values) => {
    let [difference, largest] = [0, 0];
    for (let i = 0; i < values.length; i++) {
      difference = Math.max(difference, Math.abs(values[i]! - theirs[at + i]!));
      largest = Math.max(largest, Math.abs(theirs[at + i]!));
    }
    at += values.length;
    return difference / largest;
  });
  if (at !== theirs.length) throw new Error(`${at} values here, ${theirs.length} there`);
  return found;
}
