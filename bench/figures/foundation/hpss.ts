/**
 * Figures of the classical separators: equality with librosa's masks, speed against librosa, independence of
 * the cuts, and that nothing of the mixture is lost. The signals are made here from a seed.
 */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Audio, lengthSamples } from '../../../src/audio/index.ts';
import { type Decomposition, decompositions, hpssMasks } from '../../../src/decompose/index.ts';
import { magnitude, stft } from '../../../src/dsp/index.ts';
import { createChunkPool } from '../../../src/node/chunk-pool.ts';
import { separateAudio } from '../../../src/separate/index.ts';
import { createRandom } from '../../../src/util/index.ts';
import type { Figure, Measurement } from '../figure.ts';
import { runPeer } from '../run-peer.ts';

interface PeerReport {
  readonly librosa: string;
  readonly seconds: number[];
}

const workerUrl = new URL('../../../dist/node/chunk-worker.js', import.meta.url);
const sampleRate = 44100;

/** −120 dB of full scale. */
const inaudible = 1e-6;

const figures: Figure[] = [
  {
    what: 'HPSS masks against librosa.decompose.hpss (kernels, powers, margins; 2-D arrays equal in size)',
    floor: '≤ 1e-5',
    measure: compareMasks,
  },
  {
    what: 'HPSS of a 3-min stereo song, kernel 31 (STFT, median filters, iSTFT), 2 threads',
    floor: '≥ 5x librosa.effects.hpss (aim 10x)',
    measure: compareSpeed,
  },
  ...decompositions.filter(isExact).map(({ name }) => ({
    what: `chunked against whole-song result: ${name}, stereo, every stem, default and odd segments`,
    floor: '≤ -120 dB',
    measure: () => compareCuts(name),
  })),
  ...decompositions.map(({ name }) => ({
    what: `stems + residual, and stems with consistent, against the mixture: ${name}`,
    floor: '≤ -120 dB',
    measure: () => compareSum(name),
  })),
];

export default figures;

/** Whether a method promises that cuts do not matter; those that look at whole segments are cross-faded instead. */
function isExact({ create }: Decomposition): boolean {
  const chunking = create().chunking(sampleRate);
  return chunking !== 'song' && chunking.exact;
}

async function compareMasks(): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'hpss-'));
  try {
    const song = makeSong(6);
    const spectrogram = stft([song.channels[0]!], { fftSize: 2048, hopSize: 512, padMode: 'zeros' });
    const { frameCount, binCount } = spectrogram;
    const magnitudes = magnitude(spectrogram)[0]!;
    // A stretch of digital silence longer than the median: there both medians are 0.
    magnitudes.fill(0, binCount * 200, binCount * 260);
    const cases = [
      { kernel: [31, 31], power: 2, margin: [1, 1] },
      { kernel: [17, 9], power: 1, margin: [1, 1] },
      { kernel: [31, 31], power: 2, margin: [3, 3] },
      { kernel: [31, 31], power: 1, margin: [1, 5] },
      { kernel: [30, 8], power: 4, margin: [2, 1] },
      { kernel: [101, 201], power: 2, margin: [1, 1] },
    ].map((options, i) => ({ name: `case${i}`, frameCount, binCount, ...options }));
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases));
    for (const { name } of cases) writeFileSync(join(folder, `${name}.f32`), bytesOf(magnitudes));
    const { librosa } = runPeer<PeerReport>('hpss.py', ['masks', folder]);
    let worst = 0;
    for (const { name, kernel, margin, ...options } of cases) {
      const masks = hpssMasks(magnitudes, { ...options, kernel: pair(kernel), margin: pair(margin) });
      for (const part of ['harmonic', 'percussive'] as const) {
        const expected = readVector(join(folder, `${name}.${part}.f32`));
        worst = Math.max(worst, largestDifference(masks[part], expected));
      }
    }
    return {
      measured: worst.toExponential(1),
      ok: worst <= 1e-5,
      note: `${cases.length} settings on ${frameCount} x ${binCount}, librosa ${librosa}`,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compareSpeed(): Promise<Measurement> {
  if (!existsSync(workerUrl)) throw new Error('no dist/node/chunk-worker.js: run npm run build first');
  const folder = mkdtempSync(join(tmpdir(), 'hpss-'));
  const executor = createChunkPool({ jobs: 2, separator: 'hpss', separatorOptions: {}, workerUrl });
  try {
    const song = makeSong(180);
    writeFileSync(join(folder, 'song.f32'), Buffer.concat(song.channels.map(bytesOf)));
    const separator = hpss();
    const ours: number[] = [];
    const theirs: number[] = [];
    // One round to warm up, then ours and theirs in turn.
    for (let round = 0; round < 4; round++) {
      const start = performance.now();
      await separateAudio(song, { separator, executor });
      if (round > 0) ours.push((performance.now() - start) / 1000);
      if (round > 0)
        theirs.push(
          ...runPeer<PeerReport>('hpss.py', ['time', join(folder, 'song.f32'), '2', `${sampleRate}`, '1'])
            .seconds,
        );
    }
    const ratio = median(theirs) / median(ours);
    return {
      measured: `${ratio.toFixed(1)}x`,
      ok: ratio >= 5,
      note: `ours ${median(ours).toFixed(2)} s, librosa ${median(theirs).toFixed(1)} s, medians of 3`,
    };
  } finally {
    await executor.close();
    rmSync(folder, { recursive: true });
  }
}

async function compareCuts(name: string): Promise<Measurement> {
  const song = makeSong(50);
  const separator = decompositions.find((entry) => entry.name === name)!.create();
  const whole = await separator.separate(song);
  let worst = 0;
  const segments: (number | undefined)[] = [undefined, 7.3, 3.1];
  for (const segmentSeconds of segments) {
    const options = segmentSeconds === undefined ? { separator } : { separator, segmentSeconds };
    const { stems } = await separateAudio(song, options);
    for (const [stem, { channels }] of whole) {
      channels.forEach((channel, c) => {
        worst = Math.max(worst, largestDifference(channel, stems.get(stem)!.channels[c]!));
      });
    }
  }
  return {
    measured: decibels(worst),
    ok: worst <= inaudible,
    note: 'largest sample difference of full scale',
  };
}

async function compareSum(name: string): Promise<Measurement> {
  const song = makeSong(30);
  const method = decompositions.find((entry) => entry.name === name)!;
  const separator = method.create();
  const withResidual = await separateAudio(song, { separator, residual: true });
  const consistent = await separateAudio(song, { separator, consistent: 'energy' });
  const worst = [withResidual, consistent].map(({ stems }) => {
    const sums = song.channels.map((_, c) => {
      const sum = new Float64Array(lengthSamples(song));
      for (const { channels } of stems.values()) {
        for (let n = 0; n < sum.length; n++) sum[n]! += channels[c]![n]!;
      }
      return sum;
    });
    return Math.max(...song.channels.map((channel, c) => largestDifference(channel, sums[c]!)));
  });
  return { measured: worst.map(decibels).join(' and '), ok: worst.every((value) => value <= inaudible) };
}

/**
 * A stereo song at 44.1 kHz, from a seed: chords that change, a gliding voice in the middle, drums, noise.
 */
function makeSong(seconds: number): Audio {
  const random = createRandom(2014);
  const length = Math.round(seconds * sampleRate);
  const left = new Float32Array(length);
  const right = new Float32Array(length);
  const roots = [110, 146.83, 98, 130.81];
  let voicePhase = 0;
  let stroke = 0;
  for (let n = 0; n < length; n++) {
    const time = n / sampleRate;
    const root = roots[Math.floor(time / 2) % roots.length]!;
    let chord = 0;
    for (const ratio of [1, 1.25, 1.5, 2]) chord += sawtooth(root * ratio * time);
    voicePhase += (330 * 2 ** (Math.sin(time * 1.7) / 3 + 0.02 * Math.sin(34 * time))) / sampleRate;
    const voice = sawtooth(voicePhase) * Math.max(0, Math.sin(time * 2.1));
    stroke = n % 11025 === 0 ? 1 : stroke * 0.9995;
    const drum = stroke * random.normal();
    left[n] = 0.08 * chord + 0.15 * voice + 0.1 * drum + 0.001 * random.normal();
    right[n] = 0.05 * chord + 0.15 * voice + 0.14 * drum + 0.001 * random.normal();
  }
  return { sampleRate, channels: [left, right] };
}

function sawtooth(periods: number): number {
  return 2 * (periods - Math.floor(periods)) - 1;
}

function hpss() {
  return decompositions.find(({ name }) => name === 'hpss')!.create();
}

function pair(values: readonly number[]): readonly [number, number] {
  return [values[0]!, values[1]!];
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function readVector(path: string): Float32Array {
  return new Float32Array(new Uint8Array(readFileSync(path)).buffer);
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0;
  // Written so that NaN counts as a difference.
  for (let i = 0; i < a.length; i++) if (!(Math.abs(a[i]! - b[i]!) <= most)) most = Math.abs(a[i]! - b[i]!);
  return most;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

function decibels(amplitude: number): string {
  return amplitude === 0 ? 'equal' : `${(20 * Math.log10(amplitude)).toFixed(0)} dB`;
}
