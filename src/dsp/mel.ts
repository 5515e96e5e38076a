/**
 * Mel spectrograms: the bins of a spectrum gathered into overlapping triangular bands that are equally wide to the ear.
 * Bands, norms and defaults of librosa.filters.mel; torchaudio's are `{ scale: 'htk', norm: 'none' }`.
 */

import { ArgumentError, checkChoice, checkInteger, checkNumber } from '../util/index.ts';
import { hzToMel, type MelScale, melToHz } from './mel-scale.ts';
import { magnitude, power as powerOf } from './representations.ts';
import type { Spectrogram } from './spectrogram.ts';

/** Options of {@link makeMelFilterBank}. */
export interface MelOptions {
  /** Hertz of the signal. */
  readonly sampleRate: number;
  readonly fftSize: number;
  /** How many bands. Default 128; too many for the FFT size leave low bands without a bin. */
  readonly melCount?: number;
  /** Where the lowest band begins, in hertz. Default 0. */
  readonly minHz?: number;
  /** Where the highest band ends, in hertz. Default half the sample rate. */
  readonly maxHz?: number;
  /** Default `slaney`. */
  readonly scale?: MelScale;
  /** `slaney` (default) gives every band the same area, 2 / width in Hz; `none` the same height, 1. */
  readonly norm?: 'slaney' | 'none';
}

/** The bands, as a matrix and as the range of bins that each of them covers. */
export interface MelFilterBank {
  readonly melCount: number;
  readonly binCount: number;
  /** `[mel, bin]` mel-major: `weights[mel * binCount + bin]`. */
  readonly weights: Float32Array;
  /** Per band the first bin with a weight above 0 … */
  readonly firstBins: Int32Array;
  /** … and the one behind the last; equal to the first where a band has no bin. */
  readonly endBins: Int32Array;
  /** The middle of each band, in hertz. */
  readonly centersHz: Float64Array;
}

/** Options of {@link melSpectrogram}. */
export interface MelSpectrogramOptions extends Omit<MelOptions, 'fftSize'> {
  /** 2 (default) gathers powers |X|², 1 magnitudes |X|. */
  readonly power?: 1 | 2;
}

/** `count` frequencies in hertz, equally spaced in mels, from `minHz` to `maxHz` inclusive. */
export function melFrequencies(
  count: number,
  { minHz, maxHz, scale = 'slaney' }: { minHz: number; maxHz: number; scale?: MelScale },
): Float64Array {
  const low = hzToMel(minHz, scale);
  const step = (hzToMel(maxHz, scale) - low) / Math.max(1, count - 1);
  return Float64Array.from({ length: count }, (_, i) => melToHz(low + i * step, scale));
}

/**
 * The triangular bands for spectra of `fftSize`. Throws `ArgumentError` for values out of range (0 ≤ minHz < maxHz).
 *
 * @example
 * const bank = makeMelFilterBank({ sampleRate: 22050, fftSize: 2048, melCount: 80 });
 * const mel = applyMelFilterBank(power(spectrogram)[0], bank); // [frame, mel]
 */
export function makeMelFilterBank(options: MelOptions): MelFilterBank {
  const { sampleRate, fftSize, melCount = 128, scale = 'slaney', norm = 'slaney' } = options;
  checkNumber('sampleRate', sampleRate, { above: 0 });
  checkInteger('fftSize', fftSize, { min: 2 });
  checkInteger('melCount', melCount, { min: 1 });
  checkChoice('scale', scale, ['slaney', 'htk']);
  checkChoice('norm', norm, ['slaney', 'none']);
  const maxHz = checkNumber('maxHz', options.maxHz ?? sampleRate / 2, { above: 0 });
  const minHz = checkNumber('minHz', options.minHz ?? 0, { min: 0, below: maxHz });
  const binCount = Math.floor(fftSize / 2) + 1;
  const edges = melFrequencies(melCount + 2, { minHz, maxHz, scale });
  const weights = new Float32Array(melCount * binCount);
  const firstBins = new Int32Array(melCount);
  const endBins = new Int32Array(melCount);
  for (let mel = 0; mel < melCount; mel++) {
    const [left, middle, right] = [edges[mel]!, edges[mel + 1]!, edges[mel + 2]!];
    const height = norm === 'slaney' ? 2 / (right - left) : 1;
    for (let bin = 0; bin < binCount; bin++) {
      const hz = (bin * sampleRate) / fftSize;
      const slope = Math.min((hz - left) / (middle - left), (right - hz) / (right - middle));
      const weight = Math.fround(height * Math.max(0, slope));
      if (weight === 0) continue;
      weights[mel * binCount + bin] = weight;
      if (endBins[mel] === 0) firstBins[mel] = bin;
      endBins[mel] = bin + 1;
    }
  }
  return { melCount, binCount, weights, firstBins, endBins, centersHz: edges.slice(1, -1) };
}

/**
 * A matrix `[frame, bin]` of one channel gathered into bands: `[frame, mel]` frame-major. Sums in double precision.
 * Throws `ArgumentError` unless its length is a multiple of the bank's `binCount`.
 */
export function applyMelFilterBank(matrix: Float32Array, bank: MelFilterBank): Float32Array {
  const { melCount, binCount, weights, firstBins, endBins } = bank;
  const frameCount = countFrames(matrix, binCount);
  const output = new Float32Array(frameCount * melCount);
  for (let frame = 0; frame < frameCount; frame++) {
    for (let mel = 0; mel < melCount; mel++) {
      let sum = 0;
      for (let bin = firstBins[mel]!; bin < endBins[mel]!; bin++) {
        sum += weights[mel * binCount + bin]! * matrix[frame * binCount + bin]!;
      }
      output[frame * melCount + mel] = sum;
    }
  }
  return output;
}

/**
 * The mel spectrogram of each channel, `[frame, mel]` frame-major; not decibels (see `powerToDb`). Not invertible
 * exactly: `melToMagnitude` finds one of many spectrograms that fit.
 *
 * @example
 * const [mel] = melSpectrogram(stft(channels, { fftSize: 2048 }), { sampleRate: 44100 });
 */
export function melSpectrogram(spectrogram: Spectrogram, options: MelSpectrogramOptions): Float32Array[] {
  const { power = 2, ...bands } = options;
  checkChoice('power', String(power), ['1', '2']);
  const bank = makeMelFilterBank({ ...bands, fftSize: spectrogram.settings.fftSize });
  const matrices = power === 2 ? powerOf(spectrogram) : magnitude(spectrogram);
  return matrices.map((matrix) => applyMelFilterBank(matrix, bank));
}

/** The frames of a matrix with `rowLength` values per frame. */
export function countFrames(matrix: Float32Array, rowLength: number): number {
  if (matrix.length % rowLength === 0) return matrix.length / rowLength;
  throw new ArgumentError({
    place: 'mel filter bank',
    expected: `frames of ${rowLength} values`,
    got: `${matrix.length} values, not a multiple`,
    remedy: 'Make the filter bank with the FFT size and band count of the matrix',
  });
}
