/** What convolutions and transposed convolutions share: the settings of a kernel, their check, and the parameters. */

import type { Value } from '../graph/index.ts';
import { fanInUniform, kaimingUniform } from './init.ts';
import type { Scope } from './scope.ts';
import { checkGroups, type PerAxis, perAxis, sizeOf } from './sizes.ts';
import { plainWeight, type WeightSource } from './weight.ts';

/** Settings of a kernel that goes over one axis or two. */
export interface KernelOptions {
  readonly outChannels: number;
  /** Samples, or [rows, columns]. */
  readonly kernelSize: PerAxis;
  /** Of a convolution: inputs from one output to the next; of a transposed one: outputs from one input to the next. Default: 1. */
  readonly stride?: PerAxis;
  /** Distance between the kernel's taps. Default: 1. */
  readonly dilation?: PerAxis;
  /** Input and output channels are divided into so many independent convolutions. Default: 1. */
  readonly groups?: number;
  /** Whether a number is added to each output channel. Default: true. */
  readonly bias?: boolean;
  /**
   * Default: a plain parameter; {@link weightNorm} for weight normalization, whose norms run per entry of the weight's
   * first axis: per output channel of a convolution, per input channel of a transposed one.
   */
  readonly weight?: WeightSource;
}

/** Settings spelled out, one number for each axis that the kernel goes over. */
export interface Kernel {
  readonly inChannels: number;
  readonly groups: number;
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

/** The settings for `x` [batch, channel, …axes]. Throws ArgumentError where sizes do not fit. */
export function kernelFor(x: Value, options: KernelOptions): Kernel {
  const { outChannels, groups = 1 } = options;
  const count = x.type.shape.length - 2;
  const inChannels = sizeOf(x, 1);
  checkGroups(inChannels, { groups, what: 'input channels' });
  checkGroups(outChannels, { groups, what: 'output channels' });
  return {
    inChannels,
    groups,
    size: perAxis(options.kernelSize, { count, name: 'kernelSize' }),
    strides: perAxis(options.stride ?? 1, { count, name: 'stride' }),
    dilations: perAxis(options.dilation ?? 1, { count, name: 'dilation' }),
  };
}

/** `weight` of that shape and `bias`, uniform in ±1/√(all axes of the weight but the first), as PyTorch counts for both kinds. */
export function kernelParameters(
  scope: Scope,
  shape: readonly number[],
  options: KernelOptions,
): { readonly weight: Value; readonly bias: Value | undefined } {
  const weight = (options.weight ?? plainWeight)(scope, shape, kaimingUniform());
  const fanIn = shape.slice(1).reduce((product, size) => product * size, 1);
  const bias =
    options.bias === false ? undefined : scope.parameter('bias', [options.outChannels], fanInUniform(fanIn));
  return { weight, bias };
}
