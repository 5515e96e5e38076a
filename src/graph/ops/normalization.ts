/**
 * Normalizations that ONNX Runtime computes in one pass: BatchNormalization, LayerNormalization and
 * InstanceNormalization. Their gradients are written out: three passes over the values instead of the dozen that the
 * chain rule through means and squares makes.
 */

import type { Tensor } from '../../tensor/index.ts';
import { apply, apply1 } from '../apply.ts';
import type { Attributes, GradientContext, OpDefinition, Value } from '../node.ts';
import { mul, neg, sub } from './arithmetic.ts';
import { inputType, integerAttribute, normalizeAxis } from './axes.ts';
import { batchGradients, naiveBatch } from './batch-statistics.ts';
import { broadcastsTo, reduceSum, sumToShape } from './broadcast.ts';
import { at, example, indicesOf, tabulate } from './naive.ts';
import {
  axesBesideChannel,
  checkPerChannel,
  defaultEpsilon,
  epsilonOf,
  inverseRoot,
  perChannel,
  withChannels,
} from './per-channel.ts';
import { reduceMean } from './reduce.ts';
import { reshape } from './shape.ts';
import { slice } from './slice.ts';

/**
 * y = (x − mean) / √(variance + ε) · scale + bias per channel, with a mean and a variance that are given; or, with
 * `training_mode` 1, with those of the batch, which then are mixed with the given ones into two more outputs.
 */
export const BatchNormalization: OpDefinition = {
  name: 'BatchNormalization',
  domain: '',
  inputs: ['float', 'float', 'float', 'float', 'float'],
  attributes: { epsilon: 'float', momentum: 'float', training_mode: 'flag' },
  infer: (context) => {
    const x = withChannels(context, 2);
    for (const index of [1, 2, 3, 4]) checkPerChannel(inputType(context, index), x);
    if (!isTraining(context)) return [x];
    const statistics = inputType(context, 3);
    return [x, statistics, statistics];
  },
  gradient: (context) => {
    if (isTraining(context.node)) return batchGradients(context);
    const { node, inputs, gradients, wanted } = context;
    const [x, scale, , mean, variance] = inputs as readonly [Value, Value, Value, Value, Value];
    const dy = gradients[0]!;
    const shape = perChannel(x.type);
    const inverse = inverseRoot(variance, epsilonOf(node.attributes));
    const slope = mul(scale, inverse);
    const axes = axesBesideChannel(x.type);
    const total = reduceSum(dy, axes);
    // Σ dy·(x − mean): what scale and variance both need.
    const along = reduceSum(mul(dy, sub(x, reshape(mean, shape))), axes);
    return [
      wanted[0] ? mul(dy, reshape(slope, shape)) : undefined,
      wanted[1] ? mul(along, inverse) : undefined,
      wanted[2] ? total : undefined,
      wanted[3] ? neg(mul(total, slope)) : undefined,
      wanted[4] ? mul(mul(along, slope), mul(mul(inverse, inverse), -0.5)) : undefined,
    ];
  },
  examples: [
    {
      inputs: [...[1, 2, 3, 4].map((seed) => example(seed === 1 ? [2, 3, 2, 2] : [3], seed)), positive([3])],
      reference: ([x, scale, bias, mean, variance]) => [
        tabulate(x!.shape, (index) => {
          const c = [index[1]!];
          const deviation = Math.sqrt(at(variance!, c) + defaultEpsilon);
          return ((at(x!, index) - at(mean!, c)) / deviation) * at(scale!, c) + at(bias!, c);
        }),
      ],
    },
    {
      name: 'in training',
      inputs: [...[1, 2, 3, 4].map((seed) => example(seed === 1 ? [2, 3, 2, 2] : [3], seed)), positive([3])],
      attributes: { training_mode: 1 },
      reference: (inputs) => naiveBatch(inputs),
    },
    {
      name: 'in training, remembering nothing',
      inputs: [...[1, 2, 3, 4].map((seed) => example(seed === 1 ? [4, 2] : [2], seed)), positive([2])],
      attributes: { training_mode: 1, momentum: 0 },
      reference: (inputs) => naiveBatch(inputs, 0),
    },
  ],
};

function isTraining({ attributes }: { readonly attributes: Attributes }): boolean {
  return integerAttribute(attributes, 'training_mode', 0) === 1;
}

/** What a batch normalization is made of; each but `x` has one number per channel. */
export interface BatchNormalizationParts {
  readonly scale: Value;
  readonly bias: Value;
  readonly mean: Value;
  readonly variance: Value;
  /** Default 1e-5. */
  readonly epsilon?: number;
}

/** (x − mean) / √(variance + ε) · scale + bias per channel of `[batch, channel, …]`, in one pass. */
export function batchNormalization(x: Value, parts: BatchNormalizationParts): Value {
  const { scale, bias, mean, variance, epsilon = defaultEpsilon } = parts;
  return apply1(BatchNormalization, [x, scale, bias, mean, variance], { epsilon });
}

/** What {@link normalizeBatch} gives: the normalized values, and the batch's statistics per channel. */
export interface NormalizedBatch {
  readonly y: Value;
  readonly mean: Value;
  /** The one that divides by the count. */
  readonly variance: Value;
}

/** `x` normalized by its own mean and variance per channel of `[batch, channel, …]`, times `scale`, plus `bias`. */
export function normalizeBatch(
  x: Value,
  parts: Pick<BatchNormalizationParts, 'scale' | 'bias' | 'epsilon'>,
): NormalizedBatch {
  const { scale, bias, epsilon = defaultEpsilon } = parts;
  // Statistics of before have no share in those after it: `momentum` 0.
  const attributes = { epsilon, momentum: 0, training_mode: 1 };
  const inputs = [x, scale, bias, oneOfEach(x, 0), oneOfEach(x, -1)];
  const [y, mean, variance] = apply(BatchNormalization, inputs, attributes);
  return { y: y!, mean: mean!, variance: variance! };
}

/**
 * The first or last element of each channel: what stands for statistics of before. ONNX Runtime writes the new ones over
 * them, so it must be something that is computed, and used by nobody else.
 */
function oneOfEach(x: Value, at: 0 | -1): Value {
  const ranges = axesBesideChannel(x.type).map((axis) => ({
    axis,
    start: at,
    ...(at === 0 ? { end: 1 } : {}),
  }));
  return reshape(slice(x, ranges), [Number(x.type.shape[1])]);
}

/** y = x̂ · scale + bias, where x̂ has mean 0 and variance 1 over the axes from `axis` to the last. */
export const LayerNormalization: OpDefinition = {
  name: 'LayerNormalization',
  domain: '',
  inputs: ['float', 'float', 'float?'],
  attributes: { axis: 'integer', epsilon: 'float', stash_type: 'integer' },
  infer: (context) => {
    const x = inputType(context, 0);
    normalizeAxis(integerAttribute(context.attributes, 'axis', -1), x.shape.length);
    for (const weight of context.inputs.slice(1)) if (weight) broadcastsTo(weight, x);
    return [x];
  },
  gradient: (context) => {
    const { rank, axis } = layerAxis(context);
    const axes = Array.from({ length: rank - axis }, (_, i) => axis + i);
    return standardizedGradients(context, { axes, broadcast: (weight) => weight });
  },
  examples: [
    {
      inputs: [example([2, 3, 4], 1), example([4], 2), example([4], 3)],
      attributes: { axis: -1 },
      reference: ([x, scale, bias]) => [
        naiveStandardize(x!, 2, ([, , c]) => [at(scale!, [c!]), at(bias!, [c!])]),
      ],
    },
    {
      name: 'over two axes',
      inputs: [example([2, 2, 3], 1), example([2, 3], 2), example([2, 3], 3)],
      attributes: { axis: 1 },
      reference: ([x, scale, bias]) => [
        naiveStandardize(x!, 1, ([, ...index]) => [at(scale!, index), at(bias!, index)]),
      ],
    },
  ],
};

/** Options of {@link layerNormalization}. */
export interface LayerNormalizationOptions {
  /** The first axis that is normalized. Default −1. */
  readonly axis?: number;
  /** Default 1e-5. */
  readonly epsilon?: number;
}

/** `x` with mean 0 and variance 1 over the last axes, times `scale`, plus `bias`, which have those axes. */
export function layerNormalization(
  x: Value,
  { scale, bias }: { readonly scale: Value; readonly bias?: Value },
  options: LayerNormalizationOptions = {},
): Value {
  const { axis = -1, epsilon = defaultEpsilon } = options;
  return apply1(LayerNormalization, bias ? [x, scale, bias] : [x, scale], { axis, epsilon });
}

/** y = x̂ · scale + bias per channel, where x̂ has mean 0 and variance 1 over the axes behind the first two. */
export const InstanceNormalization: OpDefinition = {
  name: 'InstanceNormalization',
  domain: '',
  inputs: ['float', 'float', 'float'],
  attributes: { epsilon: 'float' },
  infer: (context) => {
    const x = withChannels(context, 3);
    checkPerChannel(inputType(context, 1), x);
    checkPerChannel(inputType(context, 2), x);
    return [x];
  },
  gradient: (context) => {
    const like = context.inputs[0]!.type;
    const axes = like.shape.map((_, axis) => axis).slice(2);
    return standardizedGradients(context, { axes, broadcast: (weight) => reshape(weight, perChannel(like)) });
  },
  examples: [
    {
      inputs: [example([2, 3, 2, 3], 1), example([3], 2), example([3], 3)],
      reference: ([x, scale, bias]) => [
        naiveStandardize(x!, 2, ([, c]) => [at(scale!, [c!]), at(bias!, [c!])]),
      ],
    },
  ],
};

/** Every channel of `[batch, channel, …]` with mean 0 and variance 1, times `scale`, plus `bias`, one number per channel. */
export function instanceNormalization(
  x: Value,
  { scale, bias }: { readonly scale: Value; readonly bias: Value },
  options: { readonly epsilon?: number } = {},
): Value {
  return apply1(InstanceNormalization, [x, scale, bias], { epsilon: options.epsilon ?? defaultEpsilon });
}

interface Standardizing {
  readonly axes: readonly number[];
  /** A weight in the shape that broadcasts against the values. */
  broadcast(weight: Value): Value;
}

/**
 * With g = dy · scale and x̂ the normalized values: dx = (g − mean(g) − x̂ · mean(g · x̂)) / √(variance + ε), the gradient of
 * scale is Σ dy · x̂, that of bias Σ dy.
 */
function standardizedGradients(
  context: GradientContext,
  { axes, broadcast }: Standardizing,
): (Value | undefined)[] {
  const { node, inputs, gradients, wanted } = context;
  const [x, scale, bias] = inputs as readonly [Value, Value, Value | undefined];
  const dy = gradients[0]!;
  const mean = (value: Value) => reduceMean(value, axes, { keepDims: true });
  const centred = sub(x, mean(x));
  const inverse = inverseRoot(mean(mul(centred, centred)), epsilonOf(node.attributes));
  const standard = mul(centred, inverse);
  const weight = broadcast(scale);
  const toShape = (value: Value, like: Value) =>
    reshape(sumToShape(value, broadcast(like).type.shape), like.type.shape);
  const inner = () => {
    const g = mul(dy, weight);
    return mul(sub(sub(g, mean(g)), mul(standard, mean(mul(g, standard)))), inverse);
  };
  return [
    wanted[0] ? inner() : undefined,
    wanted[1] ? toShape(mul(dy, standard), scale) : undefined,
    bias && wanted[2] ? toShape(dy, bias) : undefined,
  ];
}

function layerAxis({ node, inputs }: GradientContext): { rank: number; axis: number } {
  const rank = inputs[0]!.type.shape.length;
  return { rank, axis: normalizeAxis(integerAttribute(node.attributes, 'axis', -1), rank) };
}

function positive(shape: readonly number[]): Tensor {
  return tabulate(shape, ([i]) => 0.5 + i! / 4);
}

/** Mean 0 and variance 1 over the axes from `first` on, then times and plus what `affine` says. */
function naiveStandardize(
  x: Tensor,
  first: number,
  affine: (index: readonly number[]) => readonly [number, number],
): Tensor {
  const inner = x.shape.slice(first);
  const count = inner.reduce((product, size) => product * size, 1);
  return tabulate(x.shape, (index) => {
    const outer = index.slice(0, first);
    const seen = [...indicesOf(inner)].map((rest) => at(x, [...outer, ...rest]));
    const mean = seen.reduce((sum, value) => sum + value, 0) / count;
    const variance = seen.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
    const [scale, bias] = affine(index);
    return ((at(x, index) - mean) / Math.sqrt(variance + defaultEpsilon)) * scale + bias;
  });
}
