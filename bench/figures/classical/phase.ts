/** Searches for phases beside librosa, norbert and NumPy, and what each method changes in stems of recordings. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Audio, Separator, Stems } from '../../../src/audio/index.ts';
import {
  createOracle,
  multichannelWiener,
  type PhaseMethod,
  phaseMethods,
  refinePhase,
} from '../../../src/decompose/index.ts';
import { consistentWiener, griffinLim, magnitude, misi, power, stft } from '../../../src/dsp/index.ts';
import { siSdr } from '../../../src/metrics/index.ts';
import { createRandom } from '../../../src/util/index.ts';
import { createSeparator } from '../../../src/zoo/index.ts';
import type { Figure, Measurement } from '../figure.ts';
import { type Recording, recordings, recordingsNote } from '../recordings.ts';

const python = fileURLToPath(new URL('../../peers/.venv/bin/python', import.meta.url));
const peerScript = fileURLToPath(new URL('../../peers/phase.py', import.meta.url));
const sampleRate = 44100;
const frames = { fftSize: 2048, hopSize: 512, padMode: 'zeros' } as const;
const small = { fftSize: 1024, hopSize: 256, padMode: 'zeros' } as const;
const parity = 1e-4;

const figures: Figure[] = [
  {
    what: 'Griffin-Lim, 30 s at 44.1 kHz, 32 iterations, momentum 0.99, against librosa.griffinlim from the same start, 2 threads (ours uses one)',
    floor: '≥ 3x librosa, spectral convergence equal within 1e-3',
    measure: () => compareGriffinLim(0.99),
  },
  {
    what: 'Griffin-Lim without momentum, likewise',
    floor: '≥ 3x librosa, spectral convergence equal within 1e-3',
    measure: () => compareGriffinLim(0),
  },
  {
    what: 'MISI of three sources, 5 iterations, 3 s, against plain NumPy in float64',
    floor: '≤ 1e-4 of the peak',
    measure: compareMisi,
  },
  {
    what: 'multichannel Wiener filter, 1 and 3 EM iterations, stereo and mono, against norbert.wiener',
    floor: '≤ 1e-4 of the largest bin',
    measure: compareWiener,
  },
  {
    what: 'consistent Wiener filter, 10 steps, against the equation of its paper in NumPy, float64',
    floor: '≤ 1e-4 of the peak',
    measure: compareConsistent,
  },
  ...(['oracle-irm', 'hpss-vocals', 'center'] as const).map((name) => ({
    what: `vocals of ${name === 'oracle-irm' ? 'ideal ratio masks (exponent 1), which are good estimates' : name}: SI-SDR gain of each phase method over the separator's own phases, mean over recordings`,
    floor: name === 'oracle-irm' ? 'misi, wiener, consistent-wiener ≥ 0 dB' : 'told',
    measure: () => measureGains(name),
  })),
];

export default figures;

/** The peer, asked by lines of JSON, and a folder for what is exchanged. */
interface Peer {
  ask(question: object): Promise<Record<string, unknown>>;
  write(name: string, arrays: readonly Float32Array[]): string;
  read(name: string): Float32Array;
  path(name: string): string;
}

async function withPeer<T>(work: (peer: Peer) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'phase-'));
  const env = { ...process.env, OMP_NUM_THREADS: '2' };
  const child: ChildProcess = spawn(python, [peerScript], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const path = (name: string) => join(folder, name);
  try {
    return await work({
      path,
      async ask(question) {
        child.stdin!.write(`${JSON.stringify(question)}\n`);
        const { value, done } = await lines.next();
        if (done) throw new Error('the peer ended: see its messages above');
        return JSON.parse(value) as Record<string, unknown>;
      },
      write(name, arrays) {
        const bytes = arrays.map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength));
        writeFileSync(path(name), Buffer.concat(bytes));
        return path(name);
      },
      read: (name) => new Float32Array(new Uint8Array(readFileSync(path(name))).buffer),
    });
  } finally {
    child.stdin!.end();
    child.kill();
    rmSync(folder, { recursive: true });
  }
}

async function compareGriffinLim(momentum: number): Promise<Measurement> {
  return await withPeer(async (peer) => {
    const [[signal]] = sources(30, 1) as [[Float32Array]];
    const wanted = magnitude(stft([signal], frames))[0]!;
    const question = {
      do: 'griffinLim',
      magnitude: peer.write('magnitude', [wanted]),
      out: peer.path('out'),
      iterations: 32,
      momentum,
      fftSize: frames.fftSize,
      hopSize: frames.hopSize,
      length: signal.length,
    };
    const [ours, theirs]: [number[], number[]] = [[], []];
    let found = signal;
    let librosa: unknown;
    // One round to warm up, then ours and theirs in turn.
    for (let round = 0; round < 4; round++) {
      const start = performance.now();
      found = griffinLim(wanted, { ...frames, momentum, lengthSamples: signal.length });
      const seconds = (performance.now() - start) / 1000;
      const answer = await peer.ask(question);
      librosa = answer.librosa;
      if (round > 0) ours.push(seconds);
      if (round > 0) theirs.push(answer.seconds as number);
    }
    const [near, peerNear] = [found, peer.read('out')].map((x) => convergence(x, wanted)) as [number, number];
    const ratio = median(theirs) / median(ours);
    return {
      measured: `${ratio.toFixed(1)}x; ${near.toFixed(5)} and ${peerNear.toFixed(5)}`,
      ok: ratio >= 3 && Math.abs(near - peerNear) <= 1e-3,
      note: `ours ${median(ours).toFixed(2)} s, librosa ${String(librosa)} ${median(theirs).toFixed(2)} s, medians of 3; 2048/512`,
    };
  });
}

/** ‖|STFT(x)| − A‖ / ‖A‖. */
function convergence(x: Float32Array, wanted: Float32Array): number {
  const found = magnitude(stft([x], frames))[0]!;
  let [error, size] = [0, 0];
  wanted.forEach((value, i) => {
    error += (found[i]! - value) ** 2;
    size += value * value;
  });
  return Math.sqrt(error / size);
}

async function compareMisi(): Promise<Measurement> {
  return await withPeer(async (peer) => {
    const signals = sources(3, 3).map(([left]) => left!);
    const mixture = sum(signals);
    const magnitudes = signals.map((signal) => magnitude(stft([signal], small))[0]!);
    const out = signals.map((_, j) => peer.path(`out${j}`));
    const { numpy } = await peer.ask({
      do: 'misi',
      magnitudes: magnitudes.map((matrix, j) => peer.write(`m${j}`, [matrix])),
      mixture: peer.write('mixture', [mixture]),
      out,
      iterations: 5,
      fftSize: small.fftSize,
      hopSize: small.hopSize,
    });
    const found = misi(magnitudes, mixture, { ...small, iterations: 5 });
    return judge(
      found.map((signal, j) => difference(signal, peer.read(`out${j}`))),
      `NumPy ${String(numpy)}`,
    );
  });
}

async function compareConsistent(): Promise<Measurement> {
  return await withPeer(async (peer) => {
    const signals = sources(3, 2).map(([left]) => left!);
    const mixture = sum(signals);
    const powers = signals.map((signal) => power(stft([signal], small))[0]!);
    const differences: number[] = [];
    for (const consistency of [1, 10, 1000]) {
      const { fftSize, hopSize } = small;
      await peer.ask({
        do: 'consistentWiener',
        powers: powers.map((matrix, j) => peer.write(`p${j}`, [matrix])),
        mixture: peer.write('mixture', [mixture]),
        out: signals.map((_, j) => peer.path(`out${j}`)),
        iterations: 10,
        consistency,
        fftSize,
        hopSize,
      });
      consistentWiener(powers, mixture, { fftSize, hopSize, consistency, iterations: 10 }).forEach(
        (signal, j) => {
          differences.push(difference(signal, peer.read(`out${j}`)));
        },
      );
    }
    return judge(differences, 'consistency 1, 10, 1000');
  });
}

async function compareWiener(): Promise<Measurement> {
  return await withPeer(async (peer) => {
    const differences: number[] = [];
    const seconds = { ours: 0, norbert: 0 };
    const songs = sources(3, 3);
    const random = createRandom(2);
    for (const channels of [1, 2]) {
      const mixture = stft(
        Array.from({ length: channels }, (_, c) => sum(songs.map((song) => song[c]!))),
        small,
      );
      const estimates = songs.map((song) =>
        power(stft(song.slice(0, channels), small)).map((matrix) =>
          matrix.map((value) => value * (0.5 + random.uniform())),
        ),
      );
      for (const iterations of [1, 3]) {
        const answer = await peer.ask({
          do: 'multichannelWiener',
          magnitudes: estimates.map((matrices, j) => peer.write(`v${j}`, matrices)),
          mixture: peer.write('mixture', mixture.channels),
          out: songs.map((_, j) => peer.path(`out${j}`)),
          iterations,
          channels,
          bins: mixture.binCount,
        });
        const start = performance.now();
        const found = multichannelWiener(estimates, mixture, { iterations });
        seconds.ours += (performance.now() - start) / 1000;
        seconds.norbert += answer.seconds as number;
        found.forEach(({ channels: bins }, j) => {
          const flat = Float32Array.from(bins.flatMap((channel) => [...channel]));
          differences.push(difference(flat, peer.read(`out${j}`)));
        });
      }
    }
    return judge(differences, `ours ${seconds.ours.toFixed(2)} s, norbert ${seconds.norbert.toFixed(2)} s`);
  });
}

function judge(differences: readonly number[], note: string): Measurement {
  const worst = Math.max(...differences);
  return { measured: worst.toExponential(1), ok: worst <= parity, note };
}

/** The methods whose gain is looked at, in the order of the table in docs/phase.md. */
const methods = phaseMethods.filter((phase): phase is Exclude<PhaseMethod, 'mixture'> => phase !== 'mixture');

async function measureGains(name: 'oracle-irm' | 'hpss-vocals' | 'center'): Promise<Measurement> {
  const songs = recordings({ maxSeconds: 8 }).flatMap(
    (song): (Recording & { vocals: Audio; other: Audio })[] => {
      const vocals = song.stems.get('vocals') ?? song.stems.get('voice');
      if (vocals === undefined) return [];
      const channels = song.mixture.channels.map((channel, c) =>
        channel.map((x, n) => x - vocals.channels[c]![n]!),
      );
      return [{ ...song, vocals, other: { ...vocals, channels } }];
    },
  );
  const usable = songs.filter(({ mixture }) => name !== 'center' || mixture.channels.length === 2);
  const gains = new Map(methods.map((phase) => [phase, [] as number[]]));
  const times = new Map(methods.map((phase) => [phase, 0]));
  let seconds = 0;
  for (const { vocals, other, mixture } of usable) {
    const references: Stems = new Map([
      ['vocals', vocals],
      ['other', other],
    ]);
    const base: Separator =
      name === 'oracle-irm' ? createOracle('irm', references, { exponent: 1 }) : createSeparator(name);
    // Separated once: only the phases are measured.
    const stems = await base.separate(mixture);
    const known: Separator = { ...base, separate: async () => stems };
    const before = siSdr(vocals.channels, stems.get('vocals')!.channels);
    seconds += mixture.channels[0]!.length / mixture.sampleRate;
    for (const phase of methods) {
      const start = performance.now();
      const refined = await refinePhase(known, { phase }).separate(mixture);
      times.set(phase, times.get(phase)! + (performance.now() - start) / 1000);
      gains.get(phase)!.push(siSdr(vocals.channels, refined.get('vocals')!.channels) - before);
    }
  }
  const mean = (phase: PhaseMethod) =>
    gains.get(phase as 'misi')!.reduce((total, gain) => total + gain, 0) / usable.length;
  const keepers = ['misi', 'wiener', 'consistent-wiener'] as const;
  const cost = methods.map((phase) => `${phase} ${((100 * times.get(phase)!) / seconds).toFixed(0)} %`);
  return {
    measured: methods
      .map((phase) => `${phase} ${mean(phase) >= 0 ? '+' : '−'}${Math.abs(mean(phase)).toFixed(2)} dB`)
      .join(', '),
    ok: name !== 'oracle-irm' || keepers.every((phase) => mean(phase) >= 0),
    note: `${recordingsNote}: ${usable
      .map(
        ({ name: song }, i) =>
          `${song} ${methods.map((phase) => gains.get(phase)![i]!.toFixed(2)).join('/')}`,
      )
      .join('; ')}; time in % of the sound's: ${cost.join(', ')}`,
  };
}

/** Sources in stereo at 44.1 kHz, from a seed: gliding tones, strokes, noise, each at another place. */
function sources(seconds: number, count: number): Float32Array[][] {
  const random = createRandom(1984);
  const length = Math.round(seconds * sampleRate);
  return Array.from({ length: count }, (_, j) => {
    let phase = 0;
    const mono = Float32Array.from({ length }, (__, n) => {
      phase += 0.05 * (j + 1) + 0.02 * Math.sin(n / (9000 * (j + 1)));
      const stroke = n % (11025 * (j + 1)) < 2000 ? 1 : 0.1;
      return 0.2 * Math.sin(phase) + 0.15 * Math.sin(1.5 * phase) + 0.05 * random.normal() * stroke;
    });
    return [mono, mono.map((x, n) => (1.2 - 0.4 * j) * x + 0.01 * Math.sin(n / (j + 2)))];
  });
}

function sum(signals: readonly Float32Array[]): Float32Array {
  return signals[0]!.map((_, n) => signals.reduce((total, signal) => total + signal[n]!, 0));
}

/** The largest difference, in parts of the largest expected value. */
function difference(found: Float32Array, expected: Float32Array): number {
  let [most, peak] = [0, 0];
  expected.forEach((value, n) => {
    const distance = Math.abs(value - found[n]!);
    // Written so that NaN counts as a difference.
    if (!(distance <= most)) most = distance;
    peak = Math.max(peak, Math.abs(value));
  });
  return most / peak;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
