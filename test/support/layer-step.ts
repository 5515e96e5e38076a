/** One training step of one layer: its output, the gradients of everything trainable, its buffers afterwards. */

import { createGraph, gradients, input, mul, reduceSum, type Value } from '../../src/graph/index.ts';
import { createScope, initialize, type LayerExample, seedInputName } from '../../src/nn/index.ts';
import { elementCount, floatTensor, intTensor, type Tensor } from '../../src/tensor/index.ts';
import { createRandom } from '../../src/util/index.ts';

/** What to compute and what to feed. */
export interface LayerStep {
  /** `y`, `gradient NAME` of the input `x` and every trainable parameter, `update NAME` of buffers. */
  readonly values: Readonly<Record<string, Value>>;
  readonly feeds: Readonly<Record<string, Tensor>>;
}

/** Normal numbers, the same every time for the same `seed`. */
export function noise(shape: readonly number[], seed = 1): Tensor {
  const random = createRandom(seed);
  return floatTensor(
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => random.normal()),
  );
}

/** The step of a layer on noise. */
export function layerStep({ shape, build }: LayerExample): LayerStep {
  const x = input('x', { dtype: 'float32', shape });
  const scope = createScope({ training: true });
  const y = build(scope, x);
  const trainable = [...scope.parameters].filter(([, spec]) => spec.trainable);
  // Weighted by noise of its own: neither the sum nor the square of a normalized value depends on its input.
  const weights = input('weights', y.type);
  const grads = gradients(reduceSum(mul(y, weights)), [x, ...trainable.map(([, { value }]) => value)]);
  const names = ['x', ...trainable.map(([name]) => name)];
  const values = {
    y,
    ...Object.fromEntries(names.map((name, i) => [`gradient ${name}`, grads[i]!])),
    ...Object.fromEntries([...scope.updates].map(([name, value]) => [`update ${name}`, value])),
  };
  const { inputs, parameters } = createGraph(values);
  const all: [string, Tensor][] = [
    ['x', noise(shape)],
    ['weights', noise(y.type.shape as number[], 2)],
    [seedInputName, intTensor([], [3])],
    ...initialize(scope.parameters, 4),
  ];
  const feeds = Object.fromEntries(all.filter(([name]) => inputs.has(name) || parameters.has(name)));
  return { values, feeds };
}
