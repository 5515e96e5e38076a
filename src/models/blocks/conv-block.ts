/** Two convolutions, each with batch normalization and ReLU behind it: what every level of a U-Net consists of (Ronneberger et al. 2015). */

import { inScope, leakyRelu, relu, type Value } from '../../graph/index.ts';
import { batchNorm, type Scope } from '../../nn/index.ts';
import { type Axes, convolve, kaimingWeight } from './axes.ts';

/** Settings of {@link convBlock}. */
export interface ConvBlockOptions {
  readonly axes: Axes;
  readonly outChannels: number;
  /** Slope of the ReLU below 0. */
  readonly leak: number;
}

/**
 * `[batch, channel, …]` to `[batch, outChannels, …]`. Parameters `conv1.weight`, `norm1.*`, `conv2.weight`, `norm2.*`: no biases in front of a
 * normalization, which takes them away again.
 */
export function convBlock(scope: Scope, x: Value, options: ConvBlockOptions): Value {
  return unit(scope, unit(scope, x, { ...options, name: '1' }), { ...options, name: '2' });
}

function unit(scope: Scope, x: Value, options: ConvBlockOptions & { readonly name: string }): Value {
  const { axes, outChannels, leak, name } = options;
  const convolved = convolve(scope.child(`conv${name}`), x, {
    axes,
    outChannels,
    bias: false,
    weight: kaimingWeight(leak),
  });
  const normalized = batchNorm(scope.child(`norm${name}`), convolved);
  return inScope(scope.name, () => (leak === 0 ? relu(normalized) : leakyRelu(normalized, { alpha: leak })));
}
