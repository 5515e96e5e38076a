/**
 * What is read off a spectrogram: magnitude, power, phase, logarithms, and the ways back. Each is a real matrix per
 * channel, `[frame, bin]` frame-major, that is `matrix[frame * binCount + bin]`.
 */

import { ArgumentError, checkNumber } from '../util/index.ts';
import type { Spectrogram } from './spectrogram.ts';

/** Options of {@link logMagnitude} and {@link logPower}. */
export interface LogOptions {
  /** Smaller values are raised to this before the logarithm, which is then finite. Default 1e-5, or 1e-10 for powers (−100 dB). */
  readonly floor?: number;
}

/** |X| per channel, `[frame, bin]`. */
export function magnitude(spectrogram: Spectrogram): Float32Array[] {
  return spectrogram.channels.map((bins) => {
    const matrix = new Float32Array(bins.length / 2);
    for (let i = 0; i < matrix.length; i++) {
      const real = bins[2 * i]!;
      const imaginary = bins[2 * i + 1]!;
      matrix[i] = Math.sqrt(real * real + imaginary * imaginary);
    }
    return matrix;
  });
}

/** |X|² per channel, `[frame, bin]`. */
export function power(spectrogram: Spectrogram): Float32Array[] {
  return spectrogram.channels.map((bins) => {
    const matrix = new Float32Array(bins.length / 2);
    for (let i = 0; i < matrix.length; i++) {
      const real = bins[2 * i]!;
      const imaginary = bins[2 * i + 1]!;
      matrix[i] = real * real + imaginary * imaginary;
    }
    return matrix;
  });
}

/** The angle of X in radians, −π to π, per channel, `[frame, bin]`; 0 where X is 0. */
export function phase(spectrogram: Spectrogram): Float32Array[] {
  return spectrogram.channels.map((bins) => {
    const matrix = new Float32Array(bins.length / 2);
    for (let i = 0; i < matrix.length; i++) matrix[i] = Math.atan2(bins[2 * i + 1]!, bins[2 * i]!);
    return matrix;
  });
}

/** ln max(|X|, floor) per channel, `[frame, bin]`. For decibels see `amplitudeToDb`. */
export function logMagnitude(spectrogram: Spectrogram, options: LogOptions = {}): Float32Array[] {
  const floor = checkNumber('floor', options.floor ?? 1e-5, { above: 0 });
  return magnitude(spectrogram).map((matrix) => matrix.map((value) => Math.log(Math.max(value, floor))));
}

/** ln max(|X|², floor) per channel, `[frame, bin]`: twice {@link logMagnitude}. */
export function logPower(spectrogram: Spectrogram, options: LogOptions = {}): Float32Array[] {
  const floor = checkNumber('floor', options.floor ?? 1e-10, { above: 0 });
  return power(spectrogram).map((matrix) => matrix.map((value) => Math.log(Math.max(value, floor))));
}

/** From powers back to magnitudes: √p. */
export function powerToMagnitude(matrix: Float32Array): Float32Array {
  return matrix.map(Math.sqrt);
}

/** From log magnitudes back to magnitudes, exact above the floor: eˣ. */
export function logToMagnitude(matrix: Float32Array): Float32Array {
  return matrix.map((value) => Math.exp(value));
}

/** From log powers back to magnitudes, exact above the floor: e^(x/2). */
export function logPowerToMagnitude(matrix: Float32Array): Float32Array {
  return matrix.map((value) => Math.exp(value / 2));
}

/**
 * A spectrogram with the given magnitudes and the phases of `spectrogram`, most often the mixture's: M · X / |X|. Where X
 * is 0 its phase is taken as 0. `magnitudes[c]` is `[frame, bin]`, one per channel.
 * Throws `ArgumentError` where shapes differ.
 */
export function withMagnitude(spectrogram: Spectrogram, magnitudes: readonly Float32Array[]): Spectrogram {
  checkMatrices('magnitudes', magnitudes, spectrogram);
  const channels = spectrogram.channels.map((bins, c) => {
    const wanted = magnitudes[c]!;
    const output = new Float32Array(bins.length);
    for (let i = 0; i < wanted.length; i++) {
      const real = bins[2 * i]!;
      const imaginary = bins[2 * i + 1]!;
      const size = Math.sqrt(real * real + imaginary * imaginary);
      output[2 * i] = size === 0 ? wanted[i]! : (wanted[i]! * real) / size;
      output[2 * i + 1] = size === 0 ? 0 : (wanted[i]! * imaginary) / size;
    }
    return output;
  });
  return { ...spectrogram, channels };
}

/**
 * A spectrogram from magnitudes and phases (radians), `[frame, bin]` per channel: M · e^(iφ). Settings, sizes and length
 * are those of `like`. Throws `ArgumentError` where shapes differ.
 */
export function fromPolar(
  magnitudes: readonly Float32Array[],
  phases: readonly Float32Array[],
  { like }: { readonly like: Spectrogram },
): Spectrogram {
  checkMatrices('magnitudes', magnitudes, like);
  checkMatrices('phases', phases, like);
  const channels = magnitudes.map((sizes, c) => {
    const angles = phases[c]!;
    const output = new Float32Array(sizes.length * 2);
    for (let i = 0; i < sizes.length; i++) {
      output[2 * i] = sizes[i]! * Math.cos(angles[i]!);
      output[2 * i + 1] = sizes[i]! * Math.sin(angles[i]!);
    }
    return output;
  });
  return { ...like, channels };
}

/** Throws `ArgumentError` unless there is one matrix per channel of the spectrogram, with a value per bin. */
function checkMatrices(place: string, matrices: readonly Float32Array[], spectrogram: Spectrogram): void {
  const size = spectrogram.frameCount * spectrogram.binCount;
  if (matrices.length === spectrogram.channels.length && matrices.every(({ length }) => length === size))
    return;
  throw new ArgumentError({
    place,
    expected: `${spectrogram.channels.length} matrices of ${spectrogram.frameCount} frames × ${spectrogram.binCount} bins`,
    got: `lengths ${matrices.map(({ length }) => length).join(', ') || 'of no matrix'}`,
    remedy: 'Use matrices made from this spectrogram',
  });
}
