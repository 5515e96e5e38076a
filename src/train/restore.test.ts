import { afterAll, describe, expect, it } from 'vitest';
import { testEngine } from '../../test/support/engine.ts';
import { matMul, mul, reduceMean, sub, tanh, type Value } from '../graph/index.ts';
import { normal, zeros } from '../nn/index.ts';
import { floatTensor } from '../tensor/index.ts';
import { createRandom } from '../util/index.ts';
import { adam } from './optimizers/adam.ts';
import { rmsProp } from './optimizers/rms-prop.ts';
import { sgd } from './optimizers/sgd.ts';
import { inSequence, plateau, stepEvery, warmUp } from './schedule.ts';
import { createTrainingStep, type TrainingStep, type TrainingStepOptions } from './training-step.ts';

const made: TrainingStep[] = [];
afterAll(() => Promise.all(made.map((step) => step.dispose())));

async function make(options: Partial<TrainingStepOptions<Value>>): Promise<TrainingStep> {
  const step = await createTrainingStep<Value>({
    engine: await testEngine(),
    inputs: { x: { dtype: 'float32', shape: [6, 3] } },
    model: (scope, { x }) => {
      const w = scope.parameter('weight', [3, 3], normal());
      scope.parameter('mean', [3], zeros, { trainable: false });
      scope.update('mean', (mean) => mul(sub(mean, reduceMean(x!, [0])), 0.9));
      return tanh(matMul(x!, w));
    },
    loss: (y, { x }) => {
      const difference = sub(y, x!);
      return reduceMean(mul(difference, difference));
    },
    optimizer: adam(),
    ...options,
  });
  made.push(step);
  return step;
}

async function train(step: TrainingStep, from: number, to: number): Promise<number[]> {
  const losses: number[] = [];
  for (let seed = from; seed < to; seed++) {
    const random = createRandom(seed);
    const x = floatTensor(
      [6, 3],
      Array.from({ length: 18 }, () => random.normal()),
    );
    losses.push((await step.run({ x })).loss);
    if (seed % 3 === 2) step.endEpoch(losses.at(-1)!);
  }
  return losses;
}

const everything: Partial<TrainingStepOptions<Value>> = {
  accumulate: 3,
  average: { decay: 0.9 },
  clip: { norm: 0.3 },
  schedule: inSequence([warmUp(3, { start: 0.1 }), stepEvery(2)], [3]),
  epochSchedule: plateau({ patience: 0 }),
};

describe('a saved training state', () => {
  for (const [name, optimizer] of Object.entries({
    sgd: sgd({ momentum: 0.9, nesterov: true }),
    adam: adam({ amsgrad: true }),
    rmsprop: rmsProp({ momentum: 0.5, centered: true }),
  })) {
    for (const stopAt of [6, 7]) {
      it(`goes on bit for bit: ${name}, stopped after batch ${stopAt}`, async () => {
        const options = { ...everything, optimizer };
        const whole = await make(options);
        const expected = await train(whole, 0, 16);
        const first = await make(options);
        await train(first, 0, stopAt);
        const state = first.state();
        await train(first, 20, 22);
        const second = await make({ ...options, seed: 77 });
        second.restore(state);
        expect(await train(second, stopAt, 16)).toEqual(expected.slice(stopAt));
        expect(second.state()).toEqual(whole.state());
        expect(second.averagedWeights).toEqual(whole.averagedWeights);
      });
    }
  }

  it('is refused by a step of another make, and nothing is changed', async () => {
    const saved = (await make(everything)).state();
    const other = await make({ ...everything, optimizer: sgd({ momentum: 0.9 }) });
    expect(() => other.restore(saved)).toThrow('training state: optimizer: expected sgd, got adam');
    const plain = await make({});
    const before = plain.state();
    expect(() => plain.restore(saved)).toThrow('training state: schedule');
    expect(plain.state()).toEqual(before);
    const tensors = new Map(saved.tensors);
    tensors.delete('optimizer/exp_avg/weight');
    const same = await make(everything);
    expect(() => same.restore({ ...saved, tensors })).toThrow('optimizer/exp_avg/weight (float32[3, 3])');
    tensors.set('optimizer/exp_avg/weight', floatTensor([9], new Float32Array(9)));
    expect(() => same.restore({ ...saved, tensors })).toThrow('expected float32[3, 3], got float32[9]');
  });
});
