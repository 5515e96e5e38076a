/**
 * Masks: how much of each bin of a mixture belongs to a source, 0 to 1. All functions work on matrices of any shape,
 * elementwise, one channel at a time; a mask has the shape of the magnitudes it was made from, `[frame, bin]`.
 */

import { ArgumentError, checkChoice, checkNumber } from '../util/index.ts';

/** Options of {@link binaryMask}. */
export interface BinaryMaskOptions {
  /** Who gets a bin in which both are equal (silence above all). Default `'rest'`, so that silence is in no mask. */
  readonly ties?: 'target' | 'rest';
  /** How many times the rest the target must exceed. Default 1. */
  readonly margin?: number;
}

/** Options of {@link softMask}. */
export interface SoftMaskOptions {
  /** The exponent: 1 (default) compares magnitudes, 2 their powers (Wiener), `Infinity` is binary, ties to the rest. */
  readonly power?: number;
  /** What a bin gets in which both are 0: 0.5 if `true`, 0 if `false` (default; the bin is silent either way). */
  readonly splitZeros?: boolean;
}

/** Options of {@link ratioMasks} and `wienerMasks`. */
export interface RatioMaskOptions {
  /** The exponent, as in {@link SoftMaskOptions}; default 1. `Infinity` gives each bin to the largest, the first among equals. */
  readonly power?: number;
  /**
   * What a bin gets in which all sources are 0. `'equal'` (default): 1/J each, so that the masks add up to 1 everywhere. `'last'`: all
   * to the last source (a residual). `'none'`: 0, and the masks do not add up to 1 there.
   */
  readonly zeros?: 'equal' | 'last' | 'none';
}

/** What {@link checkMasksSumToOne} found. */
export interface MaskSumReport {
  /** Whether the deviation is at most the tolerance. */
  readonly holds: boolean;
  /** The largest |Σⱼ Mⱼ − 1| over all bins; `Infinity` where one is NaN. */
  readonly deviation: number;
}

/** Magnitudes below the least normal float32 count as 0, as in librosa: their ratios have no digits. */
const tiny = 2 ** -126;

/**
 * 1 where the target exceeds the rest (times `margin`), else 0. With the other tie rule, `binaryMask(rest, target)` fills what this
 * leaves. Throws `ArgumentError` where lengths differ.
 *
 * @example
 * binaryMask(Float32Array.of(2, 1, 0), Float32Array.of(1, 1, 3)); // 1, 0, 0
 */
export function binaryMask(
  target: Float32Array,
  rest: Float32Array,
  options: BinaryMaskOptions = {},
): Float32Array {
  const ties = checkChoice('ties', options.ties ?? 'rest', ['target', 'rest'] as const);
  const margin = checkNumber('margin', options.margin ?? 1, { above: 0 });
  checkSameLength([target, rest]);
  const mask = new Float32Array(target.length);
  for (let i = 0; i < mask.length; i++) {
    const limit = rest[i]! * margin;
    mask[i] = target[i]! > limit || (ties === 'target' && target[i] === limit) ? 1 : 0;
  }
  return mask;
}

/**
 * The soft (ratio) mask targetᵖ / (targetᵖ + restᵖ), computed without overflow or a smoothing ε; librosa.util.softmask.
 * Arguments are magnitudes, not negative. Throws `ArgumentError` where lengths differ or the power is not above 0.
 *
 * @example
 * softMask(Float32Array.of(3, 0), Float32Array.of(1, 0)); // 0.75, 0
 */
export function softMask(
  target: Float32Array,
  rest: Float32Array,
  options: SoftMaskOptions = {},
): Float32Array {
  const { splitZeros = false } = options;
  const power = checkPower(options.power ?? 1);
  checkSameLength([target, rest]);
  if (power === Number.POSITIVE_INFINITY) return binaryMask(target, rest);
  const empty = splitZeros ? 0.5 : 0;
  const mask = new Float32Array(target.length);
  for (let i = 0; i < mask.length; i++) {
    const a = target[i]!;
    const b = rest[i]!;
    const larger = Math.max(a, b);
    if (larger < tiny) mask[i] = empty;
    // Squares of float32 numbers cannot overflow a double.
    else if (power === 1) mask[i] = a / (a + b);
    else if (power === 2) mask[i] = (a * a) / (a * a + b * b);
    else {
      const raised = (a / larger) ** power;
      mask[i] = raised / (raised + (b / larger) ** power);
    }
  }
  return mask;
}

/**
 * One ratio mask per source, Mⱼ = sⱼᵖ / Σᵢ sᵢᵖ, which add up to 1 in every bin to float32 rounding.
 * `magnitudes[j]` belongs to source `j`. Throws `ArgumentError` without sources, where lengths differ or the power is not above 0.
 *
 * @example
 * const [vocals, drums, rest] = ratioMasks([vocalMagnitude, drumMagnitude, restMagnitude], { power: 2 });
 */
export function ratioMasks(
  magnitudes: readonly Float32Array[],
  options: RatioMaskOptions = {},
): Float32Array[] {
  const power = checkPower(options.power ?? 1);
  const zeros = checkChoice('zeros', options.zeros ?? 'equal', ['equal', 'last', 'none'] as const);
  const length = checkSameLength(magnitudes);
  const count = magnitudes.length;
  const masks = magnitudes.map(() => new Float32Array(length));
  const raised = new Float64Array(count);
  for (let i = 0; i < length; i++) {
    let largest = 0;
    for (let j = 0; j < count; j++) largest = Math.max(largest, magnitudes[j]![i]!);
    if (largest < tiny) {
      if (zeros === 'equal') for (const mask of masks) mask[i] = 1 / count;
      if (zeros === 'last') masks[count - 1]![i] = 1;
      continue;
    }
    if (power === Number.POSITIVE_INFINITY) {
      const winner = magnitudes.findIndex((matrix) => matrix[i] === largest);
      masks[winner]![i] = 1;
      continue;
    }
    let sum = 0;
    for (let j = 0; j < count; j++) {
      const ratio = magnitudes[j]![i]! / largest;
      raised[j] = power === 1 ? ratio : ratio ** power;
      sum += raised[j]!;
    }
    for (let j = 0; j < count; j++) masks[j]![i] = raised[j]! / sum;
  }
  return masks;
}

/** The mask of everything else: 1 − M. */
export function invertMask(mask: Float32Array): Float32Array {
  return mask.map((value) => 1 - value);
}

/**
 * Whether masks add up to 1 in every bin, so that the masked parts add up to the mixture. `masks[j]` is the mask of source `j` of one
 * channel. Default tolerance 1e-6: a few float32 roundings.
 */
export function checkMasksSumToOne(masks: readonly Float32Array[], tolerance = 1e-6): MaskSumReport {
  checkNumber('tolerance', tolerance, { min: 0 });
  const length = checkSameLength(masks);
  let deviation = 0;
  for (let i = 0; i < length; i++) {
    let sum = 0;
    for (const mask of masks) sum += mask[i]!;
    const distance = Math.abs(sum - 1);
    deviation = Math.max(deviation, Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance);
  }
  return { holds: deviation <= tolerance, deviation };
}

function checkPower(power: number): number {
  return power === Number.POSITIVE_INFINITY ? power : checkNumber('power', power, { above: 0 });
}

function checkSameLength(matrices: readonly Float32Array[]): number {
  const lengths = new Set(matrices.map(({ length }) => length));
  if (lengths.size === 1) return matrices[0]!.length;
  throw new ArgumentError({
    place: 'mask',
    expected: 'matrices of one length',
    got: lengths.size === 0 ? 'none' : `lengths ${[...lengths].join(', ')}`,
    remedy: 'Make them from spectrograms with the same settings and length',
  });
}
