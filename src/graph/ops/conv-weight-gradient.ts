/**
 * The gradient of a convolution by its weights: dw[o, i, k] = Σ_{n, p} dy[n, o, p] · x[n, i, p·stride − before + k·dilation].
 * One matrix product per formulation, over columns that are laid out differently; which one is taken follows from
 * measurements on two processor cores, listed in docs/engine-measurements.md.
 */

import { floatTensor } from '../../tensor/index.ts';
import type { Value } from '../node.ts';
import type { Dim, Shape } from '../type.ts';
import { constant } from '../value.ts';
import { reduceSum } from './broadcast.ts';
import { stack } from './concat.ts';
import type { ConvOps } from './conv-gradient.ts';
import { type AxisWindow, attributesOf } from './conv-shape.ts';
import { productOf } from './dims.ts';
import { fusedMatMul } from './matmul.ts';
import { indicesOf } from './naive.ts';
import { reshape, transpose } from './shape.ts';
import { pad, slice } from './slice.ts';

/** What a gradient by the weights is made of. */
export interface WeightGradientParts {
  readonly x: Value;
  /** The gradient by the result. */
  readonly dy: Value;
  readonly windows: readonly AxisWindow[];
  readonly group: number;
}

/** From this many places on, taking a strided input apart by phases pays: below, products of few columns are slow. */
const phasePlaces = 1024;

/** With fewer outputs than this, the product is faster with the many columns first, in spite of the transposition. */
const fewOutputs = 96;

/** ∂loss/∂w of `y = conv(x, w)`: `[output, input of its group, …]`. */
export function weightGradient(ops: ConvOps, parts: WeightGradientParts): Value {
  const { x, dy, windows } = parts;
  if (windows.every(isPointwise)) return product(parts, x, 1);
  const strided = windows.some(({ stride }) => stride > 1);
  const dilated = windows.some(({ dilation }) => dilation > 1);
  const places = dy.type.shape.slice(2).reduce((count: number, dim) => count * Number(dim), 1);
  const taps = windows.reduce((count, { kernel }) => count * kernel, 1);
  const inputs = Number(x.type.shape[1]) / parts.group;
  if (strided && !dilated && places >= phasePlaces && taps <= 64 && inputs > 1) return phased(ops, parts);
  return product(parts, columns(ops, parts), taps);
}

function isPointwise({ kernel, stride, before, after }: AxisWindow): boolean {
  return kernel === 1 && stride === 1 && before === 0 && after === 0;
}

/**
 * Every input element that a tap sees, `[batch, channel · tap, place]`: a convolution of each channel with the unit
 * kernels, which copies rows, where slices with steps would copy elements.
 */
function columns({ conv }: ConvOps, { x, dy, windows }: WeightGradientParts): Value {
  const [batch, channels, ...sizes] = x.type.shape as [Dim, number, ...Dim[]];
  const kernel = windows.map((window) => window.kernel);
  const alone = reshape(x, [productOf([batch, channels]), 1, ...sizes]);
  const seen = conv(alone, unitKernels(kernel), undefined, attributesOf(windows));
  const taps = kernel.reduce((count, size) => count * size, 1);
  return reshape(seen, [batch, channels * taps, productOf(dy.type.shape.slice(2))]);
}

/** `[tap, 1, …kernel]`: kernel n has a one at tap n. */
function unitKernels(kernel: readonly number[]): Value {
  const taps = kernel.reduce((count, size) => count * size, 1);
  const data = new Float32Array(taps * taps);
  for (let tap = 0; tap < taps; tap++) data[tap * taps + tap] = 1;
  return constant(floatTensor([taps, 1, ...kernel], data));
}

/** dy · columnsᵀ, summed over the batch, group by group. `columns` are `[batch, channel · tap, …place]`. */
function product({ x, dy, windows, group }: WeightGradientParts, seen: Value, taps: number): Value {
  const [batch, outputs, ...places] = dy.type.shape as [Dim, number, ...Dim[]];
  const inputs = Number(x.type.shape[1]) / group;
  const count = productOf(places);
  const grouped: Shape = group === 1 ? [batch] : [batch, group];
  const left = reshape(dy, [...grouped, outputs / group, count]);
  const right = reshape(seen, [...grouped, inputs * taps, count]);
  const kernel = windows.map((window) => window.kernel);
  if (taps > 1 && group === 1 && outputs < fewOutputs && inputs * taps > outputs) {
    const exchanged = reduceSum(fusedMatMul(right, left, { transB: true }), [0]);
    return reshape(transpose(exchanged, [1, 0]), [outputs, inputs, ...kernel]);
  }
  const summed = reduceSum(fusedMatMul(left, right, { transB: true }), [0]);
  return reshape(summed, [outputs, inputs, ...kernel]);
}

/**
 * For strides: the padded input is taken apart into its phases (even and odd rows and columns for a stride of 2), so that
 * what each tap sees is one run of a phase, read row behind row. The rows are longer than those of dy by the kernel's
 * reach; dy is padded to their length, and its zeros cancel what a run takes along from the next row.
 */
function phased(ops: ConvOps, { x, dy, windows, group }: WeightGradientParts): Value {
  const [batch, channels] = x.type.shape as [Dim, number];
  const outputs = Number(dy.type.shape[1]);
  const places = dy.type.shape.slice(2).map(Number);
  const strides = windows.map(({ stride }) => stride);
  const rows = windows.map(({ kernel, stride }, axis) => places[axis]! + Math.ceil(kernel / stride) - 1);
  const grouped: Shape = group === 1 ? [batch] : [batch, group];
  const phases = reshape(phasesOf(ops, { x, windows, rows }), [
    ...grouped,
    channels / group,
    strides.reduce((count, stride) => count * stride, 1),
    rows.reduce((count, row) => count * row, 1),
  ]);
  const last = rows.length - 1;
  const width = rows[last]!;
  const steps = rows.map((_, axis) => (axis === last ? 1 : width));
  const run = places.reduce((sum, count, axis) => sum + (count - 1) * steps[axis]!, 1);
  const long = pad(dy, [{ axis: -1, after: width - places[last]! }]);
  const whole = reshape(long, [
    ...grouped,
    outputs / group,
    places.slice(0, -1).reduce((a, b) => a * b, width),
  ]);
  const left = slice(whole, { axis: -1, end: run });
  const kernel = windows.map((window) => window.kernel);
  const taps = [...indicesOf(kernel)].map((tap) => {
    const phase = tap.reduce((sum, k, axis) => sum * strides[axis]! + (k % strides[axis]!), 0);
    const start = tap.reduce((sum, k, axis) => sum + Math.floor(k / strides[axis]!) * steps[axis]!, 0);
    const seen = slice(phases, [
      { axis: -2, start: phase, end: phase + 1 },
      { axis: -1, start, end: start + run },
    ]);
    const right = reshape(seen, [...grouped, channels / group, run]);
    return fusedMatMul(left, right, { transB: true });
  });
  return reshape(reduceSum(stack(taps, -1), [0]), [outputs, channels / group, ...kernel]);
}

/** `[batch · channel, phase, …row]`, padded so that all phases are equally long: a convolution with unit kernels. */
function phasesOf(
  { conv }: ConvOps,
  {
    x,
    windows,
    rows,
  }: { readonly x: Value; readonly windows: readonly AxisWindow[]; readonly rows: readonly number[] },
): Value {
  const [batch, channels, ...sizes] = x.type.shape as [Dim, number, ...number[]];
  const strides = windows.map(({ stride }) => stride);
  const alone = reshape(x, [productOf([batch, channels]), 1, ...sizes]);
  const blocks = windows.map(({ stride, before }, axis) => ({
    kernel: stride,
    stride,
    dilation: 1,
    before,
    after: rows[axis]! * stride - sizes[axis]! - before,
  }));
  // A stride may leave the last elements unseen; then the rest is cut, because pads cannot be negative.
  const cut = blocks.flatMap(({ after }, axis) =>
    after < 0 ? [{ axis: axis + 2, end: sizes[axis]! + after }] : [],
  );
  const kept = blocks.map((block) => ({ ...block, after: Math.max(0, block.after) }));
  return conv(slice(alone, cut), unitKernels(strides), undefined, attributesOf(kept));
}
