/**
 * A start from the leading singular vectors (C. Boutsidis, E. Gallopoulos, "SVD based initialization: a head start for nonnegative matrix
 * factorization", Pattern Recognition 41(4), 2008): no chance in it, and a lower cost from the first iteration on.
 */

import { truncatedSvd } from '../matrix/truncated-svd.ts';

/** What a start is made for. */
export interface NndsvdOptions {
  readonly frameCount: number;
  readonly binCount: number;
  readonly rank: number;
  /**
   * What the zeros become, of which half of the numbers are made: `'zeros'` stay zero under multiplicative updates for ever; `'mean'` is
   * scikit-learn's `nndsvda`, all of them the mean of V.
   */
  readonly fill: 'zeros' | 'mean';
}

/** Both factors, `[component, frame]` and `[component, bin]`. */
export function nndsvd(
  data: Float32Array,
  options: NndsvdOptions,
): { readonly activations: Float32Array; readonly templates: Float32Array } {
  const { frameCount, binCount, rank, fill } = options;
  const { values, left, right } = truncatedSvd(data, { rows: frameCount, columns: binCount, rank });
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const activations = new Float32Array(rank * frameCount);
  const templates = new Float32Array(rank * binCount);
  for (let r = 0; r < rank; r++) {
    const [u, v] = [
      left.subarray(r * frameCount, (r + 1) * frameCount),
      right.subarray(r * binCount, (r + 1) * binCount),
    ];
    // The parts above zero of both, or those below, whichever hold more of the pair. The first pair has one sign by Perron and Frobenius.
    const [up, down] = [partOf(u, v, 1), partOf(u, v, -1)];
    const { sign, uNorm, vNorm } = up.uNorm * up.vNorm > down.uNorm * down.vNorm ? up : down;
    const size = Math.sqrt(values[r]! * uNorm * vNorm);
    const share = (value: number, norm: number): number => {
      const scaled = (sign * value * size) / norm;
      return scaled >= least * Math.sqrt(mean) ? scaled : 0;
    };
    for (let f = 0; f < frameCount; f++) activations[r * frameCount + f] = share(u[f]!, uNorm);
    for (let k = 0; k < binCount; k++) templates[r * binCount + k] = share(v[k]!, vNorm);
  }
  if (fill === 'mean') {
    for (const factor of [activations, templates]) {
      for (let n = 0; n < factor.length; n++) if (factor[n] === 0) factor[n] = mean;
    }
  }
  return { activations, templates };
}

function partOf(
  u: Float32Array,
  v: Float32Array,
  sign: 1 | -1,
): { readonly sign: 1 | -1; readonly uNorm: number; readonly vNorm: number } {
  const norm = (values: Float32Array): number =>
    Math.sqrt(values.reduce((sum, value) => sum + Math.max(0, sign * value) ** 2, 0));
  return { sign, uNorm: norm(u), vNorm: norm(v) };
}

/** scikit-learn's bound, here times the level of the factors: rounding is no start. */
const least = 1e-6;
