/**
 * Decibels and back, with the meaning, the names and the defaults of librosa's power_to_db and amplitude_to_db.
 * Elementwise: an array of any shape goes in, an array of the same length comes out.
 */

import { checkNumber } from '../util/index.ts';

/** Options of {@link powerToDb} and {@link amplitudeToDb}. */
export interface DecibelOptions {
  /** What counts as 0 dB: a value above 0 in the unit of the input (default 1), or `'max'`, the largest value of the input. */
  readonly ref?: number | 'max';
  /**
   * Smaller values (and a smaller `ref`) are raised to this, which keeps the logarithm finite. Default 1e-10 for powers and 1e-5 for
   * amplitudes: −100 dB.
   */
  readonly amin?: number;
  /** How far below the loudest value of the whole array the result may reach. Default 80 dB; `Infinity` sets no limit. */
  readonly topDb?: number;
}

/**
 * 10·log₁₀(power / ref), at least the largest value − topDb. Signs are ignored. The maximum is taken over the array as given: hand over one channel
 * at a time for limits of their own. Throws `ArgumentError` unless ref and amin lie above 0 and topDb is not negative.
 *
 * @example
 * powerToDb(Float32Array.of(1, 0.1, 0)); // 0, -10, -80
 */
export function powerToDb(power: Float32Array, options: DecibelOptions = {}): Float32Array {
  const { ref = 1, amin = 1e-10 } = options;
  checkNumber('amin', amin, { above: 0 });
  const reference = ref === 'max' ? largest(power) : checkNumber('ref', ref, { above: 0 });
  return toDb(power, { factor: 10, amin, reference, topDb: checkTopDb(options.topDb) });
}

/**
 * 20·log₁₀(amplitude / ref) of magnitudes, which is {@link powerToDb} of their squares.
 *
 * @example
 * amplitudeToDb(Float32Array.of(1, 0.1, 0)); // 0, -20, -80
 */
export function amplitudeToDb(amplitude: Float32Array, options: DecibelOptions = {}): Float32Array {
  const { ref = 1, amin = 1e-5 } = options;
  checkNumber('amin', amin, { above: 0 });
  const reference = ref === 'max' ? largest(amplitude) : checkNumber('ref', ref, { above: 0 });
  return toDb(amplitude, { factor: 20, amin, reference, topDb: checkTopDb(options.topDb) });
}

/** The inverse of {@link powerToDb} where nothing was cut off: ref · 10^(dB/10). */
export function dbToPower(db: Float32Array, options: { readonly ref?: number } = {}): Float32Array {
  const ref = checkNumber('ref', options.ref ?? 1, { above: 0 });
  return db.map((value) => ref * 10 ** (value / 10));
}

/** The inverse of {@link amplitudeToDb} where nothing was cut off: ref · 10^(dB/20). */
export function dbToAmplitude(db: Float32Array, options: { readonly ref?: number } = {}): Float32Array {
  const ref = checkNumber('ref', options.ref ?? 1, { above: 0 });
  return db.map((value) => ref * 10 ** (value / 20));
}

interface Scale {
  readonly factor: 10 | 20;
  readonly amin: number;
  readonly reference: number;
  readonly topDb: number;
}

function toDb(values: Float32Array, { factor, amin, reference, topDb }: Scale): Float32Array {
  // Above the loudest value − topDb, in the domain of the logarithm.
  const zero = factor * Math.log10(Math.max(amin, reference));
  const floor = factor * Math.log10(Math.max(amin, largest(values))) - zero - topDb;
  const db = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    db[i] = Math.max(floor, factor * Math.log10(Math.max(amin, Math.abs(values[i]!))) - zero);
  }
  return db;
}

function checkTopDb(topDb = 80): number {
  return topDb === Number.POSITIVE_INFINITY ? topDb : checkNumber('topDb', topDb, { min: 0 });
}

function largest(values: Float32Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
}
