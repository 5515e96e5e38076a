/** Convolutions over time and over images, by PyTorch's names and beginnings. */

import { conv, type Value } from '../graph/index.ts';
import { type ConvPadding, convPads } from './conv-padding.ts';
import { fanInUniform, kaimingUniform } from './init.ts';
import { type Scope, within } from './scope.ts';
import { checkGroups, checkRank, type PerAxis, perAxis, sizeOf } from './sizes.ts';
import { plainWeight, type WeightSource } from './weight.ts';

/** Settings of a convolution. */
export interface ConvOptions {
  readonly outChannels: number;
  /** Samples, or [rows, columns]. */
  readonly kernelSize: PerAxis;
  /** Default: 1. */
  readonly stride?: PerAxis;
  /** Zeros added at both ends of every axis, or a rule. Default: 0. */
  readonly padding?: ConvPadding;
  /** Distance between the kernel's taps. Default: 1. */
  readonly dilation?: PerAxis;
  /** Input and output channels are divided into so many independent convolutions. Default: 1. */
  readonly groups?: number;
  /** Whether a number is added to each output channel. Default: true. */
  readonly bias?: boolean;
  /** Default: a plain parameter; {@link weightNorm} for weight normalization. */
  readonly weight?: WeightSource;
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
  const { outChannels, groups = 1 } = options;
  const count = x.type.shape.length - 2;
  const inChannels = sizeOf(x, 1);
  checkGroups(inChannels, { groups, what: 'input channels' });
  checkGroups(outChannels, { groups, what: 'output channels' });
  const kernel = perAxis(options.kernelSize, { count, name: 'kernelSize' });
  const strides = perAxis(options.stride ?? 1, { count, name: 'stride' });
  const dilations = perAxis(options.dilation ?? 1, { count, name: 'dilation' });
  const pads = convPads(options.padding ?? 0, { x, kernel, strides, dilations });
  const shape = [outChannels, inChannels / groups, ...kernel];
  const weight = (options.weight ?? plainWeight)(scope, shape, kaimingUniform());
  const fanIn = kernel.reduce((product, size) => product * size, inChannels / groups);
  const bias =
    options.bias === false ? undefined : scope.parameter('bias', [outChannels], fanInUniform(fanIn));
  return conv(x, weight, bias, { strides, pads, dilations, group: groups });
}
