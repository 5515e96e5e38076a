/**
 * The transposes of interpolations, which are their gradients: sums of blocks where elements were repeated, convolutions
 * with a tent where lines were drawn, products with the matrix of the interpolation elsewhere.
 */

import { floatTensor } from '../../tensor/index.ts';
import type { Value } from '../node.ts';
import { constant } from '../value.ts';
import { conv } from './conv.ts';
import { productOf } from './dims.ts';
import { foldPadding } from './pad-gradient.ts';
import { reshape } from './shape.ts';
import { pad, slice } from './slice.ts';

/**
 * Sums over blocks of `factors` of the axes behind the first two, by a convolution of each channel with ones: faster than
 * AveragePool, and than sums over many short axes.
 */
export function sumOfBlocks(x: Value, factors: readonly number[]): Value {
  const { shape } = x.type;
  const count = factors.reduce((product, size) => product * size, 1);
  const ones = constant(floatTensor([1, 1, ...factors], new Float32Array(count).fill(1)));
  const alone = reshape(x, [productOf(shape.slice(0, 2)), 1, ...shape.slice(2)]);
  const sums = conv(alone, ones, undefined, { strides: factors });
  return reshape(sums, [...shape.slice(0, 2), ...sums.type.shape.slice(2)]);
}

/**
 * The gradient of linear interpolation by whole `factors` between the centres of elements. Input i has the weight
 * 1 − |(o + ½)/f − ½ − i| in output o, wherever that is positive: a tent. Beyond the edges the interpolation repeats the
 * edge; so the tents of one element before and one behind are computed too, and added to the edges.
 */
export function tentSums(dy: Value, factors: readonly number[]): Value {
  const { shape } = dy.type;
  const tents = factors.map(tentOf);
  const kernel = tents.reduce<number[]>(
    (all, { weights }) => all.flatMap((a) => weights.map((b) => a * b)),
    [1],
  );
  const sizes = tents.map(({ weights }) => weights.length);
  const alone = reshape(dy, [productOf(shape.slice(0, 2)), 1, ...shape.slice(2)]);
  const sums = conv(alone, constant(floatTensor([1, 1, ...sizes], kernel)), undefined, {
    strides: factors,
    pads: [...tents.map(({ before }) => before), ...tents.map(({ after }) => after)],
  });
  const folded = factors.reduce((value, factor, i) => {
    if (factor === 1) return value;
    return foldPadding(value, { axis: i + 2, before: 1, after: 1, mode: 'edge' }, { slice, pad });
  }, sums);
  return reshape(folded, [...shape.slice(0, 2), ...folded.type.shape.slice(2)]);
}

interface Tent {
  readonly weights: readonly number[];
  /** Zeros around, so that the first tent is that of element −1 and the last that of the element behind the last. */
  readonly before: number;
  readonly after: number;
}

function tentOf(factor: number): Tent {
  if (factor === 1) return { weights: [1], before: 0, after: 0 };
  const weights: number[] = [];
  let first = 0;
  for (let place = -factor; place < 2 * factor; place++) {
    const weight = 1 - Math.abs((place + 0.5) / factor - 0.5);
    if (weight <= 0) continue;
    if (weights.length === 0) first = place;
    weights.push(weight);
  }
  return { weights, before: factor - first, after: first + weights.length };
}
