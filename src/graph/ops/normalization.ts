/**
 * Normalizations that ONNX Runtime computes in one pass: BatchNormalization (inference), LayerNormalization and
 * InstanceNormalization. Their gradients are written out: three passes over the values instead of the dozen that the
 * chain rule through means and squares makes.
 */

import type { Tensor } from '../../tensor/index.ts';
import { apply1 } from '../apply.ts';
import type { Attributes, GradientContext, InferContext, OpDefinition, Value } from '../node.ts';
import { formatType, type TensorType } from '../type.ts';
import { add, mul, neg, sub } from './arithmetic.ts';
import { inputType, integerAttribute, misfit, normalizeAxis } from './axes.ts';
import { broadcastsTo, reduceSum, sumToShape } from './broadcast.ts';
import { at, example, indicesOf, tabulate } from './naive.ts';
import { reduceMean } from './reduce.ts';
import { reshape } from './shape.ts';
import { reciprocal, sqrt } from './unary.ts';

const defaultEpsilon = 1e-5;

/** y = (x − mean) / √(variance + ε) · scale + bias per channel, with a mean and a variance that are given. */
export const BatchNormalization: OpDefinition = {
  name: 'BatchNormalization',
  domain: '',
  inputs: ['float', 'float', 'float', 'float', 'float'],
  attributes: { epsilon: 'float', momentum: 'float', training_mode: 'flag' },
  infer: (context) => {
    const x = withChannels(context, 2);
    if (integerAttribute(context.attributes, 'training_mode', 0) !== 0) {
      throw misfit('training_mode 0', '1', 'Build batch normalization in training with batchNorm');
    }
    for (const index of [1, 2, 3, 4]) checkPerChannel(inputType(context, index), x);
    return [x];
  },
  gradient: ({ node, inputs, gradients, wanted }) => {
    const [x, scale, , mean, variance] = inputs as readonly [Value, Value, Value, Value, Value];
    const dy = gradients[0]!;
    const shape = perChannel(x.type);
    const inverse = inverseRoot(variance, epsilonOf(node.attributes));
    const slope = mul(scale, inverse);
    const axes = x.type.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
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
  ],
};

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

function inverseRoot(variance: Value, epsilon: number): Value {
  return reciprocal(sqrt(add(variance, epsilon)));
}

function epsilonOf({ epsilon }: Attributes): number {
  return typeof epsilon === 'number' ? epsilon : defaultEpsilon;
}

function layerAxis({ node, inputs }: GradientContext): { rank: number; axis: number } {
  const rank = inputs[0]!.type.shape.length;
  return { rank, axis: normalizeAxis(integerAttribute(node.attributes, 'axis', -1), rank) };
}

/** `[1, channel, 1, …]`. */
function perChannel({ shape }: TensorType): number[] {
  return shape.map((dim, axis) => (axis === 1 ? Number(dim) : 1));
}

/** The type of a value with at least `rank` axes, the second of which counts channels. */
function withChannels(context: InferContext, rank: number): TensorType {
  const x = inputType(context, 0);
  if (x.shape.length >= rank) return x;
  throw misfit('[batch, channel, …]', formatType(x), 'Reshape the value first');
}

function checkPerChannel(weight: TensorType, x: TensorType): void {
  if (weight.shape.length === 1 && weight.shape[0] === x.shape[1]) return;
  throw misfit(
    `one number per channel of ${formatType(x)}`,
    formatType(weight),
    'Give a vector of that length',
  );
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
