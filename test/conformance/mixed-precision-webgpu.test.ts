/**
 * A training step in mixed precision on WebGPU against the processor, which computes the same numbers in another way. Runs where an adapter has
 * shader-f16: SwiftShader has not, Mesa's lavapipe from version 25 on has.
 */

import { afterAll, describe, expect, it } from 'vitest';
import { mul, reduceMean, relu, reshape, sub, transpose, type Value } from '../../src/graph/index.ts';
import { batchNorm, conv2d, linear, lstm, type Scope } from '../../src/nn/index.ts';
import { createEngine } from '../../src/node/engine.ts';
import type { Engine } from '../../src/runtime/index.ts';
import { floatTensor } from '../../src/tensor/index.ts';
import { createTrainingStep, sgd } from '../../src/train/index.ts';
import { createRandom } from '../../src/util/index.ts';
import { testEngine } from '../support/engine.ts';

const { capabilities } = await testEngine();
const gpu = capabilities.devices.includes('webgpu') ? await createEngine({ device: 'webgpu' }) : undefined;
const hasHalves = gpu?.capabilities.precisions.includes('float16') === true;
const title = hasHalves
  ? 'mixed precision on WebGPU'
  : 'mixed precision on WebGPU (skipped: no adapter with shader-f16; see the head of this file)';

afterAll(() => gpu?.dispose());

const [batch, bins, frames] = [2, 8, 6];

/** A convolution, its normalization, a loop over frames and a product: `[batch, 1, bin, frame]` to the same. */
function network(scope: Scope, { x }: Readonly<Record<string, Value>>): Value {
  const seen = conv2d(scope.child('conv'), x!, { outChannels: 4, kernelSize: 3, padding: 1 });
  const hidden = relu(batchNorm(scope.child('norm'), seen));
  const steps = reshape(transpose(hidden, [0, 3, 1, 2]), [batch, frames, 4 * bins]);
  const { output } = lstm(scope.child('lstm'), steps, { hiddenSize: 6, batchFirst: true });
  return linear(scope.child('out'), output, { outFeatures: bins });
}

function meanSquare(estimate: Value, { x }: Readonly<Record<string, Value>>): Value {
  const difference = sub(estimate, transpose(reshape(x!, [batch, bins, frames]), [0, 2, 1]));
  return reduceMean(mul(difference, difference));
}

async function train(engine: Engine): Promise<{ losses: number[]; gradients: Map<string, Float32Array> }> {
  const step = await createTrainingStep({
    engine,
    inputs: { x: { dtype: 'float32', shape: [batch, 1, bins, frames] } },
    model: network,
    loss: meanSquare,
    optimizer: sgd({ learningRate: 0.1 }),
    mixedPrecision: true,
  });
  const random = createRandom(1);
  const data = Array.from({ length: batch * bins * frames }, () => random.normal());
  const x = floatTensor([batch, 1, bins, frames], data);
  const { loss } = await step.run({ x });
  const gradients = new Map([...step.gradients].map(([name, tensor]) => [name, tensor.data.slice()]));
  const losses = [loss];
  for (let i = 0; i < 5; i++) losses.push((await step.run({ x })).loss);
  await step.dispose();
  return { losses, gradients };
}

/** Halves have eleven bits, and WebGPU adds up in them. */
const tolerance = 0.02;

describe.skipIf(!hasHalves)(title, () => {
  it('has the losses and gradients of the processor', async () => {
    const found = await train(gpu!);
    const expected = await train(await testEngine());
    found.losses.forEach((loss, i) => {
      expect(Math.abs(loss / expected.losses[i]! - 1)).toBeLessThan(tolerance);
    });
    expect(found.losses.at(-1)!).toBeLessThan(found.losses[0]!);
    for (const [name, gradient] of expected.gradients) {
      // A bias before a normalization has a gradient of rounding alone.
      if (name === 'conv.bias') continue;
      const error = Math.hypot(...gradient.map((x, i) => x - found.gradients.get(name)![i]!));
      expect(error / Math.hypot(...gradient), name).toBeLessThan(tolerance);
    }
  }, 60_000);
});
