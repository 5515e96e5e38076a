/**
 * What AuxIVA and ILRMA share: a matrix per frequency that takes channels to sources, and its update one source at a time by iterative
 * projection (N. Ono, "Stable and fast update rules for independent vector analysis based on auxiliary function technique", WASPAA 2011):
 *
 *     Vₙ = 1/T · Σ_t φₙ[t]·x·xᴴ        wₙ ← (W·Vₙ)⁻¹·eₙ        wₙ ← wₙ / √(wₙᴴ·Vₙ·wₙ)
 *
 * with row n of W being wₙᴴ. No step size, and no step goes uphill.
 */

import { logDeterminant } from '../matrix/complex-determinant.ts';
import { invertComplex } from '../matrix/complex-inverse.ts';
import { multiplyComplex } from '../matrix/complex-product.ts';
import type { Observations } from './observations.ts';

/** Added to the diagonal of Vₙ in proportion to its mean (−100 dB): where channels are equal at a frequency it is singular. */
const loading = 1e-10;

/** Demixing matrices of all frequencies, and room to work. */
export interface Demixer {
  /** W: `[bin, source, channel, part]`. */
  readonly matrices: Float64Array;
  /** Adds |yₙ|² of source `n` at a frequency to `sums`, frame by frame. */
  addPowers(bin: number, n: number, sums: Float64Array): void;
  /** Updates row `n` of the matrix of a frequency with φ per frame. */
  project(bin: number, n: number, weights: Float64Array): void;
  /** Multiplies row `n` of every frequency. */
  scale(n: number, gain: number): void;
  /** Σ over frequencies of log |det W|. */
  logDeterminant(): number;
}

/** Matrices that begin as the identity, every channel a source, or as `start`, which is copied. */
export function createDemixer(
  { channels, binCount, frameCount }: Observations,
  start?: Float64Array,
): Demixer {
  const size = channels.length;
  const area = size * size * 2;
  const matrices = start?.slice() ?? identities(binCount, size);
  const re = new Float64Array(frameCount);
  const im = new Float64Array(frameCount);
  const covariance = new Float64Array(area);
  const product = new Float64Array(area);
  const inverse = new Float64Array(area);

  /** Σ φ·x·xᴴ / T; returns its trace. */
  function weigh(bin: number, weights: Float64Array): number {
    const start = bin * frameCount * 2;
    if (size === 2) return weighTwo(channels, covariance, { start, weights });
    let trace = 0;
    for (let a = 0; a < size; a++) {
      const x = channels[a]!;
      for (let b = a; b < size; b++) {
        const y = channels[b]!;
        let sumRe = 0;
        let sumIm = 0;
        for (let t = 0; t < frameCount; t++) {
          const i = start + 2 * t;
          const weight = weights[t]!;
          const p = weight * x[i]!;
          const q = weight * x[i + 1]!;
          const u = y[i]!;
          const v = y[i + 1]!;
          sumRe += p * u + q * v;
          sumIm += q * u - p * v;
        }
        const [upper, lower] = [(a * size + b) * 2, (b * size + a) * 2];
        covariance[upper] = sumRe / frameCount;
        covariance[upper + 1] = a === b ? 0 : sumIm / frameCount;
        covariance[lower] = covariance[upper]!;
        covariance[lower + 1] = -covariance[upper + 1]!;
      }
      trace += covariance[(a * size + a) * 2]!;
    }
    return trace;
  }

  return {
    matrices,
    addPowers(bin, n, sums) {
      const row = bin * area + n * size * 2;
      const start = bin * frameCount * 2;
      if (size === 2) {
        addPowersOfTwo(channels, matrices.subarray(row, row + 4), { start, sums });
        return;
      }
      re.fill(0);
      im.fill(0);
      for (let c = 0; c < size; c++) {
        const u = matrices[row + 2 * c]!;
        const v = matrices[row + 2 * c + 1]!;
        const x = channels[c]!;
        for (let t = 0, i = start; t < frameCount; t++, i += 2) {
          const p = x[i]!;
          const q = x[i + 1]!;
          re[t]! += u * p - v * q;
          im[t]! += u * q + v * p;
        }
      }
      for (let t = 0; t < frameCount; t++) sums[t]! += re[t]! * re[t]! + im[t]! * im[t]!;
    },
    project(bin, n, weights) {
      const trace = weigh(bin, weights);
      // Nothing sounds at this frequency: its matrix stays.
      if (!(trace > 0)) return;
      for (let c = 0; c < size; c++) covariance[(c * size + c) * 2]! += (loading * trace) / size;
      const matrix = matrices.subarray(bin * area, (bin + 1) * area);
      multiplyComplex(matrix, covariance, { size, out: product });
      invertComplex(product, inverse, size);
      // w is column n of the inverse; wᴴVw is its power.
      let power = 0;
      for (let a = 0; a < size; a++) {
        const [p, q] = [inverse[(a * size + n) * 2]!, inverse[(a * size + n) * 2 + 1]!];
        for (let b = 0; b < size; b++) {
          const [u, v] = [inverse[(b * size + n) * 2]!, inverse[(b * size + n) * 2 + 1]!];
          const at = (a * size + b) * 2;
          power += (p * u + q * v) * covariance[at]! + (q * u - p * v) * covariance[at + 1]!;
        }
      }
      const scale = 1 / Math.sqrt(power);
      if (!Number.isFinite(scale)) return;
      for (let c = 0; c < size; c++) {
        matrix[(n * size + c) * 2] = inverse[(c * size + n) * 2]! * scale;
        matrix[(n * size + c) * 2 + 1] = -inverse[(c * size + n) * 2 + 1]! * scale;
      }
    },
    scale(n, gain) {
      for (let k = 0; k < binCount; k++) {
        const row = k * area + n * size * 2;
        for (let i = row; i < row + size * 2; i++) matrices[i]! *= gain;
      }
    },
    logDeterminant() {
      let sum = 0;
      for (let k = 0; k < binCount; k++) {
        sum += logDeterminant(matrices.subarray(k * area, (k + 1) * area), size);
      }
      return sum;
    },
  };
}

/** {@link Demixer.addPowers} of two channels, in one go: most sound has two. */
function addPowersOfTwo(
  [first, second]: readonly Float32Array[],
  row: Float64Array,
  { start, sums }: { readonly start: number; readonly sums: Float64Array },
): void {
  const [a, b, c, d] = [row[0]!, row[1]!, row[2]!, row[3]!];
  for (let t = 0, i = start; t < sums.length; t++, i += 2) {
    const p = first![i]!;
    const q = first![i + 1]!;
    const u = second![i]!;
    const v = second![i + 1]!;
    const re = a * p - b * q + c * u - d * v;
    const im = a * q + b * p + c * v + d * u;
    sums[t]! += re * re + im * im;
  }
}

/** Σ φ·x·xᴴ / T of two channels, in one go; returns its trace. */
function weighTwo(
  [first, second]: readonly Float32Array[],
  covariance: Float64Array,
  { start, weights }: { readonly start: number; readonly weights: Float64Array },
): number {
  let powerA = 0;
  let powerB = 0;
  let re = 0;
  let im = 0;
  for (let t = 0, i = start; t < weights.length; t++, i += 2) {
    const weight = weights[t]!;
    const p = first![i]!;
    const q = first![i + 1]!;
    const u = second![i]!;
    const v = second![i + 1]!;
    powerA += weight * (p * p + q * q);
    powerB += weight * (u * u + v * v);
    re += weight * (p * u + q * v);
    im += weight * (q * u - p * v);
  }
  const scale = 1 / weights.length;
  covariance.set([powerA, 0, re, im, re, -im, powerB, 0].map((value) => value * scale));
  return (powerA + powerB) * scale;
}

function identities(count: number, size: number): Float64Array {
  const matrices = new Float64Array(count * size * size * 2);
  for (let k = 0; k < count; k++) {
    for (let n = 0; n < size; n++) matrices[((k * size + n) * size + n) * 2] = 1;
  }
  return matrices;
}
