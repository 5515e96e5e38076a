/** What repeats, beside plain NumPy written from the papers: equality of all results on a song's matrix, and speed. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  adaptiveModel,
  beatSpectrogram,
  beatSpectrum,
  findPeriodWithin,
  ft2dMask,
  kernelMasks,
  type MatrixShape,
  type ProximityKernel,
  periodicModel,
  periodsOverTime,
  repeatingMask,
  similarFrames,
  similarityMatrix,
  similarityModel,
} from '../../../src/decompose/index.ts';
import { magnitude, stft } from '../../../src/dsp/index.ts';
import type { Figure, Measurement } from '../figure.ts';
import { recordings } from '../recordings.ts';
import { runPeer } from '../run-peer.ts';

const tolerance = 1e-4;

/** The matrix that all cases look at: 10 s of the example song, left channel; hops of 23 ms. */
interface Song extends MatrixShape {
  readonly magnitudes: Float32Array;
  readonly powers: Float32Array;
}

type Results = Readonly<Record<string, ArrayLike<number>>>;

/** One method with settings, as the peer is told of it and as it is computed here. */
interface Case {
  readonly name: string;
  readonly what: string;
  readonly options: Readonly<Record<string, unknown>>;
  compute(song: Song, checked: boolean): Results;
}

/** Sizes without large prime factors, as the separators make them for `ft2d`; 9 s. */
const quickShape: MatrixShape = { frameCount: 384, binCount: 1024 };
const range = { minFrames: 35, maxFrames: 344 };
const windows = { windowFrames: 258, stepFrames: 64 };
const similar = { count: 50, distanceFrames: 4, threshold: 0 };
const kernels: readonly ProximityKernel[] = [
  { kind: 'cross', frames: 5, bins: 3 },
  { kind: 'vertical', bins: 9 },
  { kind: 'horizontal', frames: 61 },
  { kind: 'periodic', period: 70, repetitions: 7 },
];

const cases: readonly Case[] = [
  {
    name: 'repet',
    what: 'REPET: beat spectrum, period, mask',
    options: { kind: 'repet', ...range },
    compute({ magnitudes, powers, ...shape }) {
      const spectrum = beatSpectrum(powers, shape);
      const period = findPeriodWithin(spectrum, range);
      const mask = repeatingMask(periodicModel(magnitudes, { ...shape, period }), magnitudes, shape);
      return { spectrum, period: [period], mask };
    },
  },
  {
    name: 'extended',
    what: 'REPET with a period per frame: periods, mask',
    options: { kind: 'adaptive', ...range, ...windows, order: 7 },
    compute({ magnitudes, powers, ...shape }) {
      const beats = beatSpectrogram(powers, { ...shape, ...windows });
      const periods = periodsOverTime(beats, { frameCount: shape.frameCount, range });
      const model = adaptiveModel(magnitudes, { ...shape, periods, order: 7 });
      return { periods, mask: repeatingMask(model, magnitudes, shape) };
    },
  },
  {
    name: 'sim',
    what: 'REPET-SIM: similarity matrix, mask',
    options: { kind: 'sim', ...similar },
    compute({ magnitudes, ...shape }, checked): Results {
      const lists = similarFrames(magnitudes, { ...shape, ...similar });
      const mask = repeatingMask(similarityModel(magnitudes, { ...shape, ...lists }), magnitudes, shape);
      return checked ? { similarity: similarityMatrix(magnitudes, shape), mask } : { mask };
    },
  },
  ...(['local', 'global'] as const).map((peaks): Case => {
    return {
      name: `ft2d-${peaks}`,
      what: `FT2D, ${peaks} peaks: mask`,
      options: { kind: 'ft2d', frames: 25, bins: 1, peaks },
      compute: ({ magnitudes, ...shape }) => ({ mask: ft2dMask(magnitudes, { ...shape, peaks }) }),
    };
  }),
  {
    name: 'kam',
    what: 'kernel additive modelling, four kernels, 2 turns: masks',
    options: { kind: 'kam', kernels, iterations: 2 },
    compute({ powers, ...shape }) {
      const sources = kernels.map((kernel) => ({ kernel }));
      const masks = kernelMasks(powers, { ...shape, sources, iterations: 2 });
      return Object.fromEntries(masks.map((mask, i) => [`mask${i}`, mask]));
    },
  },
];

const figures: Figure[] = cases.flatMap((entry) => [
  {
    what: `${entry.what}, 10 s of a song, against plain NumPy in double precision`,
    floor: '≤ 1e-4 of the largest value',
    measure: () => withPeer(entry, loadSong(), compareResults),
  },
  {
    what: `${entry.what}, 9 s of a song: time beside plain NumPy, 2 threads there, 1 here`,
    floor: `≥ ${leastRatio(entry)}x`,
    measure: () => withPeer(entry, cut(loadSong(), quickShape), compareSpeed),
  },
]);

export default figures;

function compareResults(entry: Case, song: Song, folder: string): Measurement {
  const versions = runPeer<PeerReport>('repetition.py', ['masks', folder]);
  const worst = Object.entries(entry.compute(song, true)).map(([result, values]) => {
    const expected = readVector(join(folder, `${entry.name}.${result}.f64`));
    const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return [result, largestDifference(values, expected) / scale] as const;
  });
  return {
    measured: worst.map(([result, error]) => `${result} ${error.toExponential(1)}`).join(', '),
    ok: worst.every(([, error]) => error <= tolerance),
    note: `${song.frameCount} frames of ${song.binCount} bins; NumPy ${versions.numpy}, SciPy ${versions.scipy}`,
  };
}

/** All but FT2D, which is little else than double-precision transforms: NumPy's are compiled, ours are TypeScript. */
function leastRatio({ options }: Case): number {
  return options.kind === 'ft2d' ? 0.3 : 1;
}

function compareSpeed(entry: Case, song: Song, folder: string): Measurement {
  const ours: number[] = [];
  const theirs: number[] = [];
  // One round to warm up, then ours and theirs in turn.
  for (let round = 0; round < 4; round++) {
    const start = performance.now();
    entry.compute(song, false);
    if (round === 0) continue;
    ours.push((performance.now() - start) / 1000);
    theirs.push(...runPeer<PeerReport>('repetition.py', ['time', folder, '1']).seconds![entry.name]!);
  }
  const [mine, other] = [ours, theirs].map((seconds) => seconds.sort((a, b) => a - b)[1]!);
  return {
    measured: `${(other! / mine!).toFixed(1)}x`,
    ok: other! >= leastRatio(entry) * mine!,
    note: `ours ${mine!.toFixed(2)} s, NumPy ${other!.toFixed(2)} s, medians of 3`,
  };
}

async function withPeer(
  entry: Case,
  song: Song,
  measure: (entry: Case, song: Song, folder: string) => Measurement,
): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'repetition-'));
  try {
    const { frameCount, binCount, magnitudes } = song;
    const told = { name: entry.name, matrix: 'magnitudes.f32', frameCount, binCount, ...entry.options };
    writeFileSync(join(folder, 'cases.json'), JSON.stringify([told]));
    writeFileSync(join(folder, 'magnitudes.f32'), new Uint8Array(magnitudes.buffer));
    return measure(entry, song, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The first frames and bins. */
function cut(song: Song, { frameCount, binCount }: MatrixShape): Song {
  const magnitudes = new Float32Array(frameCount * binCount);
  for (let t = 0; t < frameCount; t++) {
    const from = t * song.binCount;
    magnitudes.set(song.magnitudes.subarray(from, from + binCount), t * binCount);
  }
  return { frameCount, binCount, magnitudes, powers: magnitudes.map((x) => x * x) };
}

function loadSong(): Song {
  const { mixture } = recordings({ maxSeconds: 10 }).find(({ name }) => name === 'example song')!;
  const spectrogram = stft([mixture.channels[0]!], { fftSize: 2048, hopSize: 1024, padMode: 'zeros' });
  const { frameCount, binCount } = spectrogram;
  const magnitudes = magnitude(spectrogram)[0]!;
  return { frameCount, binCount, magnitudes, powers: magnitudes.map((x) => x * x) };
}

interface PeerReport {
  readonly numpy: string;
  readonly scipy: string;
  readonly seconds?: Readonly<Record<string, readonly number[]>>;
}

function readVector(path: string): Float64Array {
  return new Float64Array(new Uint8Array(readFileSync(path)).buffer);
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  // Written so that NaN counts as a difference.
  for (let i = 0; i < a.length; i++) if (!(Math.abs(a[i]! - b[i]!) <= most)) most = Math.abs(a[i]! - b[i]!);
  return most;
}
