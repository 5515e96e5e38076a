/**
 * The scale-invariant ratios: SI-SDR, SI-SIR and SI-SAR (J. Le Roux, S. Wisdom, H. Erdogan, J. R. Hershey, "SDR – half-baked or well
 * done?", ICASSP 2019), and the simple projection forms that are taught beside them. An estimate e is taken apart into the target a·s,
 * what the other references explain of the rest (interference), and what none explains (artifacts).
 */

import { ArgumentError, checkChoice } from '../util/index.ts';
import {
  type ChannelRule,
  type Channels,
  checkChannelRule,
  checkSameShape,
  decibels,
  distance,
  dot,
  energy,
  meanOfDefined,
  withoutMean,
} from './channels.ts';
import { checkMetricTrack } from './check-track.ts';
import type { Metric } from './metric.ts';
import { takeTurn } from './per-stem.ts';
import { solvePositive } from './solve-positive.ts';

/** Options of {@link siSdr}. */
export interface SiSdrOptions {
  /** Default `'each'`: a gain per channel, decibels averaged over the channels whose reference is not silent. */
  readonly channels?: ChannelRule;
  /** Whether every channel loses its mean first. Default `false`, as in torchmetrics and fast_bss_eval; asteroid and nussl say `true`. */
  readonly zeroMean?: boolean;
}

/** Options of {@link siScores}. */
export interface SiScoresOptions extends SiSdrOptions {
  /**
   * How the rest is shared between interference and artifacts; the SDR is the same in all three. P projects on all references.
   *
   * `'le-roux'` (default): SIR = |as|²/|Pe − as|², SAR = |as|²/|e − Pe|², so that 1/SDR = 1/SIR + 1/SAR (as ratios). Also nussl's.
   * `'bss-eval'`: the same SIR, SAR = |Pe|²/|e − Pe|²: BSS Eval with a filter of one tap, which is what fast_bss_eval calls SI-SAR.
   * `'oblique'`: interference is the projection on n, the sum of the other references, by itself: SIR = |as|²/|bn|²,
   * SAR = |as + bn|²/|e − as − bn|² with b = ⟨e, n⟩/|n|². As in many lectures; counts twice what s and n have in common.
   */
  readonly convention?: 'le-roux' | 'bss-eval' | 'oblique';
}

/** The ratios of one estimate, in dB. */
export interface SiScores {
  readonly sdr: number;
  readonly sir: number;
  readonly sar: number;
}

/**
 * SI-SDR in dB: 10·log₁₀(|a·s|² / |a·s − e|²) with a = ⟨e, s⟩/|s|². The level of the estimate does not matter, nor its sign.
 *
 * `Infinity` for a perfect estimate, `-Infinity` for a silent one (nothing of the target is in it; implementations that add an ε give it
 * about 0 dB), NaN where the reference is silent. Throws `ArgumentError` where shapes differ.
 *
 * @example
 * siSdr([Float32Array.of(1, 1, 0)], [Float32Array.of(2, 2, 2)]); // 3.01: |(2, 2, 0)|² / |(0, 0, 2)|² = 2
 */
export function siSdr(reference: Channels, estimate: Channels, options: SiSdrOptions = {}): number {
  checkSameShape('siSdr', [reference, estimate]);
  const { zeroMean = false } = options;
  const rule = checkChannelRule(options.channels ?? 'each');
  const [s, e] = zeroMean ? [withoutMean(reference), withoutMean(estimate)] : [reference, estimate];
  if (rule === 'joined') return joinedSdr(s, e);
  return meanOfDefined(s.map((channel, c) => joinedSdr([channel], [e[c]!])));
}

/**
 * SI-SDR, SI-SIR and SI-SAR of every estimate, `scores[j]` of `estimates[j]` against `references[j]` among all references: the more
 * references are given, the more of an error counts as interference. In decibels.
 *
 * SIR is `Infinity` where the other references explain nothing (a single reference). References that are linear combinations of each other
 * are allowed. NaN where the reference is silent; SIR and SAR are NaN for a silent estimate. Throws `ArgumentError` where shapes or counts
 * differ.
 */
export function siScores(
  references: readonly Channels[],
  estimates: readonly Channels[],
  options: SiScoresOptions = {},
): SiScores[] {
  if (references.length !== estimates.length || references.length === 0) {
    throw new ArgumentError({
      place: 'siScores',
      expected: 'one estimate per reference, at least one',
      got: `${references.length} references and ${estimates.length} estimates`,
      remedy: 'Pair them first, with bestPermutation where the order is not known',
    });
  }
  checkSameShape('siScores', [...references, ...estimates]);
  const { zeroMean = false } = options;
  const rule = checkChannelRule(options.channels ?? 'each');
  const convention = checkChoice('convention', options.convention ?? 'le-roux', [
    'le-roux',
    'bss-eval',
    'oblique',
  ] as const);
  const prepare = (signals: readonly Channels[]) => (zeroMean ? signals.map(withoutMean) : signals);
  const [sources, guesses] = [prepare(references), prepare(estimates)];
  if (rule === 'joined') return joinedScores(sources, guesses, convention);
  const perChannel = references[0]!.map((_, c) =>
    joinedScores(
      sources.map((source) => [source[c]!]),
      guesses.map((guess) => [guess[c]!]),
      convention,
    ),
  );
  return references.map((_, j) => {
    const mean = (name: keyof SiScores) => meanOfDefined(perChannel.map((scores) => scores[j]![name]));
    return { sdr: mean('sdr'), sir: mean('sir'), sar: mean('sar') };
  });
}

/**
 * SI-SDR, SI-SIR, SI-SAR (Le Roux's definitions, a gain per channel, no mean removed) and the improvements of the first two over the
 * mixture. Silent references give NaN.
 */
export const siSdrMetric: Metric = {
  name: 'si-sdr',
  title: 'Scale-invariant SDR, SIR and SAR, and improvements over the mixture',
  scores: ['SI-SDR', 'SI-SIR', 'SI-SAR', 'SI-SDRi', 'SI-SIRi'].map((name) => ({
    name,
    unit: 'dB',
    better: 'higher',
  })),
  frames: undefined,
  async measure(track, { signal, onProgress } = {}) {
    checkMetricTrack(track);
    await takeTurn(signal);
    const names = [...track.references.keys()];
    const references = names.map((name) => track.references.get(name)!.channels);
    const estimates = names.map((name) => track.estimates.get(name)!.channels);
    const scores = siScores(references, estimates);
    onProgress?.(0.5);
    await takeTurn(signal);
    const before = siScores(
      references,
      references.map(() => track.mixture.channels),
    );
    onProgress?.(1);
    return new Map(
      names.map((name, j) => [
        name,
        {
          'SI-SDR': Float64Array.of(scores[j]!.sdr),
          'SI-SIR': Float64Array.of(scores[j]!.sir),
          'SI-SAR': Float64Array.of(scores[j]!.sar),
          'SI-SDRi': Float64Array.of(scores[j]!.sdr - before[j]!.sdr),
          'SI-SIRi': Float64Array.of(scores[j]!.sir - before[j]!.sir),
        },
      ]),
    );
  },
};

function joinedSdr(reference: Channels, estimate: Channels): number {
  const signal = energy(reference);
  if (signal === 0) return Number.NaN;
  const gain = dot(estimate, reference) / signal;
  const target = gain * gain * signal;
  return target === 0 ? Number.NEGATIVE_INFINITY : decibels(target, distance(reference, estimate, gain));
}

function joinedScores(
  references: readonly Channels[],
  estimates: readonly Channels[],
  convention: 'le-roux' | 'bss-eval' | 'oblique',
): SiScores[] {
  const products = references.map((a) => references.map((b) => dot(a, b)));
  return estimates.map((estimate, j) => {
    const reference = references[j]!;
    const signal = products[j]![j]!;
    if (signal === 0) return { sdr: Number.NaN, sir: Number.NaN, sar: Number.NaN };
    const crossed = references.map((other) => dot(estimate, other));
    const gain = crossed[j]! / signal;
    const weights =
      convention === 'oblique' ? obliqueWeights(products, crossed, j) : solvePositive(products, crossed);
    // The rest is summed sample by sample: differences of products would lose the digits of a good estimate.
    const parts = energiesOfParts(references, estimate, { weights, target: j, gain });
    const target = gain * gain * signal;
    return {
      sdr: joinedSdr(reference, estimate),
      sir: decibels(target, parts.interference),
      sar: decibels(convention === 'le-roux' ? target : parts.explained, parts.artifacts),
    };
  });
}

/** The target's own gain, and for all others the gain b = ⟨e, n⟩/|n|² of their sum n. */
function obliqueWeights(
  products: readonly (readonly number[])[],
  crossed: readonly number[],
  target: number,
): number[] {
  const others = products.map((_, j) => j).filter((j) => j !== target);
  let norm = 0;
  let along = 0;
  for (const j of others) {
    along += crossed[j]!;
    for (const k of others) norm += products[j]![k]!;
  }
  const gain = norm === 0 ? 0 : along / norm;
  return products.map((row, j) => (j === target ? crossed[j]! / row[j]! : gain));
}

interface PartEnergies {
  /** |Σ wⱼsⱼ|². */
  readonly explained: number;
  /** |Σ wⱼsⱼ − a·s|². */
  readonly interference: number;
  /** |e − Σ wⱼsⱼ|². */
  readonly artifacts: number;
}

function energiesOfParts(
  references: readonly Channels[],
  estimate: Channels,
  { weights, target, gain }: { weights: readonly number[]; target: number; gain: number },
): PartEnergies {
  let [explained, interference, artifacts] = [0, 0, 0];
  for (let c = 0; c < estimate.length; c++) {
    const sum = new Float64Array(estimate[c]!.length);
    references.forEach((source, j) => {
      const [channel, weight] = [source[c]!, weights[j]!];
      if (weight !== 0) for (let n = 0; n < sum.length; n++) sum[n]! += weight * channel[n]!;
    });
    const [reference, channel] = [references[target]![c]!, estimate[c]!];
    for (let n = 0; n < sum.length; n++) {
      explained += sum[n]! ** 2;
      interference += (sum[n]! - gain * reference[n]!) ** 2;
      artifacts += (channel[n]! - sum[n]!) ** 2;
    }
  }
  // A single reference explains the target and nothing else; rounding is not interference.
  return { explained, interference: references.length === 1 ? 0 : interference, artifacts };
}
