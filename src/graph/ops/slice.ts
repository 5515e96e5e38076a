/**
 * Taking out and putting around: Slice and Pad, each the other's gradient. A Slice with a step copies element by element
 * in ONNX Runtime, one without a step copies rows; prefer the latter where speed counts.
 */

import { floatTensor, intTensor } from '../../tensor/index.ts';
import { apply1 } from '../apply.ts';
import type { InferContext, OpDefinition, OpNode, Value } from '../node.ts';
import { type Dim, formatType, staticCount } from '../type.ts';
import { constant } from '../value.ts';
import { sub } from './arithmetic.ts';
import { constantIntegers, inputType, misfit, normalizeAxes, textAttribute } from './axes.ts';
import { expandLike, reduceSum } from './broadcast.ts';
import { numbersOf } from './compute.ts';
import { floorDim, offsetDim } from './dims.ts';
import { zerosLike } from './elementwise.ts';
import { scatterAdd } from './gather.ts';
import { at, example, tabulate } from './naive.ts';
import { foldPadding } from './pad-gradient.ts';
import { reshape } from './shape.ts';

/** "To the end" for ends of slices, as ONNX wants it: any number beyond the axis. */
const beyond = Number.MAX_SAFE_INTEGER;

/** Elements `start`, `start + step`, … before `end` along axes. */
export const Slice: OpDefinition = {
  name: 'Slice',
  domain: '',
  inputs: ['any', 'places', 'places', 'places?', 'places?'],
  infer: (context) => {
    const { dtype, shape } = inputType(context, 0);
    const starts = constantIntegers(context, 1) ?? [];
    const ends = constantIntegers(context, 2) ?? [];
    const axes = normalizeAxes(constantIntegers(context, 3) ?? starts.map((_, axis) => axis), shape.length);
    const steps = constantIntegers(context, 4) ?? starts.map(() => 1);
    if ([ends, axes, steps].some((list) => list.length !== starts.length)) {
      throw misfit(
        `as many ends, axes and steps as starts (${starts.length})`,
        [ends, axes, steps].map((list) => list.length).join(', '),
        'Give one of each per axis',
      );
    }
    if (steps.includes(0)) throw misfit('steps other than 0', 'a step of 0', 'Give 1 for every element');
    const sizes: Dim[] = [...shape];
    axes.forEach((axis, i) => {
      sizes[axis] = slicedDim(shape[axis]!, { start: starts[i]!, end: ends[i]!, step: steps[i]! });
    });
    return [{ dtype, shape: sizes }];
  },
  gradient: ({ node, inputs, gradients }) => [sliceGradient(node, { of: inputs[0]!, from: gradients[0]! })],
  examples: [
    {
      inputs: [example([3, 5]), intTensor([2], [1, -4]), intTensor([2], [3, -1]), intTensor([2], [0, 1])],
      constants: [1, 2, 3],
      reference: ([x]) => [tabulate([2, 3], ([a, b]) => at(x!, [a! + 1, b! + 1]))],
    },
    {
      name: 'every second, backwards',
      inputs: [example([2, 6]), ...[4, -beyond, 1, -2].map((n) => intTensor([1], [n]))],
      constants: [1, 2, 3, 4],
      reference: ([x]) => [tabulate([2, 3], ([a, b]) => at(x!, [a!, 4 - 2 * b!]))],
    },
    {
      name: 'every third',
      inputs: [example([7, 2]), ...[1, 7, 0, 3].map((n) => intTensor([1], [n]))],
      constants: [1, 2, 3, 4],
      reference: ([x]) => [tabulate([2, 2], ([a, b]) => at(x!, [1 + 3 * a!, b!]))],
    },
  ],
};

/** Which elements of an axis a slice takes. */
export interface SliceRange {
  /** The axis, which may count from the end. */
  readonly axis: number;
  /** The first element; negative counts from the end. Default 0, with a negative step the last. */
  readonly start?: number;
  /** The element to stop before; negative counts from the end. Default: to the end of the axis. */
  readonly end?: number;
  /** The distance between elements, not 0. Default 1. */
  readonly step?: number;
}

/** A part of `x`, given by one range per axis that is cut. */
export function slice(x: Value, ranges: SliceRange | readonly SliceRange[]): Value {
  const list = (Array.isArray(ranges) ? ranges : [ranges]) as readonly SliceRange[];
  if (list.length === 0) return x;
  const vector = (numbers: readonly number[]) => constant(intTensor([list.length], numbers));
  const backwards = (range: SliceRange) => (range.step ?? 1) < 0;
  return apply1(Slice, [
    x,
    vector(list.map((range) => range.start ?? (backwards(range) ? beyond : 0))),
    vector(list.map((range) => range.end ?? (backwards(range) ? -beyond : beyond))),
    vector(list.map((range) => range.axis)),
    ...(list.some((range) => (range.step ?? 1) !== 1) ? [vector(list.map((range) => range.step ?? 1))] : []),
  ]);
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** The range with both ends counted from the front and inside `size`. */
function clampRange({ start, end, step }: Range, size: number): Range {
  const low = step > 0 ? 0 : -1;
  const high = step > 0 ? size : size - 1;
  const clamp = (position: number) =>
    Math.min(high, Math.max(low, position < 0 ? position + size : position));
  return { start: clamp(start), end: clamp(end), step };
}

function countOf({ start, end, step }: Range): number {
  return Math.max(0, Math.ceil((end - start) / step));
}

function slicedDim(size: Dim, range: Range): Dim {
  if (typeof size === 'number') return countOf(clampRange(range, size));
  const { start, end, step } = range;
  if (step === -1 && start >= beyond && end <= -beyond) return size;
  if (step <= 0)
    throw misfit('a forward slice of a symbolic axis', `step ${step}`, 'Fix the size of the axis');
  if (start >= 0 && end >= 0 && end < beyond) return Math.ceil((end - start) / step);
  if (start < 0 && end < 0) return Math.ceil((end - start) / step);
  if (start < 0) return Math.ceil(-start / step);
  const length = offsetDim(size, (end < 0 ? end : 0) - start);
  return step === 1 ? length : floorDim(offsetDim(length, step - 1), step);
}

/** Zeros everywhere but where the slice took from; steps are undone by putting zeros between. */
function sliceGradient(node: OpNode, { of, from }: { readonly of: Value; readonly from: Value }): Value {
  if (from.type.shape.includes(0)) return zerosLike(of);
  const ranges = rangesOf(node, of.type.shape.length);
  const scattered = ranges.filter((range) => isCounted(range, { of, from }));
  let result = scatterSlices(from, { of, ranges, scattered });
  const pads: AxisPadding[] = [];
  for (const { axis, start, end, step } of ranges.filter((range) => !scattered.includes(range))) {
    const size = of.type.shape[axis]!;
    if (typeof size === 'string') {
      if (step === -1 && from.type.shape[axis] === size) result = slice(result, { axis, step });
      else if (step !== 1)
        throw misfit('a step of 1', `${step} on ${size}`, `Fix the size of axis ${axis}`, 'Slice');
      else if (start > 0 || end < 0) pads.push({ axis, before: start, after: end < 0 ? -end : 0 });
      continue;
    }
    const range = clampRange({ start, end, step }, size);
    const count = countOf(range);
    if (step < 0) result = slice(result, { axis, step: -1 });
    const stride = Math.abs(step);
    result = spread(result, { axis, stride });
    const last = range.start + (count - 1) * step;
    const first = Math.min(range.start, last);
    pads.push({ axis, before: first, after: size - first - (count - 1) * stride - 1 });
  }
  return pad(result, pads);
}

/** What a slice was given, with all that is left out put in. */
function rangesOf(node: OpNode, rank: number): Required<SliceRange>[] {
  const [starts, ends, given, steps] = [1, 2, 3, 4].map((index) => {
    const source = node.inputs[index]?.node;
    return source?.kind === 'constant' ? numbersOf(source.tensor) : undefined;
  });
  const axes = normalizeAxes(given ?? starts!.map((_, axis) => axis), rank);
  return axes.map((axis, i) => ({ axis, start: starts![i]!, end: ends![i]!, step: steps?.[i] ?? 1 }));
}

/** Whether a known number of elements was taken from an axis of unknown size, so that the rest has no size to pad by. */
function isCounted(
  { axis }: SliceRange,
  { of, from }: { readonly of: Value; readonly from: Value },
): boolean {
  return typeof of.type.shape[axis] === 'string' && typeof from.type.shape[axis] === 'number';
}

/** Along each of the `scattered` axes, elements back to their places, counted from whichever end the slice counted from. */
function scatterSlices(
  from: Value,
  {
    of,
    ranges,
    scattered,
  }: Readonly<Record<'ranges' | 'scattered', readonly Required<SliceRange>[]>> & { readonly of: Value },
): Value {
  let open = ranges;
  return scattered.reduce((result, range) => {
    open = open.filter((other) => other !== range);
    const { axis, start, step } = range;
    const count = Number(result.type.shape[axis]);
    const places = Array.from({ length: count }, (_, i) => start + i * step);
    const column = constant(
      intTensor(
        result.type.shape.map((_, i) => (i === axis ? count : 1)),
        places,
      ),
    );
    return scatterAdd(zerosLike(slice(of, open)), expandLike(column, result), result, axis);
  }, from);
}

/** Puts `stride - 1` zeros between the elements of an axis. */
export function spread(
  x: Value,
  { axis, stride }: { readonly axis: number; readonly stride: number },
): Value {
  const { shape } = x.type;
  const size = shape[axis]!;
  if (stride === 1 || size === 1) return x;
  const split = reshape(x, [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)]);
  const padded = pad(split, [{ axis: axis + 1, after: stride - 1 }]);
  const long = typeof size === 'number' ? size * stride : `${stride}*${size}`;
  const joined = reshape(padded, shape.with(axis, long));
  return slice(joined, { axis, end: 1 - stride });
}

/** How an axis is lengthened. Negative numbers cut. */
export interface AxisPadding {
  /** The axis, which may count from the end. */
  readonly axis: number;
  /** Elements in front. Default 0. */
  readonly before?: number;
  /** Elements behind. Default 0. */
  readonly after?: number;
}

/** What padding is filled with: a constant, the mirror image without the edge, or the edge. */
export type PadMode = 'constant' | 'reflect' | 'edge';

/** Lengthens axes: before all axes, then after all axes in input 1; what with in input 2 and `mode`. */
export const Pad: OpDefinition = {
  name: 'Pad',
  domain: '',
  inputs: ['any', 'sizes', 'any?', 'places?'],
  attributes: { mode: ['constant', 'reflect', 'edge'] },
  infer: (context) => {
    const { dtype, shape } = inputType(context, 0);
    const pads = padsOf(context, shape.length);
    const mode = textAttribute(context.attributes, 'mode', 'constant');
    const fill = context.inputs[2];
    if (fill !== undefined && (staticCount(fill.shape) !== 1 || fill.shape.length > 1)) {
      throw misfit('one number to pad with', formatType(fill), 'Give a scalar');
    }
    return [{ dtype, shape: shape.map((dim, axis) => paddedDim(dim, { ...pads[axis]!, mode })) }];
  },
  gradient: ({ node, inputs, gradients, wanted }) => {
    const from = gradients[0]!;
    const inner = wanted.some(Boolean) ? padGradient(node, { of: inputs[0]!, from }) : undefined;
    // What was padded with is seen wherever the input is not.
    const around = wanted[2] ? fillGradient(from, { inner: inner!, like: inputs[2]! }) : undefined;
    return [inner, undefined, around];
  },
  examples: [
    {
      inputs: [example([2, 3]), intTensor([4], [0, 1, 2, -1])],
      constants: [1],
      reference: ([x]) => [tabulate([4, 3], ([a, b]) => (b! < 1 ? 0 : at(x!, [a!, b! - 1])))],
    },
    {
      name: 'one axis, with a number',
      inputs: [example([2, 3]), intTensor([2], [2, 1]), floatTensor([], [0.5]), intTensor([1], [-1])],
      constants: [1, 3],
      reference: ([x]) => [tabulate([2, 6], ([a, b]) => (b! < 2 || b! > 4 ? 0.5 : at(x!, [a!, b! - 2])))],
    },
    {
      name: 'mirrored',
      inputs: [example([2, 4]), intTensor([4], [0, 3, 1, 2])],
      constants: [1],
      attributes: { mode: 'reflect' },
      reference: ([x]) => [tabulate([3, 9], ([a, b]) => at(x!, [a! === 2 ? 0 : a!, mirror(b! - 3, 4)]))],
    },
    {
      name: 'edge',
      inputs: [example([2, 3]), intTensor([4], [0, 2, 0, 1])],
      constants: [1],
      attributes: { mode: 'edge' },
      reference: ([x]) => [tabulate([2, 6], ([a, b]) => at(x!, [a!, Math.min(2, Math.max(0, b! - 2))]))],
    },
  ],
};

/** `x` with axes lengthened (or cut, by negative numbers); zeros by default. */
export function pad(
  x: Value,
  paddings: readonly AxisPadding[],
  options: { readonly mode?: PadMode; readonly value?: Value } = {},
): Value {
  const rank = x.type.shape.length;
  const sizes = new Array<number>(2 * rank).fill(0);
  const axes = normalizeAxes(
    paddings.map(({ axis }) => axis),
    rank,
  );
  paddings.forEach(({ before = 0, after = 0 }, i) => {
    sizes[axes[i]!] = before;
    sizes[axes[i]! + rank] = after;
  });
  if (sizes.every((size) => size === 0)) return x;
  const inputs = [x, constant(intTensor([2 * rank], sizes)), ...(options.value ? [options.value] : [])];
  return apply1(Pad, inputs, options.mode && options.mode !== 'constant' ? { mode: options.mode } : {});
}

function padsOf(context: InferContext, rank: number): { before: number; after: number }[] {
  const sizes = constantIntegers(context, 1) ?? [];
  const axes = normalizeAxes(constantIntegers(context, 3) ?? Array.from({ length: rank }, (_, i) => i), rank);
  if (sizes.length !== 2 * axes.length) {
    throw misfit(`${2 * axes.length} pads`, String(sizes.length), 'Give two numbers per axis');
  }
  return paddingsOf(sizes, { axes, rank });
}

/** Per axis what stands before and after it, from ONNX's list: all fronts, then all backs. */
function paddingsOf(
  sizes: readonly number[],
  { axes, rank }: { readonly axes: readonly number[]; readonly rank: number },
): { before: number; after: number }[] {
  return Array.from({ length: rank }, (_, axis) => {
    const i = axes.indexOf(axis);
    return i < 0 ? { before: 0, after: 0 } : { before: sizes[i]!, after: sizes[i + axes.length]! };
  });
}

function paddedDim(dim: Dim, padding: { before: number; after: number; mode: string }): Dim {
  const { before, after, mode } = padding;
  if (mode === 'reflect' && typeof dim === 'number' && Math.max(before, after) >= dim) {
    throw misfit(
      `mirrored padding shorter than the axis of ${dim}`,
      `${before} and ${after}`,
      'Pad less, or with zeros',
    );
  }
  return offsetDim(dim, before + after);
}

function padGradient(node: OpNode, { of, from }: { readonly of: Value; readonly from: Value }): Value {
  const [sizes, given] = [node.inputs[1], node.inputs[3]].map((value) =>
    value?.node.kind === 'constant' ? numbersOf(value.node.tensor) : undefined,
  );
  const rank = of.type.shape.length;
  const mode = textAttribute(node.attributes, 'mode', 'constant') as PadMode;
  const axes = normalizeAxes(given ?? of.type.shape.map((_, axis) => axis), rank);
  const paddings = paddingsOf(sizes!, { axes, rank }).map((padding, axis) => ({ axis, ...padding }));
  const touched = paddings.filter(({ before, after }) => before !== 0 || after !== 0);
  if (mode === 'constant') {
    return pad(
      from,
      touched.map(({ axis, before, after }) => ({ axis, before: -before, after: -after })),
    );
  }
  return touched.reduce((value, padding) => foldPadding(value, { ...padding, mode }, { slice, pad }), from);
}

/** Σ of what flowed into the padding: all of it, without what flowed to the input. */
function fillGradient(from: Value, { inner, like }: { readonly inner: Value; readonly like: Value }): Value {
  return reshape(sub(reduceSum(from), reduceSum(inner)), like.type.shape);
}

/** The position that mirroring without the edge shows at `position`, outside `[0, size)`. */
function mirror(position: number, size: number): number {
  if (position < 0) return -position;
  return position < size ? position : 2 * (size - 1) - position;
}
