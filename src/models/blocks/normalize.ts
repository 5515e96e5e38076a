/** What stands before and behind a network: segments brought to one level, and learned scales and offsets. */

import {
  add,
  inScope,
  mul,
  reciprocal,
  reduceMean,
  reduceSumSquare,
  reshape,
  sqrt,
  staticCount,
  sub,
  type Value,
} from '../../graph/index.ts';
import { ones, type Scope, zeros } from '../../nn/index.ts';

/** Added to mean squares, as layer normalization has it. */
const imageEpsilon = 1e-5;

/** The square of −100 dB of full scale: what is softer counts as silence. */
const waveEpsilon = 1e-10;

/**
 * Magnitudes `[batch, channel, bin, frame]` with mean 0 and variance 1 over the whole segment, then times `weight` plus `bias`, one of
 * each per bin: loud and soft songs look alike, while a segment's own dynamics stay.
 */
export function normalizeImage(scope: Scope, x: Value): Value {
  const standard = inScope(scope.name, () => {
    const centred = sub(x, reduceMean(x, [1, 2, 3], { keepDims: true }));
    return mul(centred, inverseRoot(meanSquare(centred, [1, 2, 3]), imageEpsilon));
  });
  return weighBins(scope, standard);
}

/** `x` `[batch, channel, bin, frame]` times `weight` plus `bias`, one of each per bin; ones and zeros at first. */
export function weighBins(scope: Scope, x: Value): Value {
  return weigh(scope, x, { size: Number(x.type.shape[2]), shape: [-1, 1] });
}

/** `x` `[batch, channel, sample]` times `weight` plus `bias`, one of each per channel; ones and zeros at first. */
export function weighChannels(scope: Scope, x: Value): Value {
  return weigh(scope, x, { size: Number(x.type.shape[1]), shape: [1, -1, 1] });
}

/** A waveform at one level, and the way back. */
export interface Levelled {
  readonly value: Value;
  /** Brings an estimate `[batch, channel, sample]` to the level of the input; silence stays exactly silent. */
  restore(estimate: Value): Value;
}

/** `x` `[batch, channel, sample]` divided by the root of its mean square over the segment. */
export function levelWave(scope: Scope, x: Value): Levelled {
  return inScope(scope.name, () => {
    const power = meanSquare(x, [1, 2]);
    const inverse = inverseRoot(power, waveEpsilon);
    return {
      value: mul(x, inverse),
      // √power as power / √power: 0 for silence, not √epsilon.
      restore: (estimate) => inScope(scope.name, () => mul(estimate, mul(power, inverse))),
    };
  });
}

function weigh(
  scope: Scope,
  x: Value,
  { size, shape }: { readonly size: number; readonly shape: readonly number[] },
): Value {
  const laid = shape.map((dim) => (dim === -1 ? size : dim));
  const weight = scope.parameter('weight', [size], ones);
  const bias = scope.parameter('bias', [size], zeros);
  return inScope(scope.name, () => add(mul(x, reshape(weight, laid)), reshape(bias, laid)));
}

function meanSquare(x: Value, axes: readonly number[]): Value {
  const count = staticCount(axes.map((axis) => x.type.shape[axis]!))!;
  return mul(reduceSumSquare(x, axes, { keepDims: true }), 1 / count);
}

function inverseRoot(power: Value, epsilon: number): Value {
  return reciprocal(sqrt(add(power, epsilon)));
}
