/** A training run of PyTorch once more: the network of scripts/golden/training.py, its weights and batches, on any engine. */

import { concat, leakyRelu, mul, relu, sigmoid, type Value } from '../../src/graph/index.ts';
import { batchNorm, conv2d, convTranspose2d, mseLoss, type Scope } from '../../src/nn/index.ts';
import type { Engine } from '../../src/runtime/index.ts';
import { floatTensor, intTensor, type Tensor } from '../../src/tensor/index.ts';
import { adam, createTrainingStep } from '../../src/train/index.ts';

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** What test/golden/training.json holds. */
export interface TrainingGolden {
  readonly weights: Readonly<Record<string, Numbers>>;
  readonly batches: readonly Readonly<Record<'x' | 'y', Numbers>>[];
  readonly losses: readonly number[];
}

/** Relative; six float32 steps against double precision. The worst measured is 3e-7. */
const tolerance = 2e-6;

/** Trains, and lists the steps whose loss is not PyTorch's. */
export async function wrongLosses(engine: Engine, golden: TrainingGolden): Promise<string[]> {
  const { x, y } = golden.batches[0]!;
  const step = await createTrainingStep({
    engine,
    inputs: { x: { dtype: 'float32', shape: x.shape }, y: { dtype: 'float32', shape: y.shape } },
    model: (scope, inputs) => network(scope, inputs.x!),
    loss: (estimate, inputs) => mseLoss(estimate, inputs.y!),
    optimizer: adam({ learningRate: 0.02 }),
    weights: weightsOf(golden),
  });
  const wrong: string[] = [];
  for (const [n, expected] of golden.losses.entries()) {
    const batch = golden.batches[n % golden.batches.length]!;
    const { loss } = await step.run({ x: tensorOf(batch.x), y: tensorOf(batch.y) });
    if (!(Math.abs(loss / expected - 1) <= tolerance)) wrong.push(`step ${n}: ${loss}, not ${expected}`);
  }
  await step.dispose();
  return wrong;
}

function network(scope: Scope, x: Value): Value {
  const down = conv2d(scope.child('down'), x, { outChannels: 4, kernelSize: 3, stride: 2, padding: 1 });
  const inner = leakyRelu(batchNorm(scope.child('norm'), down), { alpha: 0.2 });
  const up = convTranspose2d(scope.child('up'), inner, {
    outChannels: 3,
    kernelSize: 4,
    stride: 2,
    padding: 1,
  });
  const wide = concat([relu(up), x], 1);
  return mul(x, sigmoid(conv2d(scope.child('out'), wide, { outChannels: 1, kernelSize: 1 })));
}

function weightsOf({ weights }: TrainingGolden): Map<string, Tensor> {
  const tensors = Object.entries(weights).map(([name, numbers]) => [name, tensorOf(numbers)] as const);
  return new Map<string, Tensor>([...tensors, ['norm.num_batches_tracked', intTensor([], [0])]]);
}

function tensorOf({ shape, data }: Numbers): Tensor {
  return floatTensor(shape, data);
}
