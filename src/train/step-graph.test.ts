/** The graph of a step: no node twice, and every declared input may be fed. */

import { expect, it } from 'vitest';
import { testEngine } from '../../test/support/engine.ts';
import { expandLike, mul, reduceMean, sigmoid, type Value } from '../graph/index.ts';
import { linear, mseLoss } from '../nn/index.ts';
import { floatTensor } from '../tensor/index.ts';
import { sgd } from './optimizers/sgd.ts';
import { buildStepGraph } from './step-graph.ts';
import { createTrainingStep } from './training-step.ts';

const pair = { dtype: 'float32', shape: [2, 3] } as const;

it('computes what is equal once', () => {
  const { graph } = buildStepGraph({
    inputs: { x: pair },
    model: (scope, { x }) => mul(sigmoid(linear(scope, x!, { outFeatures: 3 })), sigmoid(x!)),
    loss: (y: Value, { x }) => mseLoss(y, sigmoid(x!)),
  });
  const sigmoids = graph.nodes.filter(({ op }) => op.name === 'Sigmoid');
  expect(sigmoids).toHaveLength(2);
});

it('takes inputs of which the shape alone is read', async () => {
  const step = await createTrainingStep({
    engine: await testEngine(),
    inputs: { x: pair, like: { dtype: 'float32', shape: [4, 2, 3] } },
    model: (scope, { x, like }) => expandLike(linear(scope, x!, { outFeatures: 3 }), like!),
    loss: (y: Value) => reduceMean(mul(y, y)),
    optimizer: sgd({ learningRate: 0.005 }),
  });
  const feeds = {
    x: floatTensor([2, 3], [1, 2, 3, 4, 5, 6]),
    like: floatTensor([4, 2, 3], new Float32Array(24)),
  };
  expect((await step.run(feeds)).loss).toBeGreaterThan((await step.run(feeds)).loss);
  await expect(step.run({ ...feeds, other: feeds.x })).rejects.toThrow('other');
  await step.dispose();
});
