/** The mask of what repeats by the peaks of a spectrogram's two-dimensional Fourier transform: FT2D on a plain matrix. */

import { ArgumentError, checkChoice, checkInteger } from '../../util/index.ts';
import { checkMatrix, type MatrixShape } from '../repetition/matrix-shape.ts';
import { createRealFft2d, type RealFft2d } from './real-fft-2d.ts';
import { centredMagnitudes, type PeakOptions, peakWeights } from './spectral-peaks.ts';

/** Options of {@link ft2dMask}. */
export interface Ft2dMaskOptions extends MatrixShape {
  /** Modulation rates that a peak is compared with, odd. Default 25. */
  readonly frames?: number;
  /** Modulation scales that a peak is compared with, odd. Default 1: each scale by itself. */
  readonly bins?: number;
  /** Whether a peak stands out of its neighbourhood, in degrees (default), or of the whole spectrum, as in the first paper. */
  readonly peaks?: 'local' | 'global';
}

/** Keeps the ratio of silent bins finite. */
const floor = 1e-7;

/**
 * The mask, 0 to 1, of the repeating part of a `[frame, bin]` matrix of magnitudes: with F its two-dimensional Fourier transform and W the
 * weights of its peaks,
 *
 *     M = min(|F⁻¹(W·F)|, V) / V,   divided by its largest value.
 *
 * The mask of the rest is 1 − M. Any size works; sizes without large prime factors are the fast ones. Throws `ArgumentError` for an even
 * neighbourhood and a matrix of another size.
 */
export function ft2dMask(magnitudes: Float32Array, options: Ft2dMaskOptions): Float32Array {
  const { frameCount, binCount } = options;
  checkMatrix('ft2dMask', magnitudes, options);
  return createFt2dMask({ frameCount, binCount }, checkPeaks('ft2dMask', options))(magnitudes);
}

/** The magnitudes of the two-dimensional Fourier transform with rate and scale 0 in the middle, `[rate, scale]`, the largest being 1. */
export function ft2dMagnitudes(magnitudes: Float32Array, shape: MatrixShape): Float64Array {
  checkMatrix('ft2dMagnitudes', magnitudes, shape);
  return centredMagnitudes(createRealFft2d(shape.frameCount, shape.binCount).forward(magnitudes));
}

/** {@link ft2dMask} for many matrices of a size, whose transform is planned once. */
export function createFt2dMask(
  shape: MatrixShape,
  options: PeakOptions,
): (magnitudes: Float32Array) => Float32Array {
  const fft: RealFft2d = createRealFft2d(shape.frameCount, shape.binCount);
  return (magnitudes) => {
    const spectrum = fft.forward(magnitudes);
    const weights = peakWeights(centredMagnitudes(spectrum), spectrum, options);
    for (let i = 0; i < weights.length; i++) {
      spectrum.real[i]! *= weights[i]!;
      spectrum.imaginary[i]! *= weights[i]!;
    }
    const mask = fft.inverse(spectrum);
    let largest = 0;
    for (let i = 0; i < mask.length; i++) {
      const value = magnitudes[i]! + floor;
      const share = Math.min(Math.abs(mask[i]!), value) / value;
      if (share > largest) largest = share;
      mask[i] = share;
    }
    for (let i = 0; i < mask.length; i++) mask[i]! /= largest + floor;
    return mask;
  };
}

/** The options of peaks, checked, with defaults. */
export function checkPeaks(
  place: string,
  { frames = 25, bins = 1, peaks = 'local' }: Partial<PeakOptions>,
): PeakOptions {
  checkChoice(`${place}.peaks`, peaks, ['local', 'global'] as const);
  for (const [name, value] of [
    ['frames', frames],
    ['bins', bins],
  ] as const) {
    if (checkInteger(`${place}.${name}`, value, { min: 1 }) % 2 === 1) continue;
    throw new ArgumentError({
      place: `${place}.${name}`,
      expected: 'an odd number: a peak stands in the middle of its neighbourhood',
      got: String(value),
      remedy: `Use ${value + 1}`,
    });
  }
  return { frames, bins, peaks };
}
