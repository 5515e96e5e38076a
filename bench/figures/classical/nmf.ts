/**
 * Figures of non-negative matrix factorization: factors and speed beside scikit-learn's multiplicative updates from the same start, the matrix
 * product under it, and separation with dictionaries of the sources.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Audio } from '../../../src/audio/index.ts';
import {
  createDictionarySeparator,
  type Dictionary,
  type Factorization,
  factorizationCosts,
  factorize,
  learnDictionary,
  multiply,
} from '../../../src/decompose/index.ts';
import { magnitude, stft } from '../../../src/dsp/index.ts';
import { createEngine } from '../../../src/node/engine.ts';
import type { Engine } from '../../../src/runtime/index.ts';
import { createRandom } from '../../../src/util/index.ts';
import type { Figure, Measurement } from '../figure.ts';
import { recordings, recordingsNote } from '../recordings.ts';
import { runPeer } from '../run-peer.ts';

const sizes = { frameCount: 1300, binCount: 1025, rank: 25 };
const iterations = 50;
/** As many as are compared, and scikit-learn's default, which is ours. */
const timedIterations = [iterations, 200];
const betas = { euclidean: 2, 'kullback-leibler': 1, 'itakura-saito': 0 };

const figures: Figure[] = [
  ...factorizationCosts.map((cost) => ({
    what: `NMF ${cost}: factors after ${iterations} iterations against scikit-learn's, same start, float32`,
    floor: '≤ 1e-4 of the largest',
    measure: () => compareFactors(cost),
  })),
  ...factorizationCosts.flatMap((cost) =>
    timedIterations.map((count) => ({
      what: `NMF ${cost}: time of ${count} iterations, ${sizes.frameCount} x ${sizes.binCount}, rank ${sizes.rank}, with an engine, 2 threads`,
      floor: '≥ 1x scikit-learn (aim 2x)',
      measure: () => compareSpeed(cost, count),
    })),
  ),
  {
    what: 'matrix product in one thread, 1025 x 1300 x 64 and 1025 x 1025 x 1300',
    floor: '≥ 8 GFlop/s',
    measure: measureProducts,
  },
  {
    what: 'separation with dictionaries learned from other parts of the stems: mean SDR gain over all stems',
    floor: '≥ 6 dB',
    measure: measureDictionaries,
  },
];

export default figures;

interface Job {
  readonly folder: string;
  readonly data: Float32Array;
  readonly initial: { readonly templates: Float32Array; readonly activations: Float32Array };
}

async function withJob(measure: (job: Job) => Promise<Measurement>): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'nmf-'));
  try {
    const data = spectrogram();
    const random = createRandom(7);
    const draw = (length: number): Float32Array =>
      Float32Array.from({ length }, () => 0.1 + random.uniform());
    const initial = {
      templates: draw(sizes.rank * sizes.binCount),
      activations: draw(sizes.rank * sizes.frameCount),
    };
    writeFileSync(join(folder, 'sizes.json'), JSON.stringify(sizes));
    for (const [name, values] of Object.entries({ data, ...initial })) {
      writeFileSync(join(folder, `${name}.f32`), bytesOf(values));
    }
    return await measure({ folder, data, initial });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Magnitudes of the example song, raised by 100 dB below the largest: scikit-learn has no Itakura-Saito distance from silence. */
function spectrogram(): Float32Array {
  const { frameCount, binCount } = sizes;
  const [song] = recordings({ maxSeconds: 60 });
  const mono = song!.mixture.channels[0]!;
  const hopSize = Math.floor(mono.length / frameCount);
  const magnitudes = magnitude(stft([mono], { fftSize: 2048, hopSize, padMode: 'zeros' }))[0]!;
  const data = magnitudes.subarray(0, frameCount * binCount);
  const largest = data.reduce((a, b) => Math.max(a, b), 0);
  return data.map((value) => value / largest + 1e-5);
}

async function compareFactors(cost: keyof typeof betas): Promise<Measurement> {
  return await withJob(async ({ folder, data, initial }) => {
    const { sklearn, dtype } = runSklearn(folder, cost);
    const expected = ['activations', 'templates'].map((name) => readVector(join(folder, `peer-${name}.f32`)));
    const differ = ({ activations, templates }: Factorization): number =>
      Math.max(farthest(activations, expected[0]!), farthest(templates, expected[1]!));
    const here = differ(await factorize(data, { ...sizes, cost, iterations, initial }));
    const there = await withEngine(async (engine) =>
      differ(await factorize(data, { ...sizes, cost, iterations, initial, engine })),
    );
    const worst = Math.max(here, there);
    return {
      measured: worst.toExponential(1),
      ok: worst <= 1e-4,
      note: `kernels ${here.toExponential(1)}, engine ${there.toExponential(1)}; scikit-learn ${sklearn}, ${dtype}`,
    };
  });
}

async function compareSpeed(cost: keyof typeof betas, count: number): Promise<Measurement> {
  return await withJob(
    async ({ folder, data, initial }) =>
      await withEngine(async (engine) => {
        const options = {
          ...sizes,
          cost,
          iterations: count,
          initial,
          costInterval: count,
        };
        await factorize(data, { ...options, engine, iterations: 10 });
        await factorize(data, { ...options, iterations: 10 });
        const [engines, kernels, theirs]: [number[], number[], number[]] = [[], [], []];
        for (let round = 0; round < 3; round++) {
          const seconds = [
            await timed(() => factorize(data, { ...options, engine })),
            await timed(() => factorize(data, options)),
            runSklearn(folder, cost, count).seconds,
          ];
          engines.push(seconds[0]!);
          kernels.push(seconds[1]!);
          theirs.push(seconds[2]!);
        }
        const ratio = median(theirs) / median(engines);
        const each = (seconds: readonly number[]): string =>
          `${((median(seconds) / count) * 1000).toFixed(1)} ms`;
        return {
          measured: `${ratio.toFixed(1)}x`,
          ok: ratio >= 1,
          note: `an iteration, everything before it included: engine ${each(engines)}, kernels in one thread ${each(kernels)}, scikit-learn ${each(theirs)}; medians of 3`,
        };
      }),
  );
}

async function measureProducts(): Promise<Measurement> {
  const random = createRandom(3);
  const speeds = (
    [
      [1025, 1300, 64],
      [1025, 1025, 1300],
    ] as const
  ).map(([rows, inner, columns]) => {
    const a = Float32Array.from({ length: rows * inner }, () => random.uniform());
    const b = Float32Array.from({ length: inner * columns }, () => random.uniform());
    const out = new Float32Array(rows * columns);
    const seconds = Array.from({ length: 9 }, () => {
      const start = performance.now();
      multiply(a, b, { rows, inner, columns, out });
      return (performance.now() - start) / 1000;
    });
    return (2 * rows * inner * columns) / median(seconds.slice(2)) / 1e9;
  });
  return {
    measured: `${speeds.map((speed) => speed.toFixed(0)).join(' and ')} GFlop/s`,
    ok: Math.min(...speeds) >= 8,
  };
}

/** Dictionaries from the first half of every stem, separation of the second half, mono. */
async function measureDictionaries(): Promise<Measurement> {
  const lines: string[] = [];
  let [total, count] = [0, 0];
  for (const { name, stems, mixture } of recordings({ maxSeconds: 60 })) {
    const middle = Math.floor(mixture.channels[0]!.length / 2);
    const dictionaries: Record<string, Dictionary> = {};
    for (const [stem, audio] of stems) {
      if (audio.channels.every((channel) => channel.subarray(0, middle).every((x) => x === 0))) continue;
      dictionaries[stem] = await learnDictionary(part(audio, 0, middle));
    }
    const mix = part(mixture, middle);
    const found = await createDictionarySeparator({ dictionaries }).separate(mix);
    const gains = [...found].map(([stem, estimate]) => {
      const truth = part(stems.get(stem)!, middle);
      return ratioDb(truth, estimate) - ratioDb(truth, mix);
    });
    const audible = gains.filter(Number.isFinite);
    total += audible.reduce((sum, gain) => sum + gain, 0);
    count += audible.length;
    lines.push(`${name} ${(audible.reduce((sum, gain) => sum + gain, 0) / audible.length).toFixed(1)}`);
  }
  const mean = total / count;
  return { measured: `${mean.toFixed(1)} dB`, ok: mean >= 6, note: `${lines.join(', ')}; ${recordingsNote}` };
}

function part({ sampleRate, channels }: Audio, start: number, end?: number): Audio {
  const mono = channels[0]!.slice(start, end);
  for (const other of channels.slice(1)) for (let n = 0; n < mono.length; n++) mono[n]! += other[start + n]!;
  return { sampleRate, channels: [mono] };
}

function ratioDb(truth: Audio, estimate: Audio): number {
  let [energy, error] = [0, 0];
  truth.channels[0]!.forEach((x, n) => {
    energy += x * x;
    error += (x - estimate.channels[0]![n]!) ** 2;
  });
  return 10 * Math.log10(energy / error);
}

async function withEngine<T>(use: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await createEngine({ device: 'cpu', threads: 2 });
  try {
    return await use(engine);
  } finally {
    await engine.dispose();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function runSklearn(
  folder: string,
  cost: keyof typeof betas,
  count: number = iterations,
): { sklearn: string; seconds: number; dtype: string } {
  return runPeer('nmf.py', ['run', folder, `${betas[cost]}`, `${count}`]);
}

function farthest(a: Float32Array, b: Float32Array): number {
  const largest = b.reduce((most, value) => Math.max(most, value), 0);
  return a.reduce((most, value, n) => Math.max(most, Math.abs(value - b[n]!)), 0) / largest;
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function readVector(path: string): Float32Array {
  return new Float32Array(Uint8Array.from(readFileSync(path)).buffer);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
