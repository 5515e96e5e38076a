/**
 * Ratios that are not blind to the level: SNR, SD-SDR and SRR (J. Le Roux, S. Wisdom, H. Erdogan, J. R. Hershey, "SDR – half-baked or
 * well done?", ICASSP 2019) and the global SDR of the demixing challenges (Y. Mitsufuji et al., "Music Demixing Challenge 2021", 2022).
 * Array functions take the reference first. All sums are in double precision and run over both channels at once.
 */

import { type Channels, checkSameShape, decibels, distance, dot, energy } from './channels.ts';
import type { Metric } from './metric.ts';
import { measureStems } from './per-stem.ts';

/**
 * The signal-to-noise ratio in dB, 10·log₁₀(|s|² / |s − e|²), channels joined. A wrong level counts as noise. `Infinity` for a perfect
 * estimate, 0 for a silent one, NaN where the reference is silent. Throws `ArgumentError` where shapes differ.
 */
export function snr(reference: Channels, estimate: Channels): number {
  checkSameShape('snr', [reference, estimate]);
  const signal = energy(reference);
  return signal === 0 ? Number.NaN : decibels(signal, distance(reference, estimate));
}

/**
 * The scale-dependent SDR in dB, 10·log₁₀(|a·s|² / |s − e|²) with a = ⟨e, s⟩/|s|², which is SNR + 20·log₁₀|a|: unlike the SNR it does not
 * reward making the estimate quieter. Channels joined. NaN where the reference is silent, `-Infinity` where the estimate is.
 * Throws `ArgumentError` where shapes differ.
 */
export function sdSdr(reference: Channels, estimate: Channels): number {
  checkSameShape('sdSdr', [reference, estimate]);
  const signal = energy(reference);
  if (signal === 0) return Number.NaN;
  const gain = dot(estimate, reference) / signal;
  return decibels(gain * gain * signal, distance(reference, estimate));
}

/**
 * The signal-to-rescaling ratio in dB, −20·log₁₀|1 − 1/a| with a = ⟨e, s⟩/|s|²: how right the level alone is. `Infinity` at a = 1, 0 at
 * a = ½ and for a → ∞. NaN where the reference is silent. Throws `ArgumentError` where shapes differ.
 */
export function srr(reference: Channels, estimate: Channels): number {
  checkSameShape('srr', [reference, estimate]);
  const signal = energy(reference);
  if (signal === 0) return Number.NaN;
  const gain = dot(estimate, reference) / signal;
  return -20 * Math.log10(Math.abs(1 - 1 / gain));
}

/** What the challenges add to both sums. */
const challengeDelta = 1e-7;

/**
 * The global SDR in dB of the demixing challenges of 2021 and 2023, called uSDR and nSDR elsewhere:
 * 10·log₁₀((|s|² + 1e-7) / (|s − e|² + 1e-7)) over all samples of both channels of the song. The 1e-7 as published: it keeps silent
 * references finite (0 dB when the estimate is silent too) and a perfect estimate below 10·log₁₀(|s|²·1e7).
 * A data set's number is the mean over its songs. Throws `ArgumentError` where shapes differ.
 */
export function globalSdr(reference: Channels, estimate: Channels): number {
  checkSameShape('globalSdr', [reference, estimate]);
  return decibels(energy(reference) + challengeDelta, distance(reference, estimate) + challengeDelta);
}

/** SNR, its improvement over the mixture, SD-SDR and SRR of whole tracks; channels joined. Silent references give NaN. */
export const snrMetric: Metric = {
  name: 'snr',
  title: 'Signal-to-noise ratio, scale-dependent SDR, rescaling ratio',
  scores: [
    { name: 'SNR', unit: 'dB', better: 'higher' },
    { name: 'SNRi', unit: 'dB', better: 'higher' },
    { name: 'SD-SDR', unit: 'dB', better: 'higher' },
    { name: 'SRR', unit: 'dB', better: 'higher' },
  ],
  frames: undefined,
  measure: (track, options = {}) =>
    measureStems(track, options, ({ reference: s, estimate: e, mixture: x }) => {
      const level = snr(s.channels, e.channels);
      return {
        SNR: level,
        SNRi: level - snr(s.channels, x.channels),
        'SD-SDR': sdSdr(s.channels, e.channels),
        SRR: srr(s.channels, e.channels),
      };
    }),
};

/** The demixing challenges' SDR of whole tracks and its improvement over the mixture; {@link globalSdr}. */
export const globalSdrMetric: Metric = {
  name: 'global-sdr',
  title: 'Global SDR of the demixing challenges (uSDR, nSDR)',
  scores: [
    { name: 'uSDR', unit: 'dB', better: 'higher' },
    { name: 'uSDRi', unit: 'dB', better: 'higher' },
  ],
  frames: undefined,
  measure: (track, options = {}) =>
    measureStems(track, options, ({ reference, estimate, mixture }) => {
      const value = globalSdr(reference.channels, estimate.channels);
      return { uSDR: value, uSDRi: value - globalSdr(reference.channels, mixture.channels) };
    }),
};
