/** Resampling of axes by the nearest element, linearly or by cubic curves, as PyTorch's `interpolate` means it. */

import { floatTensor, intTensor, type Tensor } from '../../tensor/index.ts';
import { apply1 } from '../apply.ts';
import type { Attributes, OpDefinition, OpNode, Value } from '../node.ts';
import type { Dim, TensorType } from '../type.ts';
import { constant } from '../value.ts';
import {
  constantIntegers,
  inputType,
  integerAttribute,
  integersAttribute,
  misfit,
  normalizeAxes,
  textAttribute,
} from './axes.ts';
import { fixedSizes } from './conv-shape.ts';
import { floorDim, productOf, quotientOf } from './dims.ts';
import { matMul } from './matmul.ts';
import { at, example, indicesOf, tabulate } from './naive.ts';
import { sumOfBlocks, tentSums } from './resize-gradient.ts';
import { coordinates, type Interpolation, interpolationMatrix } from './resize-matrix.ts';
import { squeeze, swapAxes, unsqueeze } from './shape.ts';

const pytorchNearest = {
  mode: 'nearest',
  coordinate_transformation_mode: 'asymmetric',
  nearest_mode: 'floor',
};
const pytorchLinear = { mode: 'linear', coordinate_transformation_mode: 'half_pixel' };
const cornersAligned = { mode: 'linear', coordinate_transformation_mode: 'align_corners' };
/** The constant of PyTorch's cubic interpolation; ONNX's own default. */
const pytorchCubic = { ...pytorchLinear, mode: 'cubic', cubic_coeff_a: -0.75 };

/** Resamples axes: by factors (input 2) or to sizes (input 3), for all axes or those of the attribute `axes`. */
export const Resize: OpDefinition = {
  name: 'Resize',
  domain: '',
  inputs: ['number', 'factors?', 'factors?', 'sizes?'],
  attributes: {
    antialias: 'flag',
    axes: 'integers',
    coordinate_transformation_mode: coordinates,
    cubic_coeff_a: 'float',
    exclude_outside: 'flag',
    extrapolation_value: 'float',
    keep_aspect_ratio_policy: ['stretch'],
    mode: ['nearest', 'linear', 'cubic'],
    nearest_mode: ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'],
  },
  infer: (context) => {
    const { dtype, shape } = inputType(context, 0);
    const axes = axesOf(context.attributes, shape.length);
    const sizes = constantIntegers(context, 3);
    // An empty list is how older files leave factors out.
    const scales = constantIntegers(context, 2) ?? [];
    const target = sizes ?? scales;
    const isGiven = sizes === undefined || scales.length === 0;
    if (!isGiven || target.length !== axes.length || target.some((number) => !(number > 0))) {
      throw misfit(
        `${axes.length} sizes, or as many factors, above 0`,
        `sizes [${sizes?.join(', ') ?? ''}] and factors [${scales.join(', ')}]`,
        'Give one number per axis that is resized',
      );
    }
    const result: Dim[] = [...shape];
    axes.forEach((axis, i) => {
      result[axis] = sizes ? sizes[i]! : scaledDim(shape[axis]!, scales[i]!);
    });
    return [{ dtype, shape: result }];
  },
  gradient: ({ node, inputs, gradients }) => [resizeGradient(node, inputs[0]!.type, gradients[0]!)],
  examples: [
    resizeExample('nearest, by factors', [1, 2, 2, 3], { ...pytorchNearest, scales: [3, 2] }),
    resizeExample('nearest, rounded up', [1, 1, 2, 3], {
      ...pytorchNearest,
      nearest_mode: 'ceil',
      sizes: [4, 6],
    }),
    resizeExample('nearest, to sizes', [1, 1, 5, 4], { ...pytorchNearest, sizes: [3, 7] }),
    resizeExample('linear', [1, 2, 3, 4], { ...pytorchLinear, sizes: [6, 5] }),
    resizeExample('linear, by factors', [1, 2, 3, 2], { ...pytorchLinear, scales: [2, 3] }),
    resizeExample('linear, one axis by a factor', [1, 1, 2, 3], { ...pytorchLinear, sizes: [2, 12] }),
    resizeExample('linear, smaller', [1, 1, 5, 6], { ...pytorchLinear, sizes: [3, 4] }),
    resizeExample('linear, corners aligned', [1, 1, 3, 4], { ...cornersAligned, sizes: [5, 7] }),
    resizeExample('cubic', [1, 2, 3, 4], { ...pytorchCubic, sizes: [6, 5] }),
    resizeExample('cubic, smaller', [1, 1, 6, 5], { ...pytorchCubic, sizes: [4, 3] }),
    resizeExample('cubic, corners aligned', [1, 1, 4, 3], {
      ...pytorchCubic,
      ...cornersAligned,
      mode: 'cubic',
      sizes: [7, 5],
    }),
  ],
};

/** How {@link resize} fills the places between elements. */
export interface ResizeOptions {
  /**
   * `nearest` repeats, `linear` draws lines (over two axes: bilinear), `cubic` curves through four elements (bicubic, Keys
   * 1981, a = −0.75). Default `nearest`, as in PyTorch.
   */
  readonly mode?: 'nearest' | 'linear' | 'cubic';
  /** For `linear` and `cubic`: whether first and last elements stay where they are. Default false. */
  readonly alignCorners?: boolean;
}

/** What the axes behind the first two become. */
export type ResizeTarget = { readonly sizes: readonly number[] } | { readonly scales: readonly number[] };

/**
 * `x` `[batch, channel, …]` with the one or two axes behind resampled, to `sizes` or by `scales`, with the numbers of
 * `torch.nn.functional.interpolate`. Sizes that a scale makes are rounded down.
 */
export function resize(x: Value, target: ResizeTarget, options: ResizeOptions = {}): Value {
  const { mode = 'nearest', alignCorners = false } = options;
  const rank = x.type.shape.length - 2;
  const given = 'sizes' in target ? target.sizes : target.scales;
  if (rank < 1 || rank > 2 || given.length !== rank) {
    throw misfit('one number per axis behind the first two', `[${given.join(', ')}]`, 'Give them', 'resize');
  }
  if (rank === 1 && mode !== 'nearest') {
    // ONNX Runtime interpolates over two axes at least.
    const flat = { ...('sizes' in target ? { sizes: [1, ...given] } : { scales: [1, ...given] }) };
    return squeeze(resize(unsqueeze(x, [2]), flat as ResizeTarget, options), [2]);
  }
  const attributes = {
    ...{ nearest: pytorchNearest, linear: pytorchLinear, cubic: pytorchCubic }[mode],
    ...(alignCorners && mode !== 'nearest' ? { coordinate_transformation_mode: 'align_corners' } : {}),
    axes: given.map((_, axis) => axis + 2),
  };
  return 'sizes' in target
    ? apply1(Resize, [x, undefined, undefined, constant(intTensor([rank], given))], attributes)
    : apply1(Resize, [x, undefined, constant(floatTensor([rank], given))], attributes);
}

function axesOf(attributes: Attributes, rank: number): number[] {
  return normalizeAxes(
    integersAttribute(
      attributes,
      'axes',
      Array.from({ length: rank }, (_, axis) => axis),
    ),
    rank,
  );
}

function scaledDim(size: Dim, scale: number): Dim {
  if (typeof size === 'number') return Math.floor(size * scale);
  if (Number.isInteger(scale)) return productOf([size, scale]);
  return floorDim(size, 1 / scale);
}

/** The transposed interpolation: by whole factors as sums of blocks or tents, else a product with the matrix per axis. */
function resizeGradient(node: OpNode, like: TensorType, dy: Value): Value {
  if (integerAttribute(node.attributes, 'antialias', 0) === 1) {
    throw misfit('interpolation without antialias', 'antialias 1', 'Train without it', 'Resize');
  }
  const axes = axesOf(node.attributes, like.shape.length);
  const interpolation = interpolationOf(node.attributes);
  const resized = axes.filter((axis) => like.shape[axis] !== dy.type.shape[axis]);
  const repeated = resized.every((axis) => Number.isInteger(factor(axis)));
  const spatial = resized.every((axis) => axis >= 2) && like.shape.length <= 4 && like.shape.length > 2;
  if (repeatsBlocks(interpolation) && repeated && spatial) {
    return sumOfBlocks(
      dy,
      like.shape.slice(2).map((_, i) => factor(i + 2)),
    );
  }
  const drawn = interpolation.mode === 'linear' && interpolation.coordinates === 'half_pixel';
  const fixed = like.shape.slice(2).every((size) => typeof size === 'number');
  if (drawn && fixed && repeated && spatial) {
    return tentSums(
      dy,
      like.shape.slice(2).map((_, i) => factor(i + 2)),
    );
  }
  return resized.reduce((value, axis) => {
    const [inputSize, outputSize] = fixedSizes([like.shape[axis]!, dy.type.shape[axis]!], 'Resize');
    const sizes = {
      inputSize: inputSize!,
      outputSize: outputSize!,
      scale: scaleOf(node, axes.indexOf(axis)),
    };
    const scale = sizes.scale || sizes.outputSize / sizes.inputSize;
    const matrix = interpolationMatrix({ ...sizes, scale }, interpolation);
    const product = constant(floatTensor([sizes.outputSize, sizes.inputSize], matrix));
    return swapAxes(matMul(swapAxes(value, [axis, -1]), product), [axis, -1]);
  }, dy);

  function factor(axis: number): number {
    return Number(quotientOf([dy.type.shape[axis]!], [like.shape[axis]!]));
  }
}

/** Whether a whole factor repeats every element so often, and shifts nothing. */
function repeatsBlocks({ mode, coordinates, nearestMode }: Interpolation): boolean {
  if (mode !== 'nearest') return false;
  if (coordinates === 'asymmetric') return nearestMode === 'floor';
  return coordinates === 'half_pixel' && nearestMode.startsWith('round');
}

/** The factor in input 2 for the i-th resized axis; 0 where sizes were given. */
function scaleOf(node: OpNode, i: number): number {
  const source = node.inputs[2]?.node;
  return source?.kind === 'constant' ? Number(source.tensor.data[i] ?? 0) : 0;
}

function interpolationOf(attributes: Attributes): Interpolation {
  return {
    mode: textAttribute(attributes, 'mode', 'nearest'),
    coordinates: textAttribute(attributes, 'coordinate_transformation_mode', 'half_pixel'),
    nearestMode: textAttribute(attributes, 'nearest_mode', 'round_prefer_floor'),
    cubicCoefficient: Number(attributes.cubic_coeff_a ?? -0.75),
    excludeOutside: integerAttribute(attributes, 'exclude_outside', 0) === 1,
  };
}

interface ResizeExample {
  readonly scales?: readonly number[];
  readonly sizes?: readonly number[];
  readonly [attribute: string]: string | number | readonly number[] | undefined;
}

function resizeExample(
  name: string,
  shape: readonly number[],
  { scales, sizes, ...attributes }: ResizeExample,
): OpDefinition['examples'][number] {
  const all = { ...(attributes as Attributes), axes: [2, 3] };
  const to = sizes ?? scales!.map((scale, i) => scale * shape[i + 2]!);
  const target = sizes
    ? [undefined, undefined, intTensor([2], sizes)]
    : [undefined, floatTensor([2], scales!)];
  return {
    name,
    inputs: [example(shape), ...target],
    constants: [1, 2, 3],
    attributes: all,
    reference: ([x]) => [naiveResize(x!, to, interpolationOf(all))],
  };
}

function naiveResize(x: Tensor, to: readonly number[], interpolation: Interpolation): Tensor {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const [rows, columns] = [height, width].map((inputSize, i) =>
    interpolationMatrix({ inputSize, outputSize: to[i]!, scale: to[i]! / inputSize }, interpolation),
  ) as [Float32Array, Float32Array];
  return tabulate([batch, channels, to[0]!, to[1]!], ([n, c, p, q]) => {
    let sum = 0;
    for (const [h, w] of indicesOf([height, width])) {
      sum += rows[p! * height + h!]! * columns[q! * width + w!]! * at(x, [n!, c!, h!, w!]);
    }
    return sum;
  });
}
