/** Normalizations whose statistics belong to one item of the batch: the same in training and inference. */

import { mul, reshape, standardizeBy, type Value } from '../graph/index.ts';
import { ones } from './init.ts';
import { affine, inverseRoot, meanSquare, standardize } from './normalize.ts';
import { type Scope, within } from './scope.ts';
import { axesFrom, channelShape, checkGroups, sizeOf } from './sizes.ts';

/** Settings of {@link layerNorm}. */
export interface LayerNormOptions {
  /** How many of the last axes are normalized together. Default: 1. */
  readonly axes?: number;
  /** Added to the variance. Default: 1e-5. */
  readonly eps?: number;
  /** Whether there are `weight` and `bias`. Default: true. */
  readonly affine?: boolean;
  /** Whether there is a `bias` beside `weight`. Default: true. */
  readonly bias?: boolean;
}

/**
 * Layer normalization (Ba et al. 2016) over the last axes, whose sizes must be known: parameters `weight` and `bias` have
 * their shape. Throws ArgumentError where one is symbolic.
 */
export function layerNorm(scope: Scope, x: Value, options: LayerNormOptions = {}): Value {
  return within(scope, () => {
    const rank = x.type.shape.length;
    const axes = axesFrom(rank - (options.axes ?? 1), rank);
    const shape = axes.map((axis) => sizeOf(x, axis));
    const weight = options.affine ?? true;
    const bias = weight && (options.bias ?? true);
    const y = standardize(x, { axes, eps: options.eps ?? 1e-5 });
    return affine(scope, y, { weight, bias, shape, broadcast: shape });
  });
}

/** Settings of {@link rmsNorm}. */
export interface RmsNormOptions {
  /** Added to the mean square. Default: 2⁻²³, float32's resolution, as in PyTorch. */
  readonly eps?: number;
}

/** x / √(mean(x²) + eps) · `weight` over the last axis (Zhang and Sennrich 2019). */
export function rmsNorm(scope: Scope, x: Value, options: RmsNormOptions = {}): Value {
  return within(scope, () => {
    const size = sizeOf(x, -1);
    const power = meanSquare(x, [x.type.shape.length - 1]);
    const y = standardizeBy(x, inverseRoot(power, options.eps ?? 2 ** -23));
    return mul(y, scope.parameter('weight', [size], ones));
  });
}

/** Settings of {@link groupNorm}. */
export interface GroupNormOptions {
  /** Channels are divided into so many groups, each normalized over its channels and all further axes. */
  readonly groups: number;
  /** Default: 1e-5. */
  readonly eps?: number;
  /** Whether there are `weight` and `bias`, one number per channel. Default: true. */
  readonly affine?: boolean;
}

/** Group normalization (Wu and He 2018) of [batch, channel, ...]. Throws ArgumentError where the groups do not fit. */
export function groupNorm(scope: Scope, x: Value, options: GroupNormOptions): Value {
  return within(scope, () => {
    const { groups, eps = 1e-5 } = options;
    const { shape } = x.type;
    const channels = sizeOf(x, 1);
    checkGroups(channels, { groups, what: 'channels' });
    const perChannel = affineOf(x, options.affine ?? true);
    if (groups === 1)
      return affine(scope, standardize(x, { axes: axesFrom(1, shape.length), eps }), perChannel);
    const grouped = reshape(x, [shape[0]!, groups, channels / groups, ...shape.slice(2)]);
    const y = standardize(grouped, { axes: axesFrom(2, shape.length + 1), eps });
    return affine(scope, reshape(y, shape), perChannel);
  });
}

/** Settings of {@link instanceNorm}. */
export interface InstanceNormOptions {
  /** Default: 1e-5. */
  readonly eps?: number;
  /** Whether there are `weight` and `bias`, one number per channel. Default: false, as in PyTorch. */
  readonly affine?: boolean;
}

/** Instance normalization (Ulyanov et al. 2016): every channel of [batch, channel, ...] over its further axes. */
export function instanceNorm(scope: Scope, x: Value, options: InstanceNormOptions = {}): Value {
  return within(scope, () => {
    const axes = axesFrom(2, x.type.shape.length);
    const y = standardize(x, { axes, eps: options.eps ?? 1e-5 });
    return affine(scope, y, affineOf(x, options.affine ?? false));
  });
}

/** Settings of {@link globalLayerNorm}. */
export interface GlobalLayerNormOptions {
  /** Default: 1e-8, as Conv-TasNet has it. */
  readonly eps?: number;
}

/**
 * Global layer normalization (Luo and Mesgarani 2019, eq. 9): [batch, channel, ...] over everything but the batch, then
 * `weight` and `bias`, one number per channel.
 */
export function globalLayerNorm(scope: Scope, x: Value, options: GlobalLayerNormOptions = {}): Value {
  return groupNorm(scope, x, { groups: 1, eps: options.eps ?? 1e-8 });
}

function affineOf(x: Value, present: boolean): Parameters<typeof affine>[2] {
  const size = present ? sizeOf(x, 1) : 1;
  return {
    weight: present,
    bias: present,
    shape: [size],
    broadcast: channelShape(size, x.type.shape.length),
  };
}
