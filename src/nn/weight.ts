/**
 * Where a layer's weight comes from: a parameter, or a parametrisation of one. Weight normalization (Salimans and Kingma
 * 2016) splits it into a direction `weight_v` and a length `weight_g`, by the names of PyTorch's classic `weight_norm`.
 */

import { div, mul, reduceSum, sqrt, type Value } from '../graph/index.ts';
import type { Initializer } from './init.ts';
import type { Scope } from './scope.ts';
import { axesFrom } from './sizes.ts';

/** Makes a layer's weight under its scope. */
export type WeightSource = (scope: Scope, shape: readonly number[], init: Initializer) => Value;

/** The weight itself is the parameter: the default of every layer. */
export const plainWeight: WeightSource = (scope, shape, init) => scope.parameter('weight', shape, init);

/**
 * weight = weight_g · weight_v / ‖weight_v‖, with one norm per index of the first axis. The beginning is that of a plain
 * weight. Give it to a layer as `weight: weightNorm`.
 */
export const weightNorm: WeightSource = (scope, shape, init) => {
  const norms = shape.map((size, axis) => (axis === 0 ? size : 1));
  const v = scope.parameter('weight_v', shape, init);
  const g = scope.parameter('weight_g', norms, normsOf('weight_v'));
  const norm = sqrt(reduceSum(mul(v, v), axesFrom(1, shape.length), { keepDims: true }));
  return mul(v, div(g, norm));
};

/** Euclidean norms of another parameter of the same scope, along all axes but the first. */
function normsOf(sibling: string): Initializer {
  return (data, _shape, { siblings }) => {
    const values = siblings(sibling);
    const length = values.length / data.length;
    for (let row = 0; row < data.length; row++) {
      let sum = 0;
      for (let i = 0; i < length; i++) sum += values[row * length + i]! ** 2;
      data[row] = Math.sqrt(sum);
    }
  };
}
