/** Transposed convolutions: learned upsampling, and the adjoint of a convolution with the same settings. */

import { convTranspose, type Value } from '../graph/index.ts';
import { type KernelOptions, kernelFor, kernelParameters } from './conv-kernel.ts';
import { type Scope, within } from './scope.ts';
import { checkRank, type PerAxis, perAxis } from './sizes.ts';

/** Settings of a transposed convolution. */
export interface ConvTransposeOptions extends KernelOptions {
  /** Outputs cut off at both ends of every axis. Default: 0. */
  readonly padding?: PerAxis;
  /** Outputs added at the end, to choose among the sizes that a strided convolution maps to one. Default: 0. */
  readonly outputPadding?: PerAxis;
}

/**
 * Transposed convolution over time: [batch, channel, time] to [batch, outChannels, time'], where time' =
 * (time − 1)·stride − 2·padding + dilation·(kernelSize − 1) + outputPadding + 1. Parameters `weight`
 * [channel, outChannels / groups, kernelSize] and `bias`, uniform in ±1/√(outChannels / groups · kernelSize) at first, as in
 * PyTorch. Throws ArgumentError where sizes do not fit.
 */
export function convTranspose1d(scope: Scope, x: Value, options: ConvTransposeOptions): Value {
  return within(scope, () => {
    checkRank(x, { rank: 3, axes: 'batch, channel, time' });
    return transposed(scope, x, options);
  });
}

/** Transposed convolution over images [batch, channel, row, column]; else as {@link convTranspose1d}. */
export function convTranspose2d(scope: Scope, x: Value, options: ConvTransposeOptions): Value {
  return within(scope, () => {
    checkRank(x, { rank: 4, axes: 'batch, channel, row, column' });
    return transposed(scope, x, options);
  });
}

function transposed(scope: Scope, x: Value, options: ConvTransposeOptions): Value {
  const { inChannels, groups, size, strides, dilations } = kernelFor(x, options);
  const count = size.length;
  const pads = perAxis(options.padding ?? 0, { count, name: 'padding' });
  const outputPadding = perAxis(options.outputPadding ?? 0, { count, name: 'outputPadding' });
  const shape = [inChannels, options.outChannels / groups, ...size];
  const { weight, bias } = kernelParameters(scope, shape, options);
  return convTranspose(x, weight, bias, {
    strides,
    pads: [...pads, ...pads],
    outputPadding,
    dilations,
    group: groups,
  });
}
