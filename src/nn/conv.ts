/** Convolutions over time and over images, by PyTorch's names and beginnings. */

import { conv, type Value } from '../graph/index.ts';
import { type KernelOptions, kernelFor, kernelParameters } from './conv-kernel.ts';
import { type ConvPadding, convPads } from './conv-padding.ts';
import { type Scope, within } from './scope.ts';
import { checkRank } from './sizes.ts';

/** Settings of a convolution. */
export interface ConvOptions extends KernelOptions {
  /** Zeros added at both ends of every axis, or a rule. Default: 0. */
  readonly padding?: ConvPadding;
}

/**
 * Convolution over time: [batch, channel, time] to [batch, outChannels, time']. Parameters `weight`
 * [outChannels, channel / groups, kernelSize] and `bias`, both uniform in ±1/√(channel / groups · kernelSize) at first, as in PyTorch.
 * Throws ArgumentError where sizes do not fit.
 */
export function conv1d(scope: Scope, x: Value, options: ConvOptions): Value {
  return within(scope, () => {
    checkRank(x, { rank: 3, axes: 'batch, channel, time' });
    return convolution(scope, x, options);
  });
}

/** Convolution over images: [batch, channel, row, column] to [batch, outChannels, row', column']; else as {@link conv1d}. */
export function conv2d(scope: Scope, x: Value, options: ConvOptions): Value {
  return within(scope, () => {
    checkRank(x, { rank: 4, axes: 'batch, channel, row, column' });
    return convolution(scope, x, options);
  });
}

function convolution(scope: Scope, x: Value, options: ConvOptions): Value {
  const { inChannels, groups, size, strides, dilations } = kernelFor(x, options);
  const pads = convPads(options.padding ?? 0, { x, kernel: size, strides, dilations });
  const shape = [options.outChannels, inChannels / groups, ...size];
  const { weight, bias } = kernelParameters(scope, shape, options);
  return conv(x, weight, bias, { strides, pads, dilations, group: groups });
}
