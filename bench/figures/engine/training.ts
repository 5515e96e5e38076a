/** Training as PyTorch trains: loss curves from the same beginning, optimizers, and stopping without a trace. */

import { readFileSync } from 'node:fs';
import { input } from '../../../src/graph/index.ts';
import { createScope, initialize } from '../../../src/nn/index.ts';
import { createEngine } from '../../../src/node/engine.ts';
import { floatTensor, type Tensor } from '../../../src/tensor/index.ts';
import {
  adam,
  createTrainingStep,
  decodeTrainingState,
  encodeTrainingState,
  type TrainingStep,
} from '../../../src/train/index.ts';
import { createRandom } from '../../../src/util/index.ts';
import { benchModels } from '../../engine/models/list.ts';
import { withBoth } from '../../engine/peers.ts';
import type { Figure } from '../figure.ts';

const stepCount = 200;

const curve: Figure = {
  what: `${stepCount} Adam steps of a small U-Net beside PyTorch, from the same weights and batches`,
  floor: 'losses within 1 %',
  measure: () =>
    withBoth({ model: 'small-unet', mode: 'step', batchCount: 8 }, async ({ ours, theirs }) => {
      const ask = { do: 'losses', steps: stepCount };
      const a = (await ours.ask<{ losses: number[] }>(ask)).losses;
      const b = (await theirs.ask<{ losses: number[] }>(ask)).losses;
      const worst = Math.max(...a.map((loss, n) => Math.abs(loss / b[n]! - 1)));
      return {
        measured: `${(100 * worst).toFixed(4)} % at most`,
        ok: worst <= 0.01,
        note: `loss ${b[0]!.toFixed(4)} to ${b.at(-1)!.toFixed(4)} over 8 batches`,
      };
    }),
};

async function makeStep(): Promise<TrainingStep> {
  const model = benchModels['small-unet']!();
  const scope = createScope({ training: true });
  model.model(scope, { x: input('x', model.inputs.x), y: input('y', model.inputs.y) });
  return createTrainingStep({
    ...model,
    engine: await createEngine({ device: 'cpu', threads: 2 }),
    optimizer: adam(),
    weights: initialize(scope.parameters, 5),
    average: { decay: 0.99 },
    clip: { norm: 1 },
  });
}

async function train(step: TrainingStep, from: number, to: number): Promise<number[]> {
  const losses: number[] = [];
  const { x, y } = benchModels['small-unet']!().inputs;
  for (let n = from; n < to; n++) {
    const batch = { x: noise(x.shape as number[], 2 * n), y: noise(y.shape as number[], 2 * n + 1) };
    losses.push((await step.run(batch)).loss);
  }
  return losses;
}

function noise(shape: readonly number[], seed: number): Tensor {
  const random = createRandom(seed);
  const count = shape.reduce((product, size) => product * size, 1);
  return floatTensor(
    shape,
    Float32Array.from({ length: count }, () => random.uniform()),
  );
}

const resume: Figure = {
  what: 'stop after 17 of 40 steps, write the files, restore, go on (CPU, two threads)',
  floor: 'bit for bit equal to never stopping',
  async measure() {
    const [whole, first, second] = await Promise.all([makeStep(), makeStep(), makeStep()]);
    const expected = await train(whole, 0, 40);
    await train(first, 0, 17);
    const files = encodeTrainingState(first.state());
    second.restore(decodeTrainingState(files));
    const rest = await train(second, 17, 40);
    const sameLosses = rest.every((loss, n) => Object.is(loss, expected[17 + n]));
    const [a, b] = [encodeTrainingState(whole.state()), encodeTrainingState(second.state())];
    const sameFiles = Buffer.from(a.tensors).equals(Buffer.from(b.tensors)) && a.progress === b.progress;
    return {
      measured: `losses ${sameLosses ? 'equal' : 'DIFFERENT'}, files ${sameFiles ? 'equal' : 'DIFFERENT'}`,
      ok: sameLosses && sameFiles,
      note: `weights, running statistics, Adam and averages: ${(files.tensors.length / 1e6).toFixed(1)} MB`,
    };
  },
};

/** Adam's walk with PyTorch's defaults, from the golden vectors; all other rules are in the tests. */
const optimizer: Figure = {
  what: 'ten Adam steps against torch.optim.Adam',
  floor: '<= 1e-6',
  async measure() {
    const golden = JSON.parse(
      readFileSync(new URL('../../../test/golden/optimizers.json', import.meta.url), 'utf8'),
    ) as {
      start: { a: number[] };
      gradients: { a: number[] }[];
      optimizers: { optimizer: string; options: object; weights: { a: number[] }[] }[];
    };
    const reference = golden.optimizers.find(
      (entry) => entry.optimizer === 'adam' && Object.keys(entry.options).length === 0,
    )!;
    const rule = adam();
    const weights = Float32Array.from(golden.start.a);
    const slots = rule.slots.map(() => new Float32Array(weights.length));
    let worst = 0;
    golden.gradients.forEach(({ a }, n) => {
      const step = { count: n + 1, learningRate: rule.learningRate, weightDecay: 0, gradientScale: 1 };
      rule.update({ weights, gradient: Float32Array.from(a), slots }, step);
      reference.weights[n]!.a.forEach((value, i) => {
        worst = Math.max(worst, Math.abs(weights[i]! - value));
      });
    });
    return { measured: worst.toExponential(1), ok: worst <= 1e-6 };
  },
};

const figures: Figure[] = [curve, resume, optimizer];
export default figures;
