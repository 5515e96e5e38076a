/** Ops along an order: CumSum, the running sum, and Trilu, which keeps one triangle of matrices. */

import { intTensor, tensor } from '../../tensor/index.ts';
import { apply1 } from '../apply.ts';
import type { OpDefinition, Value } from '../node.ts';
import { formatType, staticCount } from '../type.ts';
import { constant } from '../value.ts';
import { constantIntegers, inputType, integerAttribute, misfit, normalizeAxis } from './axes.ts';
import { at, example, tabulate } from './naive.ts';

/** Running sums along an axis; `exclusive` leaves the element itself out, `reverse` begins at the end. */
export const CumSum: OpDefinition = {
  name: 'CumSum',
  domain: '',
  inputs: ['number', 'index'],
  attributes: { exclusive: 'flag', reverse: 'flag' },
  infer: (context) => {
    const x = inputType(context, 0);
    const [axis = 0, ...more] = constantIntegers(context, 1) ?? [];
    if (more.length > 0) throw misfit('one axis', `${more.length + 1}`, 'Sum along one axis after the other');
    normalizeAxis(axis, x.shape.length);
    return [x];
  },
  gradient: ({ node, gradients }) => {
    const reverse = 1 - integerAttribute(node.attributes, 'reverse', 0);
    return [apply1(CumSum, [gradients[0]!, node.inputs[1]], { ...node.attributes, reverse }), undefined];
  },
  examples: [
    {
      inputs: [example([2, 3]), intTensor([], [1])],
      constants: [1],
      reference: ([x]) => [
        tabulate([2, 3], ([a, b]) => [0, 1, 2].reduce((sum, i) => sum + (i <= b! ? at(x!, [a!, i]) : 0), 0)),
      ],
    },
    {
      name: 'from the end, without itself',
      inputs: [example([3, 2]), intTensor([], [0])],
      constants: [1],
      attributes: { reverse: 1, exclusive: 1 },
      reference: ([x]) => [
        tabulate([3, 2], ([a, b]) => [0, 1, 2].reduce((sum, i) => sum + (i > a! ? at(x!, [i, b!]) : 0), 0)),
      ],
    },
  ],
};

/** Options of {@link cumulativeSum}. */
export interface CumulativeSumOptions {
  /** Whether the element itself is left out. Default false. */
  readonly exclusive?: boolean;
  /** Whether the sum runs from the end. Default false. */
  readonly reverse?: boolean;
}

/** Running sums of `x` along `axis`. */
export function cumulativeSum(x: Value, axis: number, options: CumulativeSumOptions = {}): Value {
  return apply1(CumSum, [x, constant(intTensor([], [axis]))], {
    exclusive: options.exclusive ? 1 : 0,
    reverse: options.reverse ? 1 : 0,
  });
}

/** Keeps the upper (or, with `upper` 0, the lower) triangle of the last two axes and puts zeros elsewhere. */
export const Trilu: OpDefinition = {
  name: 'Trilu',
  domain: '',
  inputs: ['any', 'index?'],
  attributes: { upper: 'flag' },
  infer: (context) => {
    const type = inputType(context, 0);
    const place = context.inputs[1];
    if (place !== undefined && (staticCount(place.shape) ?? 1) !== 1) {
      throw misfit('one diagonal', formatType(place), 'Give a scalar');
    }
    if (type.shape.length < 2) throw misfit('two axes or more', String(type.shape.length), 'Give matrices');
    return [type];
  },
  gradient: ({ node, gradients }) => [
    apply1(Trilu, [gradients[0]!, ...node.inputs.slice(1)], node.attributes),
    undefined,
  ],
  examples: [
    {
      inputs: [example([3, 4]), tensor('int64', [], BigInt64Array.of(1n))],
      constants: [1],
      reference: ([x]) => [tabulate([3, 4], ([a, b]) => (b! - a! >= 1 ? at(x!, [a!, b!]) : 0))],
    },
    {
      name: 'lower',
      inputs: [example([2, 3, 3])],
      attributes: { upper: 0 },
      reference: ([x]) => [tabulate([2, 3, 3], ([n, a, b]) => (b! <= a! ? at(x!, [n!, a!, b!]) : 0))],
    },
  ],
};

/** The triangle of `x` above (or below) the diagonal that lies `diagonal` places right of the main one. */
export function triangle(
  x: Value,
  side: 'upper' | 'lower',
  options: { readonly diagonal?: number } = {},
): Value {
  const place = constant(intTensor([], [options.diagonal ?? 0]));
  return apply1(Trilu, [x, place], { upper: side === 'upper' ? 1 : 0 });
}
