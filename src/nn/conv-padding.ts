/** How many zeros a convolution adds: numbers, PyTorch's `'same'`, TensorFlow's `SAME`. */

import type { Value } from '../graph/index.ts';
import { ArgumentError } from '../util/index.ts';
import { type PerAxis, perAxis, sizeOf } from './sizes.ts';

/**
 * Zeros at both ends of each axis, or a rule that keeps the size: `'same'` is PyTorch's and wants stride 1; `'same-tf'` is
 * TensorFlow's, gives ⌈size / stride⌉ outputs, and with a stride above 1 must know the size. Where the number is odd,
 * the end gets one more.
 */
export type ConvPadding = PerAxis | 'same' | 'same-tf';

/** What padding depends on. */
export interface PaddedConv {
  readonly x: Value;
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

/** Pads as ONNX orders them: all beginnings, then all ends. */
export function convPads(padding: ConvPadding, layer: PaddedConv): number[] {
  const { kernel, strides, dilations, x } = layer;
  if (padding !== 'same' && padding !== 'same-tf') {
    const pads = perAxis(padding, { count: kernel.length, name: 'padding' });
    return [...pads, ...pads];
  }
  const totals = kernel.map((size, axis) => {
    const reach = dilations[axis]! * (size - 1);
    const stride = strides[axis]!;
    if (stride === 1) return reach;
    if (padding === 'same') throw strided();
    const length = sizeOf(x, axis + 2);
    // Enough for ⌈length / stride⌉ kernels, whose last begins at (⌈length / stride⌉ − 1)·stride.
    return Math.max(0, (Math.ceil(length / stride) - 1) * stride + reach + 1 - length);
  });
  const before = totals.map((total) => Math.floor(total / 2));
  return [...before, ...totals.map((total, axis) => total - before[axis]!)];
}

function strided(): ArgumentError {
  return new ArgumentError({
    place: 'padding',
    expected: "stride 1 with 'same'",
    got: 'a larger stride',
    remedy: "Give padding as numbers, or 'same-tf' for TensorFlow's rule",
  });
}
