/**
 * The multichannel Wiener filter, its parameters refined by expectation and maximization: N. Q. K. Duong, E. Vincent, R. Gribonval, IEEE TASLP 2010, in the simplified
 * form of A. A. Nugraha, A. Liutkus, E. Vincent, "Multichannel music separation with deep neural networks", EUSIPCO 2016, which norbert implements.
 *
 *   vⱼ[t, k] = |yⱼ[t, k]|²/C     Rⱼ[k] = Σₜ yⱼyⱼᴴ / Σₜ vⱼ     yⱼ ← vⱼRⱼ·(Σᵢ vᵢRᵢ)⁻¹·x
 */

import { type Spectrogram, stftBinCount } from '../../dsp/index.ts';
import { ArgumentError, checkChoice, checkInteger } from '../../util/index.ts';
import { buildSpatialModel, filterSpatially } from './spatial-model.ts';

/** Options of {@link multichannelWiener}. */
export interface MultichannelWienerOptions {
  /** How often powers and places are estimated and the mixture filtered. Default 1, as norbert; 0 gives the beginning. */
  readonly iterations?: number;
  /**
   * What it begins with: `'soft-mask'` (default), the mixture shared out in proportion to the estimates, or `'mixture-phase'`, the estimates with the
   * phases of the mixture, for magnitudes that are good.
   */
  readonly initial?: 'soft-mask' | 'mixture-phase';
}

/**
 * The sources of `mixture`, whose estimates are `estimates[source][channel]` (`[frame, bin]`, from 0; one matrix per source stands for all its channels): powers or magnitudes for `'soft-mask'`,
 * magnitudes for `'mixture-phase'`. Equal to `norbert.wiener`, to float32 rounding. The sources add up to the mixture to about −90 dB of it.
 *
 * One channel works too: the filter then shares every bin by power, with a gain per source and frequency. Memory: the mixture's bins once per source.
 * Throws `ArgumentError` for no source, options out of range, and estimates of another shape than the mixture.
 *
 * @example
 * const [voice, rest] = multichannelWiener([magnitude(voiceBins), magnitude(restBins)], mixture, { iterations: 2 });
 */
export function multichannelWiener(
  estimates: readonly (readonly Float32Array[])[],
  mixture: Spectrogram,
  options: MultichannelWienerOptions = {},
): Spectrogram[] {
  const iterations = checkInteger('iterations', options.iterations ?? 1, { min: 0 });
  const initial = checkChoice('initial', options.initial ?? 'soft-mask', [
    'soft-mask',
    'mixture-phase',
  ] as const);
  checkEstimates(estimates, mixture);
  const begin = initial === 'soft-mask' ? shareOut(estimates, mixture) : giveMixturePhase(estimates, mixture);
  for (let i = 0; i < iterations; i++) refineSpatially(begin, mixture);
  return begin;
}

/** One round of the EM on complex estimates, whose bins are overwritten: norbert's `expectation_maximization`. */
export function refineSpatially(sources: readonly Spectrogram[], mixture: Spectrogram): void {
  const builder = buildSpatialModel({
    sourceCount: sources.length,
    channelCount: mixture.channels.length,
    binCount: stftBinCount(mixture.settings),
  });
  builder.add(sources, mixture, [0, mixture.frameCount]);
  filterSpatially(sources, mixture, {
    model: builder.finish(),
    out: sources.map(({ channels }) => channels),
  });
}

/** norbert's softmask: yⱼ = eⱼ/(ε + Σ eᵢ)·x. */
function shareOut(estimates: readonly (readonly Float32Array[])[], mixture: Spectrogram): Spectrogram[] {
  const shared = estimates.map(() => mixture.channels.map((bins) => new Float32Array(bins.length)));
  mixture.channels.forEach((bins, c) => {
    const sums = new Float64Array(bins.length / 2).fill(2 ** -52);
    for (const channels of estimates) {
      const estimate = of(channels, c);
      for (let i = 0; i < sums.length; i++) sums[i]! += estimate[i]!;
    }
    estimates.forEach((channels, j) => {
      const [estimate, target] = [of(channels, c), shared[j]![c]!];
      for (let i = 0; i < sums.length; i++) {
        const part = estimate[i]! / sums[i]!;
        target[2 * i] = part * bins[2 * i]!;
        target[2 * i + 1] = part * bins[2 * i + 1]!;
      }
    });
  });
  return shared.map((channels) => ({ ...mixture, channels }));
}

function giveMixturePhase(
  estimates: readonly (readonly Float32Array[])[],
  mixture: Spectrogram,
): Spectrogram[] {
  return estimates.map((channels) => ({
    ...mixture,
    channels: mixture.channels.map((bins, c) => {
      const given = new Float32Array(bins.length);
      const estimate = of(channels, c);
      for (let i = 0; i < estimate.length; i++) {
        const size = Math.hypot(bins[2 * i]!, bins[2 * i + 1]!);
        // The phase of 0 is 0.
        given[2 * i] = size === 0 ? estimate[i]! : (estimate[i]! * bins[2 * i]!) / size;
        given[2 * i + 1] = size === 0 ? 0 : (estimate[i]! * bins[2 * i + 1]!) / size;
      }
      return given;
    }),
  }));
}

function of(channels: readonly Float32Array[], c: number): Float32Array {
  return channels.length === 1 ? channels[0]! : channels[c]!;
}

function checkEstimates(estimates: readonly (readonly Float32Array[])[], mixture: Spectrogram): void {
  const length = mixture.frameCount * mixture.binCount;
  const count = mixture.channels.length;
  const fits = (channels: readonly Float32Array[]) =>
    (channels.length === 1 || channels.length === count) &&
    channels.every((matrix) => matrix.length === length);
  const wrong = estimates.findIndex((channels) => !fits(channels));
  if (estimates.length > 0 && wrong < 0) return;
  throw new ArgumentError({
    place: estimates.length === 0 ? 'estimates' : `estimates[${wrong}]`,
    expected: `one or ${count} matrices of ${mixture.frameCount} frames of ${mixture.binCount} bins per source`,
    got:
      estimates.length === 0
        ? 'no source'
        : `lengths ${estimates[wrong]!.map((matrix) => matrix.length).join(', ')}`,
    remedy: 'Give estimates of the same settings and length as the mixture',
  });
}
