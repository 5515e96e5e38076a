/**
 * The log-spectral distance: how far two spectra are apart in decibels (A. H. Gray, J. D. Markel, "Distance measures for speech processing",
 * IEEE TASSP 1976).
 */

import { checkNumber } from '../util/index.ts';
import { type Channels, checkSameShape, meanOfDefined } from './channels.ts';
import type { Metric } from './metric.ts';
import { measureStems } from './per-stem.ts';
import { asFloat32, forEachSpectralBlock } from './spectral-frames.ts';

/** Options of {@link logSpectralDistance}. */
export interface LogSpectralOptions {
  /** Samples per frame (hann, centred). Default 2048. */
  readonly fftSize?: number;
  /** Default a quarter of it. */
  readonly hopSize?: number;
  /**
   * Powers |X|² below this count as this. Default 1e-8 (X not scaled by the window), as the papers on bandwidth extension do: −134 dB of
   * a full-scale sine with frames of 2048, so that silence in both is no distance.
   */
  readonly floor?: number;
}

/**
 * LSD in dB: per frame √(mean over bins of (10·log₁₀|S|² − 10·log₁₀|E|²)²), mean over frames and channels. 0 for equal signals, however
 * silent; a level that is wrong by 6 dB is 6 dB. Divide by 10 for papers that leave the factor out. Throws `ArgumentError` where shapes
 * differ.
 */
export function logSpectralDistance(
  reference: Channels,
  estimate: Channels,
  options: LogSpectralOptions = {},
): number {
  checkSameShape('logSpectralDistance', [reference, estimate]);
  const { fftSize = 2048, floor = 1e-8 } = options;
  checkNumber('floor', floor, { above: 0 });
  const settings = { fftSize, ...(options.hopSize === undefined ? {} : { hopSize: options.hopSize }) };
  const distances = reference.map((channel, c) => {
    let [sum, frames] = [0, 0];
    const pair = [asFloat32(channel), asFloat32(estimate[c]!)];
    forEachSpectralBlock(pair, settings, ({ bins, frameCount, binCount }) => {
      const [s, e] = [bins[0]!, bins[1]!];
      for (let frame = 0; frame < frameCount; frame++) {
        let squares = 0;
        for (let k = 0, i = frame * binCount * 2; k < binCount; k++, i += 2) {
          const a = Math.max(floor, s[i]! * s[i]! + s[i + 1]! * s[i + 1]!);
          const b = Math.max(floor, e[i]! * e[i]! + e[i + 1]! * e[i + 1]!);
          squares += (10 * Math.log10(a / b)) ** 2;
        }
        sum += Math.sqrt(squares / binCount);
      }
      frames += frameCount;
    });
    return sum / frames;
  });
  return meanOfDefined(distances);
}

/** LSD of whole tracks; 0 for a silent estimate of a silent reference. */
export const logSpectralMetric: Metric = {
  name: 'log-spectral',
  title: 'Log-spectral distance (LSD)',
  scores: [{ name: 'LSD', unit: 'dB', better: 'lower' }],
  frames: undefined,
  measure: (track, options = {}) =>
    measureStems(track, options, ({ reference, estimate }) => ({
      LSD: logSpectralDistance(reference.channels, estimate.channels),
    })),
};
