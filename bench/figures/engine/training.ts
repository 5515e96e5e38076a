/** Training as PyTorch trains: loss curves from the same beginning, in web pages too, optimizers, and stopping without a trace. */

import { readFileSync } from 'node:fs';
import { createEngine } from '../../../src/node/engine.ts';
import {
  adam,
  createTrainingStep,
  decodeTrainingState,
  encodeTrainingState,
  type TrainingStep,
} from '../../../src/train/index.ts';
import { trainInChromium } from '../../engine/chromium.ts';
import { benchBatch, benchWeights } from '../../engine/inputs.ts';
import { trainingLosses } from '../../engine/losses.ts';
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

const pageSteps = 50;

const page: Figure = {
  what: `${pageSteps} Adam steps of the same U-Net in Chromium (WebAssembly, two threads and one) beside Node`,
  floor: 'losses within 1e-3',
  async measure() {
    const options = { model: 'small-unet', steps: pageSteps, batchCount: 8 };
    const engine = await createEngine({ device: 'cpu', threads: 2 });
    const start = performance.now();
    const expected = await trainingLosses(engine, options);
    const milliseconds = performance.now() - start;
    await engine.dispose();
    const threaded = await trainInChromium({ ...options, threads: 2 }, { isolated: true });
    const single = await trainInChromium({ ...options, threads: 2 }, { isolated: false });
    const worst = Math.max(
      ...[threaded, single].flatMap(({ losses }) =>
        losses.map((loss, n) => Math.abs(loss / expected[n]! - 1)),
      ),
    );
    const { workerSeconds } = threaded;
    const threads = threaded.threads === 2 && threaded.workers === 1 && workerSeconds !== 0;
    return {
      measured: `${worst.toExponential(1)} at most${threads ? '' : '; two threads did NOT run'}`,
      ok: worst <= 1e-3 && threads && single.threads === 1,
      note:
        `${threaded.browser}, ${threaded.runtime}; the isolated page's second thread computed ${workerSeconds ?? 'an unknown number of'} s; ` +
        `${[threaded, single, { milliseconds }].map((run) => (run.milliseconds / 1000).toFixed(1)).join(', ')} s with two threads, one, in Node`,
    };
  },
};

async function makeStep(): Promise<TrainingStep> {
  return createTrainingStep({
    ...benchModels['small-unet']!(),
    engine: await createEngine({ device: 'cpu', threads: 2 }),
    optimizer: adam(),
    weights: benchWeights('small-unet'),
    average: { decay: 0.99 },
    clip: { norm: 1 },
  });
}

async function train(step: TrainingStep, from: number, to: number): Promise<number[]> {
  const losses: number[] = [];
  for (let n = from; n < to; n++) losses.push((await step.run({ ...benchBatch('small-unet', n) })).loss);
  return losses;
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

const figures: Figure[] = [curve, page, resume, optimizer];
export default figures;
