/** Columns of a convolution: what each tap of its kernel sees. Convolutions are handed in, because they need this themselves. */

import { floatTensor } from '../../tensor/index.ts';
import type { Value } from '../node.ts';
import type { Dim } from '../type.ts';
import { constant } from '../value.ts';
import type { ConvOps } from './conv-gradient.ts';
import { type AxisWindow, attributesOf } from './conv-shape.ts';
import { productOf } from './dims.ts';
import { reshape } from './shape.ts';

/**
 * Every input element that a tap sees, `[batch, channel · tap, place]`: a convolution of each channel with the unit
 * kernels, which copies rows, where slices with steps would copy elements.
 */
export function im2Col({ conv }: Pick<ConvOps, 'conv'>, x: Value, windows: readonly AxisWindow[]): Value {
  const [batch, channels, ...sizes] = x.type.shape as [Dim, number, ...Dim[]];
  const kernel = windows.map((window) => window.kernel);
  const alone = reshape(x, [productOf([batch, channels]), 1, ...sizes]);
  const seen = conv(alone, unitKernels(kernel), undefined, attributesOf(windows));
  const taps = kernel.reduce((count, size) => count * size, 1);
  return reshape(seen, [batch, channels * taps, productOf(seen.type.shape.slice(2))]);
}

/** `[tap, 1, …kernel]`: kernel n has a one at tap n. */
export function unitKernels(kernel: readonly number[]): Value {
  const taps = kernel.reduce((count, size) => count * size, 1);
  const data = new Float32Array(taps * taps);
  for (let tap = 0; tap < taps; tap++) data[tap * taps + tap] = 1;
  return constant(floatTensor([taps, 1, ...kernel], data));
}
