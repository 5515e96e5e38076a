/**
 * The multi-resolution STFT distance: spectral convergence and log magnitudes at several frame lengths (R. Yamamoto, E. Song, J.-M. Kim,
 * "Parallel WaveGAN", ICASSP 2020), in the conventions of auraloss (C. J. Steinmetz, J. D. Reiss 2020).
 */

import { ArgumentError } from '../util/index.ts';
import { type Channels, checkSameShape } from './channels.ts';
import type { Metric } from './metric.ts';
import { measureStems } from './per-stem.ts';
import { asFloat32, forEachSpectralBlock } from './spectral-frames.ts';

/** One resolution: frame, hop and window in samples. */
export interface StftResolution {
  readonly fftSize: number;
  readonly hopSize: number;
  readonly windowSize: number;
}

/** The resolutions of the paper, at 24 kHz there; every toolkit keeps the numbers at any rate. */
export const standardResolutions: readonly StftResolution[] = [
  { fftSize: 1024, hopSize: 120, windowSize: 600 },
  { fftSize: 2048, hopSize: 240, windowSize: 1200 },
  { fftSize: 512, hopSize: 50, windowSize: 240 },
];

/** Powers are raised to this before the root, as in auraloss; the paper's own code has 1e-7. */
const powerFloor = 1e-8;

/** What {@link multiResolutionStft} gives; all are 0 for equal signals. */
export interface MultiResolutionScores {
  /** The sum of the other two. */
  readonly total: number;
  /** Mean over resolutions and channels of ‖|S| − |E|‖ / ‖|S|‖ (Frobenius norms). */
  readonly spectralConvergence: number;
  /** Mean over resolutions, channels, frames and bins of |ln|S| − ln|E||. */
  readonly logMagnitude: number;
}

/**
 * The distance of `estimate` from `reference` over `resolutions` (default {@link standardResolutions}), hann windows, reflected ends.
 * Magnitudes are √max(|X|², 1e-8). Throws `ArgumentError` where shapes differ or there is no resolution.
 */
export function multiResolutionStft(
  reference: Channels,
  estimate: Channels,
  options: { readonly resolutions?: readonly StftResolution[] } = {},
): MultiResolutionScores {
  checkSameShape('multiResolutionStft', [reference, estimate]);
  const { resolutions = standardResolutions } = options;
  if (resolutions.length === 0) {
    throw new ArgumentError({
      place: 'resolutions',
      expected: 'at least one resolution',
      got: 'none',
      remedy: 'Leave the option out for the standard three',
    });
  }
  let [spectralConvergence, logMagnitude] = [0, 0];
  reference.forEach((channel, c) => {
    const pair = [asFloat32(channel), asFloat32(estimate[c]!)];
    for (const resolution of resolutions) {
      const one = oneResolution(pair, resolution);
      spectralConvergence += one.spectralConvergence / (reference.length * resolutions.length);
      logMagnitude += one.logMagnitude / (reference.length * resolutions.length);
    }
  });
  return { total: spectralConvergence + logMagnitude, spectralConvergence, logMagnitude };
}

/** The distance of whole tracks, its total and its two parts. */
export const multiResolutionMetric: Metric = {
  name: 'mr-stft',
  title: 'Multi-resolution STFT distance: spectral convergence and log magnitudes',
  scores: ['MR-STFT', 'MR-SC', 'MR-LogMag'].map((name) => ({ name, unit: '', better: 'lower' })),
  frames: undefined,
  measure: (track, options = {}) =>
    measureStems(track, options, ({ reference, estimate }) => {
      const scores = multiResolutionStft(reference.channels, estimate.channels);
      return {
        'MR-STFT': scores.total,
        'MR-SC': scores.spectralConvergence,
        'MR-LogMag': scores.logMagnitude,
      };
    }),
};

function oneResolution(
  pair: readonly Float32Array[],
  resolution: StftResolution,
): { spectralConvergence: number; logMagnitude: number } {
  let [difference, size, logs, count] = [0, 0, 0, 0];
  forEachSpectralBlock(pair, resolution, ({ bins }) => {
    const [s, e] = [bins[0]!, bins[1]!];
    for (let i = 0; i < s.length; i += 2) {
      const a = Math.max(powerFloor, s[i]! * s[i]! + s[i + 1]! * s[i + 1]!);
      const b = Math.max(powerFloor, e[i]! * e[i]! + e[i + 1]! * e[i + 1]!);
      difference += (Math.sqrt(a) - Math.sqrt(b)) ** 2;
      size += a;
      logs += Math.abs(Math.log(a / b)) / 2;
    }
    count += s.length / 2;
  });
  return { spectralConvergence: Math.sqrt(difference / size), logMagnitude: logs / count };
}
