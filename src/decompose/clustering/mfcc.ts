/**
 * Mel-frequency cepstral coefficients: the shape of a spectrum as the ear groups it, without its fine structure. The first are the loudness and
 * the tilt, the next the broad humps that make a timbre. Numbers of librosa.feature.mfcc.
 */

import { applyMelFilterBank, makeMelFilterBank, powerToDb } from '../../dsp/index.ts';
import { checkInteger } from '../../util/index.ts';

/** Options of {@link mfcc}. */
export interface MfccOptions {
  /** In hertz. */
  readonly sampleRate: number;
  readonly fftSize: number;
  /** How many coefficients, at most `melCount`. Default 20. */
  readonly count?: number;
  /** How many mel bands. Default 128. */
  readonly melCount?: number;
}

/**
 * The coefficients `[row, coefficient]` of power spectra `[row, bin]`, rows being frames or templates: mel bands of Slaney's form, decibels
 * (at most 80 dB below the loudest of all rows), and an orthonormal cosine transform, as
 * `librosa.feature.mfcc(S=librosa.power_to_db(librosa.feature.melspectrogram(S=powers)))`. Throws `ArgumentError` for values out of range and
 * a length that is no multiple of the bins.
 */
export function mfcc(powers: Float32Array, options: MfccOptions): Float32Array {
  const { sampleRate, fftSize, melCount = 128 } = options;
  const count = checkInteger('mfcc.count', options.count ?? 20, { min: 1, max: melCount });
  const bank = makeMelFilterBank({ sampleRate, fftSize, melCount });
  const bands = powerToDb(applyMelFilterBank(powers, bank));
  return cosineTransform(bands, { length: melCount, count });
}

/**
 * The first `count` coefficients of the orthonormal cosine transform (DCT-II) of every row of `length` numbers:
 * C[k] = √(2/N)·Σₙ x[n]·cos(πk(2n + 1) / 2N), C[0] over √2.
 */
export function cosineTransform(
  rows: Float32Array,
  { length, count }: { readonly length: number; readonly count: number },
): Float32Array {
  const basis = Float64Array.from({ length: count * length }, (_, i) => {
    const [k, n] = [Math.floor(i / length), i % length];
    return Math.sqrt((k === 0 ? 1 : 2) / length) * Math.cos((Math.PI * k * (2 * n + 1)) / (2 * length));
  });
  const rowCount = rows.length / length;
  const out = new Float32Array(rowCount * count);
  for (let row = 0; row < rowCount; row++) {
    for (let k = 0; k < count; k++) {
      let sum = 0;
      for (let n = 0; n < length; n++) sum += rows[row * length + n]! * basis[k * length + n]!;
      out[row * count + k] = sum;
    }
  }
  return out;
}
