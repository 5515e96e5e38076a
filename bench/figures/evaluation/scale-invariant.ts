/** The metrics other than BSS Eval, and their statistics, against the published implementations, in one run. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  bestPermutation,
  type Channels,
  globalSdr,
  logSpectralDistance,
  multiResolutionStft,
  siScores,
  siSdr,
  snr,
  stoi,
  wilcoxonSignedRank,
} from '../../../src/metrics/index.ts';
import { createRandom, type Random } from '../../../src/util/index.ts';
import type { Figure, Measurement } from '../figure.ts';

const peers = fileURLToPath(new URL('../../peers/', import.meta.url));

const figures: Figure[] = [
  {
    what: 'SI-SDR, SI-SIR, SI-SAR, SNR and global SDR against torchmetrics, fast_bss_eval, mir_eval (one tap) and MDX 2021',
    floor: '≤ 1e-6 dB',
    measure: () => withPeer(compareRatios),
  },
  { what: 'STOI and ESTOI against pystoi', floor: '≤ 1e-6', measure: () => withPeer(compareStoi) },
  {
    what: 'multi-resolution STFT and log-spectral distance against their formulas in torch, float64',
    floor: '≤ 1e-4 of the value',
    measure: () => withPeer(compareSpectral),
  },
  {
    what: 'Wilcoxon signed-rank test and best permutation against scipy',
    floor: 'p ≤ 1e-9 apart, equal sums',
    measure: () => withPeer(compareStatistics),
  },
];

export default figures;

/** Answers as JSON, and files to exchange arrays with. */
interface Peer {
  write(name: string, signals: readonly Channels[]): string;
  // biome-ignore lint/suspicious/noExplicitAny: answers differ by question
  ask(question: Record<string, unknown>): Promise<any>;
}

async function withPeer(work: (peer: Peer) => Promise<Measurement>): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'metric-figures-'));
  const child: ChildProcess = spawn(`${peers}.venv/bin/python`, [`${peers}metrics.py`], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  try {
    return await work({
      write(name, signals) {
        const path = join(folder, name);
        const bytes = signals.flat().map((channel) => new Uint8Array(Float64Array.from(channel).buffer));
        writeFileSync(path, Buffer.concat(bytes));
        return path;
      },
      async ask(question) {
        child.stdin!.write(`${JSON.stringify(question)}\n`);
        const { value, done } = await lines.next();
        if (done === true) throw new Error('the peer stopped: run bench/peers/setup');
        return JSON.parse(value);
      },
    });
  } finally {
    child.stdin!.end();
    if (child.exitCode === null) await once(child, 'exit');
    rmSync(folder, { recursive: true });
  }
}

/** Coloured noise that swells; sources share some of it, so that they correlate. */
function makeSignals(random: Random, { sources, channels, length }: SignalShape): Float64Array[][] {
  const common = coloured(random, length);
  return Array.from({ length: sources }, () =>
    Array.from({ length: channels }, () => coloured(random, length).map((x, n) => x + 0.2 * common[n]!)),
  );
}

interface SignalShape {
  readonly sources: number;
  readonly channels: number;
  readonly length: number;
}

function coloured(random: Random, length: number): Float64Array {
  let low = 0;
  const period = random.integer(2000, 9000);
  return Float64Array.from({ length }, (_, n) => {
    low += (random.normal() - low) * 0.3;
    return 0.3 * low * (1 + Math.sin((2 * Math.PI * n) / period)) + 0.01;
  });
}

async function compareRatios(peer: Peer): Promise<Measurement> {
  const random = createRandom(2019);
  let [worst, count] = [0, 0];
  for (const sources of [2, 3, 4, 5]) {
    for (const channels of [1, 2]) {
      // Estimates from near-perfect (60 dB) to hopeless (−20 dB), with wrong signs and levels, but none so low that the ε which
      // torchmetrics adds to its sums is heard.
      for (const errorGain of [1e-3, 0.1, 1, 10]) {
        const references = makeSignals(random, { sources, channels, length: 8000 });
        const estimates = references.map((source, j) =>
          source.map((channel, c) => {
            const gain = (random.uniform() < 0.5 ? -1 : 1) * (0.3 + 2 * random.uniform());
            const other = references[(j + 1) % sources]![c]!;
            const mixed = coloured(random, channel.length);
            return channel.map((x, n) => gain * (x + errorGain * (0.5 * other[n]! + 0.3 * mixed[n]!)));
          }),
        );
        const scores = await peer.ask({
          do: 'ratios',
          references: peer.write('references', references),
          estimates: peer.write('estimates', estimates),
          sources,
          channels,
        });
        for (const [name, ours] of Object.entries(ourRatios(references, estimates))) {
          ours.forEach((value, j) => {
            count++;
            // Written so that NaN and a missing score count as a difference.
            const difference = Math.abs(value - scores[name][j]);
            if (!(difference <= worst)) worst = difference;
          });
        }
      }
    }
  }
  const versions = await peer.ask({ do: 'versions' });
  return {
    measured: `${worst.toExponential(1)} dB`,
    ok: worst <= 1e-6,
    note: `${count} scores, 2 to 5 sources, −20 to 60 dB, with and without means; torchmetrics ${versions.torchmetrics}, fast_bss_eval ${versions.fast_bss_eval}, mir_eval ${versions.mir_eval}`,
  };
}

/** By the names of the peer's answer. */
function ourRatios(
  references: readonly Channels[],
  estimates: readonly Channels[],
): Record<string, number[]> {
  const result: Record<string, number[]> = {};
  for (const zeroMean of [false, true]) {
    const suffix = zeroMean ? ' zero-mean' : '';
    const scores = siScores(references, estimates, { convention: 'bss-eval', zeroMean });
    result[`torchmetrics SI-SDR${suffix}`] = references.map((s, j) => siSdr(s, estimates[j]!, { zeroMean }));
    result[`fast_bss_eval SI-SDR${suffix}`] = scores.map(({ sdr }) => sdr);
    result[`fast_bss_eval SI-SIR${suffix}`] = scores.map(({ sir }) => sir);
    result[`fast_bss_eval SI-SAR${suffix}`] = scores.map(({ sar }) => sar);
    if (zeroMean) continue;
    result['mir_eval one-tap SDR'] = scores.map(({ sdr }) => sdr);
    result['mir_eval one-tap SIR'] = scores.map(({ sir }) => sir);
    result['mir_eval one-tap SAR'] = scores.map(({ sar }) => sar);
  }
  result['torchmetrics SNR'] = references.map((s, j) => snr(s, estimates[j]!));
  result['MDX 2021 SDR'] = references.map((s, j) => globalSdr(s, estimates[j]!));
  return result;
}

async function compareStoi(peer: Peer): Promise<Measurement> {
  const random = createRandom(2011);
  const rates = [8000, 10000, 11025, 16000, 22050, 44100, 48000];
  let worst = 0;
  for (const rate of rates) {
    const [s, other] = [coloured(random, 2 * rate), coloured(random, 2 * rate)];
    // A stretch of silence, which both must take out.
    s.fill(0, rate, Math.round(1.2 * rate));
    for (const noise of [0.1, 1]) {
      const e = s.map((x, n) => 0.7 * x + noise * other[n]!);
      const files = { reference: peer.write('reference', [[s]]), estimate: peer.write('estimate', [[e]]) };
      const expected = await peer.ask({ do: 'stoi', ...files, rate });
      const ours = [false, true].map((extended) => stoi([s], [e], { sampleRate: rate, extended }));
      worst = Math.max(worst, Math.abs(ours[0]! - expected.stoi), Math.abs(ours[1]! - expected.estoi));
    }
  }
  return { measured: worst.toExponential(1), ok: worst <= 1e-6, note: `at ${rates.join(', ')} Hz` };
}

async function compareSpectral(peer: Peer): Promise<Measurement> {
  const random = createRandom(2020);
  let worst = 0;
  for (const noise of [0.01, 0.3]) {
    const s = Float32Array.from(coloured(random, 30000));
    const other = coloured(random, 30000);
    const e = s.map((x, n) => 0.9 * x + noise * other[n]!);
    const files = { reference: peer.write('reference', [[s]]), estimate: peer.write('estimate', [[e]]) };
    const expected = await peer.ask({ do: 'spectral', ...files });
    const ours = multiResolutionStft([s], [e]);
    const ratios = [
      ours.spectralConvergence / expected.convergence,
      ours.logMagnitude / expected.logs,
      logSpectralDistance([s], [e]) / expected.distance,
    ];
    for (const ratio of ratios) worst = Math.max(worst, Math.abs(ratio - 1));
  }
  return { measured: worst.toExponential(1), ok: worst <= 1e-4, note: 'our spectra are float32' };
}

async function compareStatistics(peer: Peer): Promise<Measurement> {
  const random = createRandom(1945);
  let [apart, unequal] = [0, 0];
  for (const size of [5, 13, 14, 30, 50, 51, 150]) {
    for (const step of [0, 0.5]) {
      const round = (x: number) => (step === 0 ? x : Math.round(x / step) * step);
      const a = Array.from({ length: size }, () => round(random.normal() + 0.3));
      const b = a.map(() => round(random.normal()));
      const expected = await peer.ask({ do: 'wilcoxon', a, b });
      for (const alternative of ['two-sided', 'less', 'greater'] as const) {
        const { p, statistic } = wilcoxonSignedRank(a, b, { alternative });
        apart = Math.max(apart, Math.abs(p - expected[alternative].p));
        if (statistic !== expected[alternative].statistic) apart = Number.POSITIVE_INFINITY;
      }
    }
    const scores = Array.from({ length: size }, () => Array.from({ length: size + 2 }, random.normal));
    const { sum } = await peer.ask({ do: 'assign', costs: scores.map((row) => row.map((x) => -x)) });
    const ours = bestPermutation(scores).reduce((total, j, i) => total + scores[i]![j]!, 0);
    if (!(Math.abs(ours + sum) < 1e-9)) unequal++;
  }
  return {
    measured: `p ${apart.toExponential(1)} apart, ${unequal} unequal sums`,
    ok: apart <= 1e-9 && unequal === 0,
    note: '5 to 150 pairs, with and without ties; up to 150 × 152 scores',
  };
}
