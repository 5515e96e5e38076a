/** Whitening: the linear map after which channels are uncorrelated and of power 1, the first step of FastICA. */

import { eigenSymmetric } from '../matrix/eigen-symmetric.ts';

/** What whitening found. */
export interface Whitening {
  /** The mean of each channel, which is taken off first. */
  readonly mean: Float64Array;
  /** K, `[component, channel]`: K·(x − mean) is white. */
  readonly matrix: Float64Array;
  /** K's (pseudo-)inverse, `[channel, component]`. */
  readonly inverse: Float64Array;
  /** The whitened samples, one array per component, the strongest principal direction first. */
  readonly components: readonly Float64Array[];
  /** Channels that are no mixture of the others, to rounding: fewer than the channels where some say the same. */
  readonly rank: number;
}

/** A direction this much weaker than the strongest (−100 dB) is rounding of the samples, not sound. */
const rankTolerance = 1e-10;

/**
 * Whitens `channels` by the eigenvectors of their covariance, each signed so that its first entry is positive (scikit-learn's rule, so that
 * the same start leads to the same result). Only `rank` components come back, at most `componentCount`.
 */
export function whiten(channels: readonly ArrayLike<number>[], componentCount: number): Whitening {
  const { mean, values, vectors, rank } = principal(channels);
  const size = channels.length;
  const count = channels[0]!.length;
  const kept = Math.min(rank, componentCount);
  const matrix = new Float64Array(kept * size);
  const inverse = new Float64Array(size * kept);
  const components: Float64Array[] = [];
  for (let i = 0; i < kept; i++) {
    // K = uᵀ/√λ of each eigenpair, its inverse u·√λ.
    const sign = vectors[i * size]! < 0 ? -1 : 1;
    const component = new Float64Array(count);
    for (let c = 0; c < size; c++) {
      const gain = (sign * vectors[i * size + c]!) / Math.sqrt(values[i]!);
      matrix[i * size + c] = gain;
      inverse[c * kept + i] = gain * values[i]!;
      const [channel, offset] = [channels[c]!, mean[c]!];
      for (let t = 0; t < count; t++) component[t]! += gain * (channel[t]! - offset);
    }
    components.push(component);
  }
  return { mean, matrix, inverse, components, rank };
}

/** How many of `channels` are no mixture of the others: 0 for silence, 1 where all are the same but for a gain. */
export function channelRank(channels: readonly ArrayLike<number>[]): number {
  return principal(channels).rank;
}

interface Principal {
  readonly mean: Float64Array;
  readonly values: Float64Array;
  readonly vectors: Float64Array;
  readonly rank: number;
}

/** Means, eigenpairs of the covariance, and how many of them are above rounding. */
function principal(channels: readonly ArrayLike<number>[]): Principal {
  const size = channels.length;
  const count = channels[0]!.length;
  const mean = Float64Array.from(channels, (channel) => {
    let sum = 0;
    for (let t = 0; t < count; t++) sum += channel[t]!;
    return count === 0 ? 0 : sum / count;
  });
  const covariance = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      const [a, b, meanA, meanB] = [channels[i]!, channels[j]!, mean[i]!, mean[j]!];
      let sum = 0;
      for (let t = 0; t < count; t++) sum += (a[t]! - meanA) * (b[t]! - meanB);
      covariance[i * size + j] = count === 0 ? 0 : sum / count;
      covariance[j * size + i] = covariance[i * size + j]!;
    }
  }
  const { values, vectors } = eigenSymmetric(covariance, size);
  const rank = values[0]! > 0 ? values.filter((value) => value > values[0]! * rankTolerance).length : 0;
  return { mean, values, vectors, rank };
}
