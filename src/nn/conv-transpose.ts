/** Transposed convolutions: learned upsampling, and the adjoint of a convolution with the same settings. */

import { convTranspose, type Value } from '../graph/index.ts';
import { fanInUniform, kaimingUniform } from './init.ts';
import { type Scope, within } from './scope.ts';
import { checkGroups, checkRank, type PerAxis, perAxis, sizeOf } from './sizes.ts';
import { plainWeight, type WeightSource } from './weight.ts';

/** Settings of a transposed convolution. */
export interface ConvTransposeOptions {
  readonly outChannels: number;
  /** Samples, or [rows, columns]. */
  readonly kernelSize: PerAxis;
  /** How many outputs apart neighbouring inputs land. Default: 1. */
  readonly stride?: PerAxis;
  /** Outputs cut off at both ends of every axis. Default: 0. */
  readonly padding?: PerAxis;
  /** Outputs added at the end, to choose among the sizes that a strided convolution maps to one. Default: 0. */
  readonly outputPadding?: PerAxis;
  /** Distance between the kernel's taps. Default: 1. */
  readonly dilation?: PerAxis;
  /** Default: 1. */
  readonly groups?: number;
  /** Default: true. */
  readonly bias?: boolean;
  /** Default: a plain parameter; {@link weightNorm} for weight normalization, whose norms then run per input channel. */
  readonly weight?: WeightSource;
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
  const { outChannels, groups = 1 } = options;
  const count = x.type.shape.length - 2;
  const inChannels = sizeOf(x, 1);
  checkGroups(inChannels, { groups, what: 'input channels' });
  checkGroups(outChannels, { groups, what: 'output channels' });
  const kernel = perAxis(options.kernelSize, { count, name: 'kernelSize' });
  const pads = perAxis(options.padding ?? 0, { count, name: 'padding' });
  const shape = [inChannels, outChannels / groups, ...kernel];
  const weight = (options.weight ?? plainWeight)(scope, shape, kaimingUniform());
  // PyTorch counts axis 1 of the weight as its inputs, here too.
  const fanIn = kernel.reduce((product, size) => product * size, outChannels / groups);
  const bias =
    options.bias === false ? undefined : scope.parameter('bias', [outChannels], fanInUniform(fanIn));
  return convTranspose(x, weight, bias, {
    strides: perAxis(options.stride ?? 1, { count, name: 'stride' }),
    pads: [...pads, ...pads],
    outputPadding: perAxis(options.outputPadding ?? 0, { count, name: 'outputPadding' }),
    dilations: perAxis(options.dilation ?? 1, { count, name: 'dilation' }),
    group: groups,
  });
}
