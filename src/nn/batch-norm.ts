/**
 * Batch normalization (Ioffe and Szegedy 2015): per channel over the batch and all further axes. Training uses the batch's
 * statistics and lets the running ones follow; inference uses the running ones.
 */

import {
  add,
  cast,
  constant,
  div,
  formatType,
  mul,
  neg,
  normalizeBatch,
  reciprocal,
  reduceProd,
  reshape,
  shapeOf,
  staticCount,
  sub,
  type Value,
} from '../graph/index.ts';
import { floatTensor } from '../tensor/index.ts';
import { ArgumentError } from '../util/index.ts';
import { ones, zeros } from './init.ts';
import { inverseRoot } from './normalize.ts';
import { type Scope, within } from './scope.ts';
import { channelShape, sizeOf } from './sizes.ts';

/** Settings of {@link batchNorm}. */
export interface BatchNormOptions {
  /** Added to the variance. Default: 1e-5. */
  readonly eps?: number;
  /**
   * How far a running statistic moves towards the batch's: new = (1 − momentum)·old + momentum·batch. `null`: the
   * plain average of all batches so far. Default: 0.1.
   */
  readonly momentum?: number | null;
  /** Whether there are `weight` and `bias`. Default: true. */
  readonly affine?: boolean;
  /** Whether there are running statistics; without them inference uses the batch's too. Default: true. */
  readonly trackRunningStats?: boolean;
}

/**
 * Batch normalization of [batch, channel] or [batch, channel, ...]: PyTorch's BatchNorm1d and 2d. Parameters `weight` (ones)
 * and `bias` (zeros), buffers `running_mean` (zeros), `running_var` (ones, of the variance that divides by count − 1) and
 * `num_batches_tracked`. Throws ArgumentError where the number of channels is symbolic, or where a channel has one number only.
 */
export function batchNorm(scope: Scope, x: Value, options: BatchNormOptions = {}): Value {
  return within(scope, () => {
    const channels = sizeOf(x, 1);
    const hasWeights = options.affine ?? true;
    const weight = hasWeights ? scope.parameter('weight', [channels], ones) : undefined;
    const bias = hasWeights ? scope.parameter('bias', [channels], zeros) : undefined;
    const running = (options.trackRunningStats ?? true) ? runningStatistics(scope, channels) : undefined;
    const affine = { weight, bias, eps: options.eps ?? 1e-5 };
    if (!scope.training && running !== undefined) return normalized(x, { ...running, ...affine });
    checkCount(x, channels);
    const [scale, shift] = [weight ?? vector(channels, 1), bias ?? vector(channels, 0)];
    const { y, mean, variance } = normalizeBatch(x, { scale, bias: shift, epsilon: affine.eps });
    if (running !== undefined) follow(scope, x, { mean, variance, momentum: options.momentum });
    return y;
  });
}

function checkCount(x: Value, channels: number): void {
  if (staticCount(x.type.shape) !== channels) return;
  throw new ArgumentError({
    place: 'batchNorm',
    expected: 'more than one number per channel to take statistics of',
    got: formatType(x.type),
    remedy: 'Train on larger batches, or normalize by layerNorm or groupNorm',
  });
}

/** What belongs to each channel: [channel]. */
interface Statistics {
  readonly mean: Value;
  readonly variance: Value;
}

interface Affine {
  readonly weight: Value | undefined;
  readonly bias: Value | undefined;
  readonly eps: number;
}

function vector(size: number, element: number): Value {
  return constant(floatTensor([size], new Float32Array(size).fill(element)));
}

/** With known statistics, as x·scale + shift: everything but that is computed per channel. */
function normalized(x: Value, { mean, variance, weight, bias, eps }: Affine & Statistics): Value {
  const shape = channelShape(sizeOf(x, 1), x.type.shape.length);
  const inverse = inverseRoot(variance, eps);
  const scale = weight === undefined ? inverse : mul(weight, inverse);
  const shift = bias === undefined ? neg(mul(mean, scale)) : sub(bias, mul(mean, scale));
  return add(mul(x, reshape(scale, shape)), reshape(shift, shape));
}

function runningStatistics(scope: Scope, channels: number): Statistics {
  const mean = scope.parameter('running_mean', [channels], zeros, { trainable: false });
  const variance = scope.parameter('running_var', [channels], ones, { trainable: false });
  scope.parameter('num_batches_tracked', [], zeros, { trainable: false, dtype: 'int64' });
  return { mean, variance };
}

interface Following extends Statistics {
  readonly momentum: number | null | undefined;
}

/** Moves the running statistics towards the batch's. */
function follow(scope: Scope, x: Value, { mean, variance, momentum = 0.1 }: Following): void {
  if (!scope.training) return;
  let share: Value | number = momentum ?? 1;
  scope.update('num_batches_tracked', (count) => {
    const next = add(count, 1);
    if (momentum === null) share = reciprocal(cast(next, 'float32'));
    return next;
  });
  const towards = (batch: Value) => (old: Value) => add(old, mul(sub(batch, old), share));
  scope.update('running_mean', towards(mean));
  scope.update('running_var', towards(mul(variance, unbiasing(x))));
}

/** count / (count − 1), for the variance that divides by count − 1; count = elements per channel. */
function unbiasing(x: Value): Value | number {
  const channels = sizeOf(x, 1);
  const elements = staticCount(x.type.shape);
  if (elements !== undefined) return elements / (elements - channels);
  const total = reduceProd(cast(shapeOf(x), 'float32'), [0]);
  return div(total, sub(total, channels));
}
