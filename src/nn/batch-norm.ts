/**
 * Batch normalization (Ioffe and Szegedy 2015): per channel over the batch and all further axes. Training uses the batch's
 * statistics and lets the running ones follow; inference uses the running ones.
 */

import {
  add,
  cast,
  constant,
  div,
  mul,
  reciprocal,
  reduceMean,
  reduceProd,
  reshape,
  shapeOf,
  sqrt,
  staticCount,
  sub,
  type Value,
} from '../graph/index.ts';
import { intTensor } from '../tensor/index.ts';
import { ones, zeros } from './init.ts';
import { type Scope, within } from './scope.ts';
import { axesFrom, channelShape, sizeOf } from './sizes.ts';

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

interface Statistics {
  readonly mean: Value;
  readonly variance: Value;
}

/**
 * Batch normalization of [batch, channel] or [batch, channel, ...]: PyTorch's BatchNorm1d and 2d. Parameters `weight` (ones)
 * and `bias` (zeros), buffers `running_mean` (zeros), `running_var` (ones, of the variance that divides by count − 1) and
 * `num_batches_tracked`. Throws ArgumentError where the number of channels is symbolic.
 */
export function batchNorm(scope: Scope, x: Value, options: BatchNormOptions = {}): Value {
  return within(scope, () => {
    const channels = sizeOf(x, 1);
    const weight = options.affine === false ? undefined : scope.parameter('weight', [channels], ones);
    const bias = options.affine === false ? undefined : scope.parameter('bias', [channels], zeros);
    const tracked = options.trackRunningStats ?? true;
    const running = tracked ? runningStatistics(scope, channels) : undefined;
    const statistics = scope.training || running === undefined ? batchStatistics(x) : running;
    if (running !== undefined) follow(scope, x, { ...statistics, momentum: options.momentum });
    return normalized(x, { ...statistics, weight, bias, eps: options.eps ?? 1e-5 });
  });
}

interface Normalization extends Statistics {
  readonly weight: Value | undefined;
  readonly bias: Value | undefined;
  readonly eps: number;
}

/** (x − mean)·weight/√(variance + eps) + bias, with all that is per channel multiplied first. */
function normalized(x: Value, { mean, variance, weight, bias, eps }: Normalization): Value {
  const shape = channelShape(sizeOf(x, 1), x.type.shape.length);
  const inverse = reciprocal(sqrt(add(variance, eps)));
  const scale = weight === undefined ? inverse : mul(weight, inverse);
  const y = mul(sub(x, reshape(mean, shape)), reshape(scale, shape));
  return bias === undefined ? y : add(y, reshape(bias, shape));
}

function batchStatistics(x: Value): Statistics {
  const axes = [0, ...axesFrom(2, x.type.shape.length)];
  const mean = reduceMean(x, axes, { keepDims: true });
  const centred = sub(x, mean);
  const size = sizeOf(x, 1);
  return { mean: reshape(mean, [size]), variance: reduceMean(mul(centred, centred), axes) };
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
    const next = add(count, constant(intTensor([], [1])));
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
