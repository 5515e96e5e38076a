/** What every layer must do: compute the shape it says, and give every parameter and its input a gradient. */

import { describe, expect, it } from 'vitest';
import { createGraph, gradients, input, mul, reduceSum } from '../../src/graph/index.ts';
import { createScope, initialize, layers, seedInputName } from '../../src/nn/index.ts';
import { elementCount, floatTensor, intTensor, type Tensor } from '../../src/tensor/index.ts';
import { createRandom } from '../../src/util/index.ts';
import { evaluate } from '../support/engine.ts';

const seed = 1;

function noise(shape: readonly number[]): Tensor {
  const random = createRandom(seed);
  return floatTensor(
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => random.normal()),
  );
}

describe.each(layers.map((layer) => [layer.name, layer] as const))('%s', (_name, { shape, build }) => {
  const x = input('x', { dtype: 'float32', shape });
  const feeds = { x: noise(shape), [seedInputName]: intTensor([], [seed]) };

  it('computes the shape it says, and gives everything trainable a gradient', async () => {
    const scope = createScope({ training: true });
    const y = build(scope, x);
    const trainable = [...scope.parameters].filter(([, spec]) => spec.trainable);
    // Weighted by noise: the plain sum of a normalized value does not depend on its input.
    const weights = input('weights', y.type);
    const wrt = [x, ...trainable.map(([, { value }]) => value)];
    const grads = gradients(reduceSum(mul(y, weights)), wrt);
    const names = ['x', ...trainable.map(([name]) => name)];
    const values = {
      y,
      ...Object.fromEntries(names.map((name, i) => [`gradient ${name}`, grads[i]!])),
      ...Object.fromEntries([...scope.updates].map(([name, value]) => [`update ${name}`, value])),
    };
    const { inputs, parameters } = createGraph(values);
    const all = {
      ...feeds,
      weights: noise(y.type.shape as number[]),
      ...Object.fromEntries(initialize(scope.parameters, seed)),
    };
    const got = await evaluate(
      values,
      Object.fromEntries(Object.entries(all).filter(([name]) => inputs.has(name) || parameters.has(name))),
    );
    expect(got.y!.shape).toEqual(y.type.shape);
    for (const name of names) {
      const numbers = Array.from(got[`gradient ${name}`]!.data, Number);
      expect(numbers.every(Number.isFinite), name).toBe(true);
      expect(
        numbers.some((g) => g !== 0),
        name,
      ).toBe(true);
    }
  });

  it('takes a batch of any size, and any last axis that no weight depends on, where a model is exported', async () => {
    const last = shape.length - 1;
    const free = [[0], ...(weightsDependOn(build, shape, last) ? [] : [[0, last]])];
    for (const axes of free) {
      const symbolic = input('x', {
        dtype: 'float32',
        shape: shape.map((size, axis) => (axes.includes(axis) ? `axis${axis}` : size)),
      });
      const scope = createScope();
      const y = build(scope, symbolic);
      const wanted = build(createScope(), x).type.shape as number[];
      const graph = createGraph({ y });
      const weights = [...initialize(scope.parameters, seed)].filter(([name]) => graph.parameters.has(name));
      const got = await evaluate({ y }, { x: feeds.x, ...Object.fromEntries(weights) });
      expect(got.y!.shape).toEqual(wanted);
    }
  });

  it('has the same parameters in training and in inference', () => {
    const scopes = [true, false].map((training) => {
      const scope = createScope({ training });
      build(scope, x);
      return [...scope.parameters].map(([name, spec]) => [name, spec.shape, spec.trainable]);
    });
    expect(scopes[0]).toEqual(scopes[1]);
  });
});

/** Whether a parameter's shape changes with the size of an axis. */
function weightsDependOn(
  build: (typeof layers)[number]['build'],
  shape: readonly number[],
  axis: number,
): boolean {
  const shapes = [shape, shape.with(axis, shape[axis]! * 2)].map((sizes) => {
    const scope = createScope();
    build(scope, input('x', { dtype: 'float32', shape: sizes }));
    return [...scope.parameters.values()].map((spec) => spec.shape.join());
  });
  return shapes[0]!.join(';') !== shapes[1]!.join(';');
}
