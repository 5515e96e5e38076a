import { afterAll, describe, expect, it } from 'vitest';
import { testEngine } from '../../test/support/engine.ts';
import { log, matMul, mul, reduceMean, sub, tanh, type Value } from '../graph/index.ts';
import { normal, type Scope, zeros } from '../nn/index.ts';
import type { Tensors } from '../runtime/index.ts';
import { floatTensor, type Tensor } from '../tensor/index.ts';
import { createRandom } from '../util/index.ts';
import { NonFiniteError } from './diagnose.ts';
import { adam } from './optimizers/adam.ts';
import { sgd } from './optimizers/sgd.ts';
import { plateau, stepEvery } from './schedule.ts';
import { createTrainingStep, type TrainingStep, type TrainingStepOptions } from './training-step.ts';

const inputs = {
  x: { dtype: 'float32', shape: [4, 3] },
  y: { dtype: 'float32', shape: [4, 1] },
} as const;

/** Two layers, and a buffer that counts. */
function network(scope: Scope, { x }: Readonly<Record<string, Value>>): Value {
  const hidden = scope.child('hidden').parameter('weight', [3, 5], normal({ std: 0.5 }));
  const out = scope.child('out').parameter('weight', [5, 1], normal({ std: 0.5 }));
  scope.parameter('seen', [1], zeros, { trainable: false });
  scope.update('seen', (seen) => sub(seen, -1));
  return matMul(tanh(matMul(x!, hidden)), out);
}

function meanSquare(estimate: Value, { y }: Readonly<Record<string, Value>>): Value {
  const difference = sub(estimate, y!);
  return reduceMean(mul(difference, difference));
}

async function make(options: Partial<TrainingStepOptions<Value>> = {}): Promise<TrainingStep> {
  const step = await createTrainingStep({
    engine: await testEngine(),
    inputs,
    model: network,
    loss: meanSquare,
    optimizer: adam({ learningRate: 0.05 }),
    seed: 3,
    ...options,
  });
  made.push(step);
  return step;
}

const made: TrainingStep[] = [];
afterAll(() => Promise.all(made.map((step) => step.dispose())));

function batch(seed: number): Tensors {
  const random = createRandom(seed);
  const draw = (shape: readonly number[], count: number): Tensor =>
    floatTensor(
      shape,
      Array.from({ length: count }, () => random.normal()),
    );
  return { x: draw([4, 3], 12), y: draw([4, 1], 4) };
}

async function losses(step: TrainingStep, seeds: readonly number[]): Promise<number[]> {
  const values: number[] = [];
  for (const seed of seeds) values.push((await step.run(batch(seed))).loss);
  return values;
}

function numbers(step: TrainingStep, name: string): number[] {
  return Array.from(step.weights.get(name)!.data, Number);
}

describe('a training step', () => {
  it('learns a batch by heart and counts in its buffer', async () => {
    const step = await make();
    const curve = await losses(step, new Array(60).fill(1));
    expect(curve.at(-1)!).toBeLessThan(0.05 * curve[0]!);
    expect(numbers(step, 'seen')).toEqual([60]);
    expect(step.updateCount).toBe(60);
  });

  it('begins with given weights, which it copies, and refuses others', async () => {
    const first = await make({ seed: 9 });
    const weights = new Map(first.weights);
    const second = await make({ weights });
    expect(await losses(second, [1])).toEqual(await losses(first, [1]));
    const before = numbers(first, 'out.weight');
    await losses(second, [2]);
    expect(numbers(first, 'out.weight')).toEqual(before);
    weights.delete('seen');
    await expect(make({ weights })).rejects.toThrow('seen (float32[1])');
    weights.set('seen', floatTensor([2], [0, 0]));
    await expect(make({ weights })).rejects.toThrow('weights seen: expected float32[1], got float32[2]');
    weights.set('seen', floatTensor([1], [0]));
    weights.set('outer.weight', floatTensor([1], [0]));
    await expect(make({ weights })).rejects.toThrow('Did you mean out.weight?');
  });

  it('accumulates: two halves make the step of the whole', async () => {
    const [a, b] = [batch(1), batch(2)];
    const join = (name: string): Tensor => {
      const data = Float32Array.of(...(a[name]!.data as Float32Array), ...(b[name]!.data as Float32Array));
      return floatTensor([8, a[name]!.shape[1]!], data);
    };
    const whole = await make({
      optimizer: sgd({ learningRate: 0.1 }),
      inputs: { x: { dtype: 'float32', shape: [8, 3] }, y: { dtype: 'float32', shape: [8, 1] } },
    });
    const halves = await make({ optimizer: sgd({ learningRate: 0.1 }), accumulate: 2 });
    await whole.run({ x: join('x'), y: join('y') });
    expect((await halves.run(a)).updated).toBe(false);
    expect((await halves.run(b)).updated).toBe(true);
    expect(halves.updateCount).toBe(1);
    const expected = numbers(whole, 'hidden.weight');
    numbers(halves, 'hidden.weight').forEach((weight, i) => {
      expect(weight).toBeCloseTo(expected[i]!, 6);
    });
  });

  it('clips by norm: the step is as long as the limit', async () => {
    const free = await make({ optimizer: sgd({ learningRate: 1 }) });
    const step = await make({ optimizer: sgd({ learningRate: 1 }), clip: { norm: 0.01 } });
    const before = ['hidden.weight', 'out.weight'].flatMap((name) => numbers(step, name));
    const { gradientNorm } = await step.run(batch(1));
    const after = ['hidden.weight', 'out.weight'].flatMap((name) => numbers(step, name));
    const moved = Math.hypot(...after.map((weight, i) => weight - before[i]!));
    expect(moved).toBeCloseTo(0.01, 5);
    await free.run(batch(1));
    const freely = ['hidden.weight', 'out.weight'].flatMap((name) => numbers(free, name));
    expect(Math.hypot(...freely.map((weight, i) => weight - before[i]!))).toBeCloseTo(gradientNorm!, 5);
  });

  it('clips by value: no weight moves further than rate times limit', async () => {
    const step = await make({ optimizer: sgd({ learningRate: 1 }), clip: { value: 0.01 } });
    const before = numbers(step, 'out.weight');
    await step.run(batch(1));
    const moved = numbers(step, 'out.weight').map((weight, i) => Math.abs(weight - before[i]!));
    expect(Math.max(...moved)).toBeCloseTo(0.01, 6);
  });

  it('gives groups their own settings and leaves frozen ones alone', async () => {
    const step = await make({ groups: [{ match: /^hidden\./, frozen: true }] });
    const before = numbers(step, 'hidden.weight');
    await losses(step, [1, 2]);
    expect(numbers(step, 'hidden.weight')).toEqual(before);
    expect(step.graph.outputs.has('gradient/hidden.weight')).toBe(false);
    const still = await make({ groups: [{ match: /./, learningRate: 0, weightDecay: 0 }] });
    const weights = numbers(still, 'out.weight');
    await losses(still, [1]);
    expect(numbers(still, 'out.weight')).toEqual(weights);
    await expect(make({ groups: [{ match: /^encoder/ }] })).rejects.toThrow('groups[0].match');
    await expect(make({ groups: [{ match: /./, frozen: true }] })).rejects.toThrow('at least one trainable');
  });

  it('follows its schedules', async () => {
    const step = await make({
      schedule: stepEvery(2, { factor: 0.5 }),
      epochSchedule: plateau({ factor: 0.1, patience: 0 }),
    });
    await losses(step, [1, 2]);
    expect(step.rateFactor).toBe(0.5);
    step.endEpoch(1);
    step.endEpoch(2);
    expect(step.rateFactor).toBeCloseTo(0.05, 12);
  });

  it('reports metrics', async () => {
    const step = await make({
      loss: (estimate, { y }) => ({
        loss: meanSquare(estimate, { y: y! }),
        metrics: { bias: reduceMean(sub(estimate, y!)) },
      }),
    });
    const { metrics, loss } = await step.run(batch(1));
    expect(Number.isFinite(metrics.bias)).toBe(true);
    expect(metrics.bias! ** 2).toBeLessThanOrEqual(loss * (1 + 1e-6));
  });

  it('names the first value that is not finite and changes nothing', async () => {
    const step = await make({
      model: (scope, values) => log(network(scope, values)),
      inputs,
    });
    const before = numbers(step, 'out.weight');
    const failed = await step.run(batch(1)).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(NonFiniteError);
    expect((failed as NonFiniteError).first).toEqual({ name: 'Log', kind: 'NaN' });
    expect(numbers(step, 'out.weight')).toEqual(before);
    expect(numbers(step, 'seen')).toEqual([0]);
  });

  it('names an input that is not finite', async () => {
    const step = await make();
    const { x, y } = batch(1);
    (x!.data as Float32Array)[5] = Number.POSITIVE_INFINITY;
    (y!.data as Float32Array)[2] = Number.NaN;
    await expect(step.run({ x: x!, y: y! })).rejects.toThrow(
      'input x: expected finite numbers, got infinity',
    );
  });

  it('refuses a loss that is no scalar', async () => {
    await expect(make({ loss: (estimate) => estimate })).rejects.toThrow('loss: expected a float32 scalar');
  });
});
