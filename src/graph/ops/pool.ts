/**
 * Pools: MaxPool, AveragePool and GlobalAveragePool over one or two axes of `[batch, channel, …]`.
 *
 * Where windows do not overlap, gradients are spread by repeating (Resize) and chosen by a mask: a third of the time of
 * scattering to the places that MaxPool can name. Figures: docs/engine-measurements.md.
 */

import { floatTensor, type Tensor } from '../../tensor/index.ts';
import { apply, apply1 } from '../apply.ts';
import type { Attributes, InferContext, OpDefinition, OpNode, Value } from '../node.ts';
import { type Dim, formatType, type Shape, type TensorType } from '../type.ts';
import { constant } from '../value.ts';
import { div, mul } from './arithmetic.ts';
import { inputType, integerAttribute, integersAttribute, misfit } from './axes.ts';
import { expandLike } from './broadcast.ts';
import { cast } from './cast.ts';
import { equal } from './compare.ts';
import { convTranspose } from './conv.ts';
import {
  type AxisWindow,
  attributesOf,
  fixedSizes,
  placesOf,
  reach,
  spannedBy,
  type WindowOptions,
  windowAttributes,
  windowOf,
  windowRules,
} from './conv-shape.ts';
import { productOf } from './dims.ts';
import { zerosLike } from './elementwise.ts';
import { scatterAdd } from './gather.ts';
import { at, example, indicesOf, tabulate } from './naive.ts';
import { naivePool } from './pool-naive.ts';
import { resize } from './resize.ts';
import { sumOfBlocks } from './resize-gradient.ts';
import { reshape, reshapeLike } from './shape.ts';
import { pad, slice } from './slice.ts';

/** Options of pools. */
export interface PoolOptions extends WindowOptions {
  /** Size of the window: one number for all axes, or one per axis. */
  readonly kernel: number | readonly number[];
  /** Whether a last, partial window counts. Default false. */
  readonly ceil?: boolean;
}

/** The largest element that a window sees. */
export const MaxPool: OpDefinition = {
  name: 'MaxPool',
  domain: '',
  inputs: ['float'],
  attributes: { ...windowRules, ceil_mode: 'flag', storage_order: 'flag' },
  infer: (context) => [pooledType(context)],
  gradient: ({ node, inputs, outputs, gradients }) => [maxGradient(node, inputs[0]!, outputs, gradients[0]!)],
  examples: [
    maxExample('side by side', [2, 2, 4, 6], { kernel_shape: [2, 2], strides: [2, 2] }),
    maxExample('side by side, with a rest', [1, 2, 5, 7], { kernel_shape: [2, 3], strides: [2, 3] }),
    maxExample('overlapping', [1, 2, 5, 5], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }),
    maxExample('one axis', [1, 2, 6], { kernel_shape: [2], strides: [2] }),
    maxExample('same size', [1, 2, 5, 4], { kernel_shape: [3, 2], strides: [2, 1], auto_pad: 'SAME_UPPER' }),
  ],
};

/** MaxPool with its second output: where in the whole input each largest element stands. Naming them costs time. */
const MaxPoolPlaces: OpDefinition = {
  ...MaxPool,
  infer: (context) => {
    const type = pooledType(context);
    return [type, { dtype: 'int64', shape: type.shape }];
  },
};

/**
 * The largest element in each window; windows stand side by side unless strides are given. Where several elements of a
 * window are largest, they share its gradient evenly when windows do not overlap: PyTorch gives it to the first, which would take
 * the pool's gradient 1.7 times as long. Where windows overlap, the first gets it.
 */
export function maxPool(x: Value, options: PoolOptions): Value {
  return apply1(MaxPool, [x], poolAttributes(x, options));
}

/** The mean of the elements that a window sees; zeros around count when `count_include_pad` says so. */
export const AveragePool: OpDefinition = {
  name: 'AveragePool',
  domain: '',
  inputs: ['float'],
  attributes: { ...windowRules, ceil_mode: 'flag', count_include_pad: 'flag' },
  infer: (context) => [pooledType(context)],
  gradient: ({ node, inputs, gradients }) => [averageGradient(node, inputs[0]!.type, gradients[0]!)],
  examples: [
    averageExample('side by side', [2, 2, 4, 6], { kernel_shape: [2, 3], strides: [2, 3] }),
    averageExample('padded', [1, 2, 5, 5], {
      kernel_shape: [3, 3],
      strides: [2, 2],
      pads: [1, 1, 1, 1],
      count_include_pad: 1,
    }),
    averageExample('same size', [1, 2, 5, 4], {
      kernel_shape: [3, 2],
      strides: [2, 1],
      auto_pad: 'SAME_LOWER',
    }),
    averageExample('padded, zeros not counted', [1, 2, 6], { kernel_shape: [3], strides: [1], pads: [1, 1] }),
  ],
};

/** The mean of each window; windows stand side by side unless strides are given. */
export function averagePool(
  x: Value,
  options: PoolOptions & {
    /** Whether zeros around count as elements. Default true, as in PyTorch. */
    readonly countPads?: boolean;
  },
): Value {
  const counted = options.countPads ?? true;
  return apply1(AveragePool, [x], { ...poolAttributes(x, options), count_include_pad: counted ? 1 : 0 });
}

/** The mean over all axes behind the first two, which become 1. */
export const GlobalAveragePool: OpDefinition = {
  name: 'GlobalAveragePool',
  domain: '',
  inputs: ['float'],
  infer: (context) => {
    const { dtype, shape } = inputType(context, 0);
    if (shape.length < 3) {
      throw misfit('[batch, channel, …]', formatType({ dtype, shape }), 'Reshape the value first');
    }
    return [{ dtype, shape: shape.map((dim, axis) => (axis < 2 ? dim : 1)) }];
  },
  gradient: ({ inputs, gradients }) => {
    const { shape } = inputs[0]!.type;
    const count = fixedSizes(shape.slice(2), 'GlobalAveragePool').reduce((a, b) => a * b, 1);
    return [expandLike(mul(gradients[0]!, 1 / count), inputs[0]!)];
  },
  examples: [
    {
      inputs: [example([2, 3, 2, 4])],
      reference: ([x]) => [
        tabulate([2, 3, 1, 1], ([n, c]) =>
          [...indicesOf([2, 4])].reduce((sum, [h, w]) => sum + at(x!, [n!, c!, h!, w!]) / 8, 0),
        ),
      ],
    },
  ],
};

/** The mean over all axes behind the first two. */
export function globalAveragePool(x: Value): Value {
  return apply1(GlobalAveragePool, [x]);
}

function poolAttributes(x: Value, { kernel, ceil, ...options }: PoolOptions): Attributes {
  const rank = x.type.shape.length - 2;
  const sizes = typeof kernel === 'number' ? new Array<number>(rank).fill(kernel) : kernel;
  const { strides, pads, dilations } = windowAttributes({ strides: sizes, ...options }, rank);
  return {
    kernel_shape: sizes,
    strides: strides!,
    pads: pads!,
    ...(dilations!.some((size) => size !== 1) ? { dilations: dilations! } : {}),
    ...(ceil ? { ceil_mode: 1 } : {}),
  };
}

function windowsOf(attributes: Attributes, shape: Shape): AxisWindow[] {
  const kernel = integersAttribute(attributes, 'kernel_shape', []);
  return windowOf(attributes, { kernel, sizes: shape.slice(2) });
}

function pooledType(context: InferContext): TensorType {
  const { dtype, shape } = inputType(context, 0);
  const { length } = integersAttribute(context.attributes, 'kernel_shape', []);
  if (shape.length !== length + 2 || length < 1 || length > 2) {
    throw misfit(
      'kernel_shape of one or two axes, of [batch, channel, …]',
      `${length} axes of kernel_shape`,
      'Give one size per axis behind the first two',
    );
  }
  const windows = windowsOf(context.attributes, shape);
  if (windows.some((window) => Math.max(window.before, window.after) > reach(window))) {
    throw misfit('pads smaller than the kernel', 'windows that see padding only', 'Pad less');
  }
  const ceil = integerAttribute(context.attributes, 'ceil_mode', 0) === 1;
  const places = windows.map((window, axis) => placesOf(shape[axis + 2]!, window, ceil));
  return { dtype, shape: [...shape.slice(0, 2), ...places] };
}

/** Whether windows surely tile the axes, but for a rest at their ends that none sees. */
function sideBySide(node: OpNode, windows: readonly AxisWindow[]): boolean {
  const ceil = integerAttribute(node.attributes, 'ceil_mode', 0) === 1;
  const sizes = node.inputs[0]!.type.shape.slice(2);
  return (
    !ceil &&
    sizes.every((size) => typeof size === 'number') &&
    windows.every(
      ({ kernel, stride, before, after, dilation }) =>
        kernel === stride && before === 0 && after === 0 && dilation === 1,
    )
  );
}

function maxGradient(node: OpNode, x: Value, outputs: readonly Value[], dy: Value): Value {
  const windows = windowsOf(node.attributes, x.type.shape);
  if (!sideBySide(node, windows)) {
    // Overlapping windows: back to the places that MaxPool itself names, counted through the whole input.
    // Pads written out, for devices that find the places in another way.
    const { auto_pad: _, ...attributes } = { ...node.attributes, ...attributesOf(windows) };
    const named = apply(MaxPoolPlaces, [x], attributes)[1]!;
    const zeros = zerosLike(reshape(x, [-1]));
    const flat = scatterAdd(zeros, reshape(named, [-1]), reshape(dy, [-1]), 0);
    return reshapeLike(flat, x);
  }
  const scales = windows.map(({ kernel }) => kernel);
  const seen = seenPart(x, windows);
  const isLargest = cast(equal(seen, resize(outputs[0]!, { scales })), dy.type.dtype);
  const ties = sumOfBlocks(isLargest, scales);
  return withRest(mul(isLargest, resize(div(dy, ties), { scales })), x.type);
}

function averageGradient(node: OpNode, like: TensorType, dy: Value): Value {
  const windows = windowsOf(node.attributes, like.shape);
  const scales = windows.map(({ kernel }) => kernel);
  const count = scales.reduce((product, size) => product * size, 1);
  if (sideBySide(node, windows)) return withRest(resize(mul(dy, 1 / count), { scales }), like);
  if (integerAttribute(node.attributes, 'ceil_mode', 0) === 1) {
    throw misfit('windows that fit', 'ceil_mode', 'Pad instead, to train', 'AveragePool');
  }
  const sizes = fixedSizes(like.shape.slice(2), 'AveragePool');
  const places = fixedSizes(dy.type.shape.slice(2), 'AveragePool');
  const counted = integerAttribute(node.attributes, 'count_include_pad', 0) === 1;
  const shares = counted ? mul(dy, 1 / count) : mul(dy, constant(sharesOf(windows, sizes, places)));
  const ones = constant(floatTensor([1, 1, ...scales], new Float32Array(count).fill(1)));
  const alone = reshape(shares, [productOf(like.shape.slice(0, 2)), 1, ...places]);
  const outputPadding = windows.map((window, i) => sizes[i]! - Number(spannedBy(places[i]!, window, 0)));
  const spread = convTranspose(alone, ones, undefined, { ...attributesOf(windows), outputPadding });
  return reshape(spread, like.shape);
}

/** One over the number of elements inside that each window sees. */
function sharesOf(
  windows: readonly AxisWindow[],
  sizes: readonly number[],
  places: readonly number[],
): Tensor<'float32'> {
  return tabulate(places, (place) => {
    const counts = windows.map(({ kernel, stride, before, dilation }, axis) => {
      const positions = Array.from(
        { length: kernel },
        (_, k) => place[axis]! * stride - before + k * dilation,
      );
      return positions.filter((position) => position >= 0 && position < sizes[axis]!).length;
    });
    return 1 / counts.reduce((product, size) => product * size, 1);
  });
}

/** The part of `x` that windows side by side see. */
function seenPart(x: Value, windows: readonly AxisWindow[]): Value {
  const cut = windows.flatMap(({ kernel }, i) => {
    const size: Dim = x.type.shape[i + 2]!;
    const rest = typeof size === 'number' ? size % kernel : 0;
    return rest === 0 ? [] : [{ axis: i + 2, end: Number(size) - rest }];
  });
  return slice(x, cut);
}

/** Zeros behind, where no window saw anything. */
function withRest(gradient: Value, like: TensorType): Value {
  const rests = like.shape.flatMap((size, axis) => {
    const own = gradient.type.shape[axis]!;
    return typeof size === 'number' && typeof own === 'number' ? [{ axis, after: size - own }] : [];
  });
  return pad(gradient, rests);
}

function maxExample(
  name: string,
  shape: readonly number[],
  attributes: Readonly<Record<string, string | readonly number[]>>,
): OpDefinition['examples'][number] {
  return {
    name,
    inputs: [spacedExample(shape)],
    attributes,
    reference: ([x]) => [naivePool(x!, attributes, 'max')],
  };
}

/** Values far enough from each other that a finite difference changes no maximum. */
function spacedExample(shape: readonly number[]): Tensor {
  const { data } = example(shape);
  const order = Array.from(data, (value, i) => ({ value, i })).sort((a, b) => a.value - b.value);
  const ranks = new Float32Array(data.length);
  order.forEach(({ i }, rank) => {
    ranks[i] = rank / 8 - data.length / 16;
  });
  return floatTensor(shape, ranks);
}

function averageExample(
  name: string,
  shape: readonly number[],
  attributes: Readonly<Record<string, number | string | readonly number[]>>,
): OpDefinition['examples'][number] {
  return {
    name,
    inputs: [example(shape)],
    attributes,
    reference: ([x]) => [naivePool(x!, attributes, 'mean')],
  };
}
