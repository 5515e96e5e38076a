/** Where the largest and smallest elements stand: ArgMax, ArgMin and TopK. */

import { intTensor, type Tensor } from '../../tensor/index.ts';
import { apply, apply1 } from '../apply.ts';
import type { OpDefinition, OpExample, Value } from '../node.ts';
import { constant } from '../value.ts';
import { constantIntegers, inputType, integerAttribute, misfit, normalizeAxis } from './axes.ts';
import { reducedShape } from './broadcast.ts';
import { tensorOf } from './compute.ts';
import { zerosLike } from './elementwise.ts';
import { scatterAdd } from './gather.ts';
import { at, example, tabulate } from './naive.ts';

const noDerivative = 'places have no derivative';

/** `isBetter(a, b)`: whether `a`, met later, takes the place of `b`. */
function defineArg(name: string, isBetter: (a: number, b: number) => boolean): OpDefinition {
  return {
    name,
    domain: '',
    inputs: ['number'],
    attributes: { axis: 'integer', keepdims: 'flag', select_last_index: 'flag' },
    infer: (context) => {
      const { shape } = inputType(context, 0);
      const axis = normalizeAxis(integerAttribute(context.attributes, 'axis', 0), shape.length);
      const keep = integerAttribute(context.attributes, 'keepdims', 1) === 1;
      if (shape[axis] === 0) throw misfit('an axis with elements', `axis ${axis} of size 0`, 'Give some');
      return [{ dtype: 'int64', shape: reducedShape(shape, [axis], keep) }];
    },
    examples: [
      {
        inputs: [example([2, 3, 2])],
        attributes: { axis: 1 },
        reference: ([x]) => {
          const places = tabulate([2, 1, 2], ([a, , c]) => bestOf([0, 1, 2].map((b) => at(x!, [a!, b, c!]))));
          return [tensorOf('int64', [2, 1, 2], [...places.data])];
        },
        skipGradient: noDerivative,
      },
      {
        name: 'the first of equals, the axis dropped',
        inputs: [tensorOf('float32', [2, 3], [1, 1, 1, 0, 2, 2])],
        attributes: { axis: -1, keepdims: 0 },
        reference: () => [intTensor([2], [0, bestOf([0, 2, 2])])],
        skipGradient: noDerivative,
      },
    ],
  };

  function bestOf(numbers: readonly number[]): number {
    return numbers.reduce((best, value, i) => (isBetter(value, numbers[best]!) ? i : best), 0);
  }
}

/** The place of the largest element along an axis; the first of equals. */
export const ArgMax: OpDefinition = defineArg('ArgMax', (a, b) => a > b);
/** The place of the smallest element along an axis; the first of equals. */
export const ArgMin: OpDefinition = defineArg('ArgMin', (a, b) => a < b);

/** The largest (or smallest) elements along an axis, best first, and where they stand. */
export const TopK: OpDefinition = {
  name: 'TopK',
  domain: '',
  inputs: ['number', 'sizes'],
  attributes: { axis: 'integer', largest: 'flag', sorted: 'flag' },
  infer: (context) => {
    const { dtype, shape } = inputType(context, 0);
    const axis = normalizeAxis(integerAttribute(context.attributes, 'axis', -1), shape.length);
    const [count = -1, ...more] = constantIntegers(context, 1) ?? [];
    if (more.length > 0 || count < 0 || count > Number(shape[axis])) {
      throw misfit(`a count up to ${shape[axis]}`, String([count, ...more]), 'Ask for fewer elements');
    }
    const kept = shape.with(axis, count);
    return [
      { dtype, shape: kept },
      { dtype: 'int64', shape: kept },
    ];
  },
  gradient: ({ node, inputs, outputs, gradients }) => [
    gradients[0] === undefined
      ? undefined
      : scatterAdd(
          zerosLike(inputs[0]!),
          outputs[1]!,
          gradients[0],
          integerAttribute(node.attributes, 'axis', -1),
        ),
    undefined,
  ],
  examples: [topExample('largest', 1), topExample('smallest', 0)],
};

/** Options of {@link argMax} and {@link argMin}. */
export interface ArgOptions {
  /** Whether the axis stays, with size 1. Default false. */
  readonly keepDims?: boolean;
}

/** Where the largest element of `x` along `axis` stands, as int64; the first of equals. It has no gradient. */
export function argMax(x: Value, axis: number, options: ArgOptions = {}): Value {
  return apply1(ArgMax, [x], { axis, keepdims: options.keepDims ? 1 : 0 });
}

/** Where the smallest element of `x` along `axis` stands, as int64; the first of equals. It has no gradient. */
export function argMin(x: Value, axis: number, options: ArgOptions = {}): Value {
  return apply1(ArgMin, [x], { axis, keepdims: options.keepDims ? 1 : 0 });
}

/** Options of {@link topK}. */
export interface TopKOptions {
  /** Default: the last. */
  readonly axis?: number;
  /** Whether the largest are wanted, or the smallest. Default true. */
  readonly largest?: boolean;
}

/** The `count` largest elements of `x` along an axis, best first, and their places as int64. Values have a gradient. */
export function topK(
  x: Value,
  count: number,
  options: TopKOptions = {},
): { readonly values: Value; readonly indices: Value } {
  const { axis = -1, largest = true } = options;
  const [values, indices] = apply(TopK, [x, constant(intTensor([1], [count]))], {
    axis,
    largest: largest ? 1 : 0,
  });
  return { values: values!, indices: indices! };
}

function topExample(name: string, largest: 0 | 1): OpExample {
  return {
    name,
    inputs: [example([2, 4, 2]), intTensor([1], [2])],
    constants: [1],
    attributes: { axis: 1, largest },
    reference: ([x]) => {
      const order = (a: number, c: number) =>
        [0, 1, 2, 3].sort((p, q) => (largest ? -1 : 1) * (at(x!, [a, p, c]) - at(x!, [a, q, c])));
      const places = tabulate([2, 2, 2], ([a, b, c]) => order(a!, c!)[b!]!);
      return [
        tabulate([2, 2, 2], ([a, b, c]) => at(x!, [a!, at(places, [a!, b!, c!]), c!])),
        tensorOf('int64', [2, 2, 2], [...(places as Tensor<'float32'>).data]),
      ];
    },
  };
}
