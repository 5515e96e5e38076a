/** The metrics and their statistics against torchmetrics, fast_bss_eval, mir_eval, pystoi and SciPy (scripts/golden/metrics.py). */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  bootstrapInterval,
  type Channels,
  globalSdr,
  logSpectralDistance,
  multiResolutionStft,
  type SiScoresOptions,
  siScores,
  snr,
  stoi,
  wilcoxonSignedRank,
} from '../../src/metrics/index.ts';
import { normalCumulative, normalQuantile } from '../../src/metrics/statistics-normal.ts';
import { exactSignal } from '../support/exact-signal.ts';

interface Interval {
  readonly statistic: 'mean' | 'median';
  readonly method: 'percentile' | 'bca';
  readonly low: number;
  readonly high: number;
}

type Test = Readonly<Record<'two-sided' | 'less' | 'greater', { statistic: number; p: number }>> & {
  readonly a: readonly number[];
  readonly b: readonly number[];
};

interface Golden {
  readonly ratios: Readonly<Record<string, readonly number[]>>;
  readonly stoi: readonly { rate: number; count: number; stoi: number; estoi: number }[];
  readonly spectral: { count: number; convergence: number; logs: number; distance: number };
  readonly wilcoxon: readonly Test[];
  readonly bootstrap: { values: readonly number[]; intervals: readonly Interval[] };
  readonly normal: {
    cumulative: readonly (readonly [number, number])[];
    quantile: readonly (readonly [number, number])[];
  };
}

const golden = JSON.parse(readFileSync(new URL('metrics.json', import.meta.url), 'utf8')) as Golden;

/** Both sides sum in double precision; only the order differs. */
const ratioTolerance = 1e-9;
/** pystoi adds noise of one rounding to ESTOI's segments and has other roundings in its filter. */
const stoiTolerance = 1e-9;
/** Our spectra are float32: a few roundings of the largest bin in each bin. */
const spectralTolerance = 1e-4;

describe('the ratios', () => {
  const lengthSamples = 3000;
  const channelsOf = (first: number, period: number): Float64Array[] =>
    [1, 2].map((c) => exactSignal({ seed: first + c, lengthSamples, period }));
  const sources = [0, 1, 2].map((j) => channelsOf(10 * j, 700 + 90 * j));
  const noise = [0, 1, 2].map((j) => channelsOf(100 + 10 * j, 900));
  const estimates: Channels[] = [1.5, 0.7, -0.5].map((gain, j) =>
    sources[j]!.map((own, c) =>
      own.map((x, n) => gain * (x + 0.2 * sources[(j + 1) % 3]![c]![n]! + 0.05 * noise[j]![c]![n]!)),
    ),
  );

  function expectScores(peer: string, values: readonly number[]): void {
    const expected = golden.ratios[peer]!;
    expect(expected).toHaveLength(3);
    values.forEach((value, j) => {
      expect(Math.abs(value - expected[j]!), peer).toBeLessThan(ratioTolerance);
    });
  }

  it.each(['', ' zero-mean'])('equal torchmetrics and fast_bss_eval, each channel by itself%s', (suffix) => {
    const options: SiScoresOptions = { convention: 'bss-eval', zeroMean: suffix !== '' };
    const scores = siScores(sources, estimates, options);
    const column = (name: 'sdr' | 'sir' | 'sar') => scores.map((score) => score[name]);
    expectScores(`torchmetrics SI-SDR${suffix}`, column('sdr'));
    expectScores(`fast_bss_eval SI-SDR${suffix}`, column('sdr'));
    expectScores(`fast_bss_eval SI-SIR${suffix}`, column('sir'));
    expectScores(`fast_bss_eval SI-SAR${suffix}`, column('sar'));
  });

  it("equal mir_eval's decomposition with a filter of one tap", () => {
    const scores = siScores(sources, estimates, { convention: 'bss-eval' });
    expectScores(
      'mir_eval one-tap SDR',
      scores.map(({ sdr }) => sdr),
    );
    expectScores(
      'mir_eval one-tap SIR',
      scores.map(({ sir }) => sir),
    );
    expectScores(
      'mir_eval one-tap SAR',
      scores.map(({ sar }) => sar),
    );
  });

  it('equal torchmetrics and the challenge where the level counts', () => {
    expectScores(
      'torchmetrics SNR',
      sources.map((source, j) => snr(source, estimates[j]!)),
    );
    expectScores(
      'MDX 2021 SDR',
      sources.map((source, j) => globalSdr(source, estimates[j]!)),
    );
  });
});

describe('STOI', () => {
  it.each(golden.stoi)('equals pystoi at $rate Hz', ({ rate, count, stoi: expected, estoi }) => {
    const s = exactSignal({ seed: 7, lengthSamples: count, period: Math.floor(rate / 4) });
    const other = exactSignal({ seed: 8, lengthSamples: count, period: Math.floor(rate / 3) });
    const e = s.map((x, n) => 0.6 * x + 0.3 * other[n]!);
    expect(Math.abs(stoi([s], [e], { sampleRate: rate }) - expected)).toBeLessThan(stoiTolerance);
    expect(Math.abs(stoi([s], [e], { sampleRate: rate, extended: true }) - estoi)).toBeLessThan(
      stoiTolerance,
    );
  });
});

describe('spectral distances', () => {
  it('equal the formulas in torch', () => {
    const { count, convergence, logs, distance } = golden.spectral;
    const s = Float32Array.from(exactSignal({ seed: 3, lengthSamples: count }));
    const other = exactSignal({ seed: 4, lengthSamples: count });
    const e = Float32Array.from(s, (x, n) => 0.8 * x + 0.1 * other[n]!);
    const scores = multiResolutionStft([s], [e]);
    expect(Math.abs(scores.spectralConvergence / convergence - 1)).toBeLessThan(spectralTolerance);
    expect(Math.abs(scores.logMagnitude / logs - 1)).toBeLessThan(spectralTolerance);
    expect(Math.abs(logSpectralDistance([s], [e]) / distance - 1)).toBeLessThan(spectralTolerance);
  });
});

describe('statistics', () => {
  it.each(golden.wilcoxon)('equal scipy.stats.wilcoxon', ({ a, b, ...expected }) => {
    for (const alternative of ['two-sided', 'less', 'greater'] as const) {
      const result = wilcoxonSignedRank(a, b, { alternative });
      expect(result.statistic).toBeCloseTo(expected[alternative].statistic, 9);
      expect(Math.abs(result.p / expected[alternative].p - 1), alternative).toBeLessThan(1e-9);
    }
  });

  it.each(golden.bootstrap.intervals)('equal scipy.stats.bootstrap: $statistic, $method', (expected) => {
    const { statistic, method, low, high } = expected;
    const interval = bootstrapInterval(golden.bootstrap.values, { statistic, method, resamples: 99999 });
    // Two samples of 99999 resamples each: the ends move by about a hundredth of the interval.
    const tolerance = 0.02 * (high - low);
    expect(Math.abs(interval.low - low)).toBeLessThan(tolerance);
    expect(Math.abs(interval.high - high)).toBeLessThan(tolerance);
  });

  it('equal scipy.stats.norm in both tails', () => {
    for (const [z, p] of golden.normal.cumulative) {
      expect(Math.abs(normalCumulative(z) / p - 1), `z ${z}`).toBeLessThan(1e-12);
    }
    for (const [p, z] of golden.normal.quantile) expect(normalQuantile(p), `p ${p}`).toBeCloseTo(z, 10);
  });
});
