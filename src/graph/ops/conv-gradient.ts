/**
 * The gradient of a convolution by its input. The convolutions are handed in, because they need this file themselves.
 *
 * With a stride of 1 it is again a convolution, with the kernel turned around and inputs and outputs exchanged, which
 * ONNX Runtime computes about twice as fast as the transposed convolution that serves the other cases. What else was
 * tried, with figures: docs/engine-measurements.md.
 */

import { floatTensor } from '../../tensor/index.ts';
import type { Value } from '../node.ts';
import type { TensorType } from '../type.ts';
import { constant } from '../value.ts';
import type { ConvOptions, ConvTransposeOptions } from './conv-options.ts';
import { type AxisWindow, attributesOf, fixedSizes, reach, spannedBy } from './conv-shape.ts';
import { matMul } from './matmul.ts';
import { reshape, transpose } from './shape.ts';

/** The convolutions as functions. */
export interface ConvOps {
  conv(x: Value, w: Value, b?: Value, options?: ConvOptions): Value;
  convTranspose(x: Value, w: Value, b?: Value, options?: ConvTransposeOptions): Value;
}

/** What a gradient by the input is made of. */
export interface InputGradientParts {
  /** The gradient by the result. */
  readonly dy: Value;
  readonly w: Value;
  /** The type of the input. */
  readonly like: TensorType;
  readonly windows: readonly AxisWindow[];
  readonly group: number;
}

/** ∂loss/∂x of `y = conv(x, w)`. */
export function inputGradient(ops: ConvOps, parts: InputGradientParts): Value {
  const { dy, w, like, windows, group } = parts;
  const dense = windows.every((window) => {
    const rest = Math.min(reach(window) - window.before, reach(window) - window.after);
    return window.stride === 1 && rest >= 0;
  });
  if (dense) {
    const around = windows.map((window) => ({
      ...window,
      before: reach(window) - window.before,
      after: reach(window) - window.after,
    }));
    return ops.conv(dy, turned(w, group), undefined, { ...attributesOf(around), group });
  }
  const sizes = fixedSizes(like.shape.slice(2), 'Conv');
  const places = fixedSizes(dy.type.shape.slice(2), 'Conv');
  const outputPadding = windows.map(
    (window, axis) => sizes[axis]! - Number(spannedBy(places[axis]!, window, 0)),
  );
  return ops.convTranspose(dy, w, undefined, { ...attributesOf(windows), group, outputPadding });
}

/**
 * Weights `[output, input of its group, …]` as `[input, output of its group, …]`, with the taps in reverse order. The
 * order is reversed by a product with a permutation matrix: a Slice with steps of −1 took 1.5 times as long.
 */
export function turned(w: Value, group: number): Value {
  const [outputs, inputs, ...kernel] = fixedSizes(w.type.shape, 'Conv') as [number, number, ...number[]];
  const taps = kernel.reduce((product, size) => product * size, 1);
  const flat = reshape(w, [outputs * inputs, taps]);
  const reversed = taps === 1 ? flat : matMul(flat, constant(reversal(taps)));
  const grouped = reshape(reversed, [group, outputs / group, inputs, taps]);
  return reshape(transpose(grouped, [0, 2, 1, 3]), [group * inputs, outputs / group, ...kernel]);
}

function reversal(size: number): ReturnType<typeof floatTensor> {
  const data = new Float32Array(size * size);
  for (let i = 0; i < size; i++) data[i * size + size - 1 - i] = 1;
  return floatTensor([size, size], data);
}
