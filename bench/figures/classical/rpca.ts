/** Robust PCA beside plain NumPy, and the time and memory of a whole song. */

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { robustPca } from '../../../src/decompose/index.ts';
import { magnitude, stft } from '../../../src/dsp/index.ts';
import { createRandom } from '../../../src/util/index.ts';
import { cliPath, ensureBuilt, temporaryFolder } from '../../../test/journeys/cli.ts';
import { writeWav } from '../../../test/journeys/wav.ts';
import { singingClips } from '../../classical/singing-clips.ts';
import type { Figure, Measurement } from '../figure.ts';
import { recordings, recordingsNote } from '../recordings.ts';
import { runPeer } from '../run-peer.ts';

const songSeconds = 180;
const songRate = 44_100;

interface Matrix {
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

interface PeerReport {
  readonly numpy: string;
  readonly seconds: number;
  readonly rank: number;
  readonly iterations: number;
}

const figures: Figure[] = [
  {
    what: 'RPCA of a planted matrix (600 × 400, rank 10, 5 % of the entries replaced): error of both parts',
    floor: '≤ 1e-5',
    measure: measurePlanted,
  },
  parity('exact', 1e-4),
  parity('subspace', 1e-2),
  { what: 'RPCA of a 3-min stereo song, one thread', floor: '≤ 60 s, ≤ 2 GB', measure: () => measureSong(1) },
  {
    what: 'RPCA of a 3-min stereo song, two threads',
    floor: '≤ 60 s, ≤ 2 GB',
    measure: () => measureSong(2),
  },
];

export default figures;

async function measurePlanted(): Promise<Measurement> {
  const [rows, columns, rank] = [600, 400, 10];
  const random = createRandom(5);
  const left = Float64Array.from({ length: rows * rank }, () => random.normal());
  const right = Float64Array.from({ length: rank * columns }, () => random.normal());
  const lowRank = Float32Array.from({ length: rows * columns }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < rank; k++) {
      sum += left[Math.floor(i / columns) * rank + k]! * right[k * columns + (i % columns)]!;
    }
    return sum;
  });
  const sparse = lowRank.map(() => (random.uniform() < 0.05 ? 20 * (random.uniform() - 0.5) : 0));
  const values = lowRank.map((value, i) => value + sparse[i]!);
  const found = await robustPca(values, { rows, columns });
  const worst = Math.max(distance(found.lowRank, lowRank), distance(found.sparse, sparse));
  return {
    measured: worst.toExponential(1),
    ok: worst <= 1e-5,
    note: `Frobenius, relative to each part; rank ${found.rank} after ${found.iterations} iterations`,
  };
}

function parity(svd: 'exact' | 'subspace', most: number): Figure {
  return {
    what: `RPCA of a singing clip's magnitudes (${svd}) against plain NumPy with a full SVD per iteration: both parts`,
    floor: `≤ ${most.toExponential(0)} of the matrix`,
    async measure(): Promise<Measurement> {
      const matrix = await clipMagnitudes();
      const folder = temporaryFolder();
      try {
        writeFileSync(join(folder.path, 'matrix.f32'), new Uint8Array(matrix.values.buffer));
        const words = [folder.path, `${matrix.rows}`, `${matrix.columns}`];
        const report = runPeer<PeerReport>('rpca.py', words);
        const startedAt = performance.now();
        const ours = await robustPca(matrix.values, { ...matrix, svd });
        const seconds = (performance.now() - startedAt) / 1000;
        const theirs = (part: string): Float32Array =>
          new Float32Array(Uint8Array.from(readFileSync(join(folder.path, `${part}.f32`))).buffer);
        const [low, sparse] = [theirs('lowRank'), theirs('sparse')];
        const unit = length(matrix.values);
        const worst = Math.max(length(ours.lowRank, low), length(ours.sparse, sparse)) / unit;
        return {
          measured: worst.toExponential(1),
          ok: worst <= most,
          note: `${matrix.rows} × ${matrix.columns}; rank ${ours.rank} and ${report.rank}, ${ours.iterations} and ${report.iterations} iterations, ${seconds.toFixed(1)} and ${report.seconds.toFixed(1)} s; NumPy ${report.numpy}`,
        };
      } finally {
        folder.remove();
      }
    },
  };
}

/** 4 s of a clip of MIR-1K, or of the example song where there is none. */
async function clipMagnitudes(): Promise<Matrix> {
  const clip = (await singingClips())[0];
  const mixture = clip?.mixture ?? recordings({ maxSeconds: 4 })[0]!.mixture.channels[0]!;
  const spectrogram = stft([mixture.slice(0, 4 * 16_000)], { fftSize: 1024, hopSize: 256 });
  const values = magnitude(spectrogram)[0]!;
  return { values, rows: spectrogram.frameCount, columns: spectrogram.binCount };
}

/** Through the command line, reading, writing and all; the process reports its own peak. */
async function measureSong(jobs: number): Promise<Measurement> {
  ensureBuilt();
  const folder = temporaryFolder();
  try {
    const input = join(folder.path, 'song.wav');
    writeWav(input, makeSong());
    const script = `
      process.on('exit', () => console.log('usage ' + JSON.stringify(process.resourceUsage())));
      process.argv.splice(1, 0, ${JSON.stringify(cliPath)});
      await import(${JSON.stringify(cliPath)});`;
    const words = [input, '-n', 'rpca', '-j', `${jobs}`, '-o', join(folder.path, 'out'), '--quiet'];
    const startedAt = performance.now();
    const args = ['--input-type=module', '-e', script, '--', ...words];
    const text = execFileSync(process.execPath, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const seconds = (performance.now() - startedAt) / 1000;
    const usage = JSON.parse(/usage (\{.*\})/.exec(text)![1]!) as NodeJS.ResourceUsage;
    const gigabytes = (usage.maxRSS * 1024) / 1e9;
    return {
      measured: `${seconds.toFixed(1)} s, ${gigabytes.toFixed(2)} GB`,
      ok: seconds <= 60 && gigabytes <= 2,
      note: `44.1 kHz wav in, two stems as wav out, ${((usage.userCPUTime + usage.systemCPUTime) / 1e6).toFixed(1)} s of processor time; ${recordingsNote}`,
    };
  } finally {
    folder.remove();
  }
}

/** The recordings at 44.1 kHz end to end, over and over. */
function makeSong(): { sampleRate: number; channels: Float32Array[] } {
  const parts = recordings({ maxSeconds: 90 }).filter(({ mixture }) => mixture.sampleRate === songRate);
  const size = songSeconds * songRate;
  const channels = [0, 1].map((c) => {
    const channel = new Float32Array(size);
    for (let at = 0, i = 0; at < size; i++) {
      const samples = parts[i % parts.length]!.mixture.channels[c]!;
      channel.set(samples.subarray(0, Math.min(samples.length, size - at)), at);
      at += samples.length;
    }
    return channel.map((value) => 0.5 * value);
  });
  return { sampleRate: songRate, channels };
}

/** ‖a − b‖, Frobenius; ‖a‖ without b. */
function length(a: Float32Array, b?: Float32Array): number {
  let square = 0;
  for (let i = 0; i < a.length; i++) square += (a[i]! - (b?.[i] ?? 0)) ** 2;
  return Math.sqrt(square);
}

function distance(a: Float32Array, b: Float32Array): number {
  return length(a, b) / length(b);
}
