/** What every layer must do: compute the shape it says, and give every parameter and its input a gradient. */

import { describe, expect, it } from 'vitest';
import { createGraph, input } from '../../src/graph/index.ts';
import { createScope, initialize, type LayerExample, layers } from '../../src/nn/index.ts';
import { evaluate } from '../support/engine.ts';
import { layerStep, noise } from '../support/layer-step.ts';

describe.each(layers.map((layer) => [layer.name, layer] as const))('%s', (_name, layer) => {
  const { shape, build } = layer;
  const x = input('x', { dtype: 'float32', shape });

  it('computes the shape it says, and gives everything trainable a gradient', async () => {
    const { values, feeds } = layerStep(layer);
    const got = await evaluate(values, feeds);
    for (const [name, value] of Object.entries(values)) {
      const numbers = Array.from(got[name]!.data, Number);
      expect(got[name]!.shape, name).toEqual(value.type.shape);
      expect(numbers.every(Number.isFinite), name).toBe(true);
      expect(
        numbers.some((g) => g !== 0),
        name,
      ).toBe(true);
    }
  });

  it('takes a batch of any size, and any last axis that no weight depends on, where a model is exported', async () => {
    const last = shape.length - 1;
    const free = [[0], ...(weightsDependOn(layer, last) ? [] : [[0, last]])];
    for (const axes of free) {
      const sizes = shape.map((size, axis) => (axes.includes(axis) ? `axis${axis}` : size));
      const scope = createScope();
      const y = build(scope, input('x', { dtype: 'float32', shape: sizes }));
      const { parameters } = createGraph({ y });
      const weights = [...initialize(scope.parameters, 1)].filter(([name]) => parameters.has(name));
      const got = await evaluate({ y }, { x: noise(shape), ...Object.fromEntries(weights) });
      expect(got.y!.shape).toEqual(build(createScope(), x).type.shape);
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
function weightsDependOn({ shape, build }: LayerExample, axis: number): boolean {
  const shapes = [shape, shape.with(axis, shape[axis]! * 2)].map((sizes) => {
    const scope = createScope();
    build(scope, input('x', { dtype: 'float32', shape: sizes }));
    return [...scope.parameters.values()].map((spec) => spec.shape.join());
  });
  return shapes[0]!.join(';') !== shapes[1]!.join(';');
}
