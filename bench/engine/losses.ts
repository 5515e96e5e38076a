/** The losses of the first steps of a benchmark network, on any engine: what Node and a web page are compared by. */

import type { Engine } from '../../src/runtime/index.ts';
import { adam, createTrainingStep } from '../../src/train/index.ts';
import { benchBatch, benchWeights } from './inputs.ts';
import { benchModels } from './models/list.ts';

/** Which network, how many steps of Adam, and over how many batches they go round. */
export interface LossesOptions {
  readonly model: string;
  readonly steps: number;
  readonly batchCount: number;
}

/** The loss of every step. */
export async function trainingLosses(
  engine: Engine,
  { model, steps, batchCount }: LossesOptions,
): Promise<number[]> {
  const step = await createTrainingStep({
    ...benchModels[model]!(),
    engine,
    optimizer: adam(),
    weights: benchWeights(model),
  });
  const batches = Array.from({ length: batchCount }, (_, n) => benchBatch(model, n));
  const losses: number[] = [];
  for (let n = 0; n < steps; n++) losses.push((await step.run({ ...batches[n % batchCount]! })).loss);
  await step.dispose();
  return losses;
}
