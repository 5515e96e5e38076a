/**
 * The gradient of a convolution by its weights: dw[o, i, k] = Σ_{n, p} dy[n, o, p] · x[n, i, p·stride − before + k·dilation].
 * One matrix product per formulation, over columns that are laid out differently; which one is taken follows from
 * measurements on two processor cores, listed in docs/engine-measurements.md.
 */

import type { Value } from '../node.ts';
import type { Dim, Shape } from '../type.ts';
import { reduceSum } from './broadcast.ts';
import { concat, stack } from './concat.ts';
import type { ConvOps } from './conv-gradient.ts';
import { type AxisWindow, attributesOf, reach } from './conv-shape.ts';
import { productOf } from './dims.ts';
import { im2Col, unitKernels } from './im2col.ts';
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

/** With fewer outputs than this, the product is faster with the many columns first, in spite of the transposition. */
const fewOutputs = 96;

/** Up to so many places, items of a batch are short of columns; from so many weights on, it is what a product costs. */
const fewPlaces = 48;
const manyWeights = 2 ** 16;

/** ∂loss/∂w of `y = conv(x, w)`: `[output, input of its group, …]`. */
export function weightGradient(ops: ConvOps, parts: WeightGradientParts): Value {
  const { x, windows } = parts;
  if (windows.every(isPointwise)) return product(parts, x, 1);
  const taps = windows.reduce((count, { kernel }) => count * kernel, 1);
  if (isDeep(parts)) return folded(ops, parts);
  if (windows.length === 2 && windows[0]!.stride > 1 && taps > 1 && isKnown(parts)) {
    return rowByRow(ops, parts);
  }
  const depthwise = parts.group > 1 && Number(parts.x.type.shape[1]) === parts.group;
  if (depthwise && windows.every(({ stride }) => stride === 1) && isKnown(parts)) return shifted(parts);
  return product(parts, im2Col(ops, x, windows), taps);
}

/** Whether the sizes behind batch and channel are known. */
function isKnown({ x, dy }: WeightGradientParts): boolean {
  return [...x.type.shape.slice(2), ...dy.type.shape.slice(2)].every((dim) => typeof dim === 'number');
}

/** Whether weights are many and places few, so that {@link folded} pays. */
function isDeep(parts: WeightGradientParts): boolean {
  const { x, dy, windows, group } = parts;
  if (group > 1 || typeof x.type.shape[0] !== 'number' || !isKnown(parts)) return false;
  const sizeOf = (dims: readonly Dim[]) => dims.reduce<number>((product, dim) => product * Number(dim), 1);
  const weights = sizeOf([x.type.shape[1]!, dy.type.shape[1]!, ...windows.map(({ kernel }) => kernel)]);
  return weights >= manyWeights && sizeOf(dy.type.shape.slice(2)) <= fewPlaces;
}

function isPointwise({ kernel, stride, before, after }: AxisWindow): boolean {
  return kernel === 1 && stride === 1 && before === 0 && after === 0;
}

/**
 * For few places, as deep in a network: the batch lies behind the places, so that one product sums over both. A product per
 * item would be short, and its results, as large as the weights, would be summed up after it.
 */
function folded(ops: ConvOps, { x, dy, windows }: WeightGradientParts): Value {
  const [batch, inputs] = x.type.shape as [number, number];
  const [, outputs, ...places] = dy.type.shape as readonly number[];
  const kernel = windows.map((window) => window.kernel);
  const count = places.reduce((product, size) => product * size, 1);
  const behind = (value: Value, rows: number): Value =>
    reshape(transpose(reshape(value, [batch, rows, count]), [1, 0, 2]), [rows, batch * count]);
  const taps = kernel.reduce((product, size) => product * size, 1);
  const right = behind(im2Col(ops, x, windows), inputs * taps);
  return reshape(fusedMatMul(behind(dy, outputs!), right, { transB: true }), [outputs!, inputs, ...kernel]);
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
 * For strides over two axes: columns for one row of the kernel at a time. A convolution with unit kernels lays out what
 * each tap of a row sees, `[batch, channel, phase, tap, row · column]`, where a phase holds every stride-th row; what
 * another row of the kernel sees is then a run of a phase, which a Slice copies whole. That is a fifth of the work of all
 * columns at once for a 5 × 5 kernel.
 */
function rowByRow({ conv }: ConvOps, { x, dy, windows, group }: WeightGradientParts): Value {
  const [batch, channels, height, width] = x.type.shape as [Dim, number, number, Dim];
  const [outputs, rows, columnCount] = dy.type.shape.slice(1) as [number, number, number];
  const [down, across] = windows as readonly [AxisWindow, AxisWindow];
  const phaseRows = rows + Math.floor(reach(down) / down.stride);
  // A stride may leave the last rows unseen: they are cut, because pads cannot be negative.
  const after = phaseRows * down.stride - height - down.before;
  const alone = reshape(x, [productOf([batch, channels]), 1, height, width]);
  const seen = after < 0 ? slice(alone, { axis: 2, end: height + after }) : alone;
  const block = { ...down, kernel: down.stride, dilation: 1, after: Math.max(0, after) };
  const units = unitKernels([down.stride, across.kernel]);
  const grouped: Shape = group === 1 ? [batch] : [batch, group];
  const inputs = channels / group;
  const phases = reshape(conv(seen, units, undefined, attributesOf([block, across])), [
    ...grouped,
    inputs,
    down.stride,
    across.kernel,
    phaseRows * columnCount,
  ]);
  const run = rows * columnCount;
  const right = reshape(dy, [...grouped, outputs / group, run]);
  const taps = Array.from({ length: down.kernel }, (_, tap) => {
    const place = tap * down.dilation;
    const phase = place % down.stride;
    const start = Math.floor(place / down.stride) * columnCount;
    const row = slice(phases, [
      { axis: -3, start: phase, end: phase + 1 },
      { axis: -1, start, end: start + run },
    ]);
    const left = reshape(row, [...grouped, inputs * across.kernel, run]);
    const partial = reduceSum(fusedMatMul(left, right, { transB: true }), [0]);
    return reshape(partial, [group, inputs, across.kernel, outputs / group]);
  });
  // [group, input, row, column, output] → [group, output, input, row, column]
  const ordered = transpose(stack(taps, 2), [0, 4, 1, 2, 3]);
  return reshape(ordered, [outputs, inputs, down.kernel, across.kernel]);
}

/**
 * For depthwise convolutions without strides: what a tap sees is one run of the padded input, read row behind row. dy
 * gets rows as long as those of the input; its zeros cancel what a run takes along from the next row. Half to a fifth of
 * the time of products with columns, which have a single row per channel here.
 */
function shifted({ x, dy, windows, group }: WeightGradientParts): Value {
  const [batch, , ...sizes] = x.type.shape as [Dim, number, ...number[]];
  const [, outputs, ...places] = dy.type.shape as [Dim, number, ...number[]];
  const last = sizes.length - 1;
  const around = windows.map(({ before, after }, axis) => ({ axis: axis + 2, before, after }));
  const padded = pad(x, around);
  const lengths = sizes.map((size, axis) => size + windows[axis]!.before + windows[axis]!.after);
  const width = lengths[last]!;
  const steps = sizes.map((_, axis) => (axis === last ? 1 : width));
  const runLength = places.reduce((sum, count, axis) => sum + (count - 1) * steps[axis]!, 1);
  const rows = places.slice(0, -1).reduce((product, count) => product * count, 1);
  const long = pad(dy, [{ axis: -1, after: width - places[last]! }]);
  const whole = reshape(long, [batch, group, outputs / group, rows * width]);
  const left = slice(whole, { axis: -1, end: runLength });
  const flat = reshape(padded, [batch, group, 1, lengths.reduce((product, size) => product * size, 1)]);
  const kernel = windows.map((window) => window.kernel);
  const taps = [...indicesOf(kernel)].map((tap) => {
    const start = tap.reduce((sum, k, axis) => sum + k * windows[axis]!.dilation * steps[axis]!, 0);
    return fusedMatMul(left, slice(flat, { axis: -1, start, end: start + runLength }), { transB: true });
  });
  return reshape(reduceSum(concat(taps, -1), [0]), [outputs, 1, ...kernel]);
}
