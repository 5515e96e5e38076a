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

  it('has the same parameters in training and in inference', () => {
    const scopes = [true, false].map((training) => {
      const scope = createScope({ training });
      build(scope, x);
      return [...scope.parameters].map(([name, spec]) => [name, spec.shape, spec.trainable]);
    });
    expect(scopes[0]).toEqual(scopes[1]);
  });
});
