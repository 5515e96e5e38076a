/**
 * The two grids that a U-Net of this toolkit works on: an image of bins and frames, and a line of samples. One level of either makes a quarter of
 * the places and looks at nine neighbours, so that both have the same number of weights and of operations.
 */

import { maxPool, type Value } from '../../graph/index.ts';
import {
  conv1d,
  conv2d,
  convTranspose1d,
  convTranspose2d,
  kaimingNormal,
  type Scope,
  type WeightSource,
} from '../../nn/index.ts';

/** A kind of grid. */
export interface Axes {
  /** Axes behind batch and channel. */
  readonly rank: 1 | 2;
  /** Taps of a convolution along each axis. */
  readonly kernel: number;
  /** What a level divides each axis by. */
  readonly factor: number;
}

/** `[batch, channel, bin, frame]`: 3 × 3 taps, halved along both axes. */
export const imageAxes: Axes = { rank: 2, kernel: 3, factor: 2 };

/** `[batch, channel, sample]`: 9 taps, a quarter of the samples. */
export const lineAxes: Axes = { rank: 1, kernel: 9, factor: 4 };

/** A convolution that keeps the size. */
export function convolve(
  scope: Scope,
  x: Value,
  options: {
    readonly axes: Axes;
    readonly outChannels: number;
    readonly kernelSize?: number;
    readonly bias: boolean;
    readonly weight?: WeightSource;
  },
): Value {
  const { axes, ...rest } = options;
  const settings = { kernelSize: axes.kernel, padding: 'same', ...rest } as const;
  return axes.rank === 2 ? conv2d(scope, x, settings) : conv1d(scope, x, settings);
}

/** The largest of every `factor` places per axis; what is left over at the ends is dropped. */
export function pool(x: Value, { factor, rank }: Axes): Value {
  return maxPool(x, { kernel: Array.from({ length: rank }, () => factor) });
}

/** The way back: every place becomes `factor` per axis, up to the size of `like`, whose leftover ends stay 0. */
export function enlarge(
  scope: Scope,
  x: Value,
  options: { readonly axes: Axes; readonly outChannels: number; readonly like: Value },
): Value {
  const { axes, like, outChannels } = options;
  const { factor, rank } = axes;
  const outputPadding = Array.from({ length: rank }, (_, axis) => Number(like.type.shape[axis + 2]) % factor);
  const settings = { outChannels, kernelSize: factor, stride: factor, outputPadding, bias: false };
  return rank === 2 ? convTranspose2d(scope, x, settings) : convTranspose1d(scope, x, settings);
}

/** Weights that begin as He et al. (2015) say for a leaky ReLU of this slope. */
export function kaimingWeight(leak: number): WeightSource {
  return (scope, shape) => scope.parameter('weight', shape, kaimingNormal({ a: leak }));
}
