/** Steps in mixed precision: their numbers, the scale of their loss, and that going on equals never stopping. */

import { afterAll, describe, expect, it } from 'vitest';
import { testEngine } from '../../test/support/engine.ts';
import {
  div,
  fusedMatMul,
  inScope,
  matMul,
  mul,
  reduceMean,
  sigmoid,
  sub,
  tanh,
  type Value,
} from '../graph/index.ts';
import { normal, type Scope } from '../nn/index.ts';
import type { Tensors } from '../runtime/index.ts';
import { floatTensor, fromHalf, toHalf } from '../tensor/index.ts';
import { createRandom } from '../util/index.ts';
import { NonFiniteError } from './diagnose.ts';
import { adam } from './optimizers/adam.ts';
import { sgd } from './optimizers/sgd.ts';
import { decodeTrainingState, encodeTrainingState } from './state-files.ts';
import { createTrainingStep, type TrainingStep, type TrainingStepOptions } from './training-step.ts';

const [rows, width, inner, outputs] = [4, 6, 5, 3];

/** Rounding to eleven bits once more or less, where sums of another order lie on a border. */
const halfTolerance = 2 ** -11;

function network(scope: Scope, { x }: Readonly<Record<string, Value>>): Value {
  const first = scope.child('hidden').parameter('weight', [width, inner], normal({ std: 0.5 }));
  const second = scope.child('out').parameter('weight', [inner, outputs], normal({ std: 0.5 }));
  return matMul(tanh(matMul(x!, first)), second);
}

function meanSquare(estimate: Value, { y }: Readonly<Record<string, Value>>): Value {
  const difference = sub(estimate, y!);
  return reduceMean(mul(difference, difference));
}

const made: TrainingStep[] = [];
afterAll(() => Promise.all(made.map((step) => step.dispose())));

async function make(options: Partial<TrainingStepOptions<Value>> = {}): Promise<TrainingStep> {
  const step = await createTrainingStep({
    engine: await testEngine(),
    inputs: {
      x: { dtype: 'float32', shape: [rows, width] },
      y: { dtype: 'float32', shape: [rows, outputs] },
    },
    model: network,
    loss: meanSquare,
    optimizer: adam({ learningRate: 0.02 }),
    seed: 3,
    mixedPrecision: true,
    ...options,
  });
  made.push(step);
  return step;
}

function batch(seed: number, size = 1): Tensors {
  const random = createRandom(seed);
  const draw = (columns: number) =>
    floatTensor(
      [rows, columns],
      Array.from({ length: rows * columns }, () => size * random.normal()),
    );
  return { x: draw(width), y: draw(outputs) };
}

type Matrix = readonly (readonly number[])[];

function matrixOf(data: ArrayLike<number | bigint>, columns: number): Matrix {
  const numbers = Array.from(data, Number);
  return Array.from({ length: numbers.length / columns }, (_, row) =>
    numbers.slice(row * columns, (row + 1) * columns),
  );
}

const transposed = (a: Matrix): Matrix => a[0]!.map((_, column) => a.map((row) => row[column]!));
const mapped = (a: Matrix, change: (x: number, row: number, column: number) => number): Matrix =>
  a.map((line, row) => line.map((x, column) => change(x, row, column)));

/** What autocast makes of a product: rounded operands, float32 sums, a rounded result. */
function halfProduct(a: Matrix, b: Matrix): Matrix {
  const round = (x: number): number => fromHalf(toHalf(x));
  const [left, right] = [mapped(a, round), mapped(b, round)];
  return left.map((row) =>
    right[0]!.map((_, j) => round(Math.fround(row.reduce((sum, x, k) => sum + x * right[k]![j]!, 0)))),
  );
}

/** Loss and gradients of {@link network} as autocast and a loss scale give them. */
function emulated(step: TrainingStep, fed: Tensors, scale: number): { loss: number; gradients: number[] } {
  const x = matrixOf(fed.x!.data, width);
  const y = matrixOf(fed.y!.data, outputs);
  const first = matrixOf(step.weights.get('hidden.weight')!.data, inner);
  const second = matrixOf(step.weights.get('out.weight')!.data, outputs);
  const hidden = mapped(halfProduct(x, first), Math.tanh);
  const difference = mapped(halfProduct(hidden, second), (value, i, j) => value - y[i]![j]!);
  const loss = difference.flat().reduce((sum, d) => sum + d * d, 0) / (rows * outputs);
  const flowing = mapped(difference, (d) => (2 * scale * d) / (rows * outputs));
  const ofHidden = halfProduct(flowing, transposed(second));
  const ofSums = mapped(ofHidden, (g, i, j) => g * (1 - hidden[i]![j]! ** 2));
  const gradients = [
    ...halfProduct(transposed(x), ofSums).flat(),
    ...halfProduct(transposed(hidden), flowing).flat(),
  ].map((g) => g / scale);
  return { loss, gradients };
}

function gradientsOf(step: TrainingStep): number[] {
  return ['hidden.weight', 'out.weight'].flatMap((name) => Array.from(step.gradients.get(name)!.data));
}

function largestError(values: readonly number[], expected: readonly number[]): number {
  const errors = values.map((value, i) => Math.abs(value - expected[i]!));
  return Math.max(...errors) / Math.max(...expected.map(Math.abs));
}

describe('a step in mixed precision', () => {
  it('has the numbers of rounded operands and results, and not those of float32', async () => {
    const step = await make({ mixedPrecision: { initial: 1024 } });
    const whole = await make({ mixedPrecision: false });
    for (const seed of [1, 2, 3]) {
      const expected = emulated(step, batch(seed), 1024);
      const { loss, lossScale, overflowed, updated } = await step.run(batch(seed));
      expect({ lossScale, overflowed, updated }).toEqual({
        lossScale: 1024,
        overflowed: false,
        updated: true,
      });
      expect(Math.abs(loss / expected.loss - 1)).toBeLessThan(halfTolerance);
      expect(largestError(gradientsOf(step), expected.gradients)).toBeLessThan(halfTolerance);
    }
    const first = await make();
    await first.run(batch(1));
    await whole.run(batch(1));
    const error = largestError(gradientsOf(first), gradientsOf(whole));
    expect(error).toBeGreaterThan(1e-5);
    expect(error).toBeLessThan(10 * halfTolerance);
  });

  it('keeps weights, gradients and everything but products in float32', async () => {
    const { graph, weights } = await make();
    const halved = graph.nodes.filter(({ outputs: [value] }) => value!.type.dtype === 'float16');
    expect(new Set(halved.map(({ op }) => op.name))).toEqual(new Set(['Cast', 'FusedMatMul', 'MatMul']));
    expect([...weights.values()].every(({ dtype }) => dtype === 'float32')).toBe(true);
    expect([...graph.outputs.values()].every(({ type }) => type.dtype === 'float32')).toBe(true);
  });

  it('leaves products of the loss alone', async () => {
    const loss = (estimate: Value, { y }: Readonly<Record<string, Value>>): Value =>
      reduceMean(mul(matMul(estimate, squareOf(y!)), sub(estimate, y!)));
    const { graph } = await make({ loss });
    const ofLoss = graph.nodes.filter(
      ({ scope, op }) => scope.startsWith('loss') && op.name.includes('MatMul'),
    );
    expect(ofLoss.length).toBeGreaterThan(1);
    expect(ofLoss.every(({ outputs: [value] }) => value!.type.dtype === 'float32')).toBe(true);
  });

  it('computes the same where parts are computed again', async () => {
    const model = (scope: Scope, { x }: Readonly<Record<string, Value>>): Value => {
      let y = x!;
      for (const name of ['a', 'b', 'c']) {
        const weight = scope.child(name).parameter('weight', [width, width], normal({ std: 0.5 }));
        y = inScope(name, () => mul(tanh(matMul(tanh(y), weight)), sigmoid(matMul(y, weight))));
      }
      const last = scope.child('out').parameter('weight', [width, outputs], normal({ std: 0.5 }));
      return matMul(y, last);
    };
    const [plain, again] = [await make({ model }), await make({ model, recompute: ['a', 'b', 'c'] })];
    for (const seed of [1, 2, 3])
      expect((await again.run(batch(seed))).loss).toBe((await plain.run(batch(seed))).loss);
    expect(again.graph.nodes.length).toBeGreaterThan(plain.graph.nodes.length);
  });

  it('learns a batch by heart as float32 does', async () => {
    const curves = await Promise.all(
      [true, false].map(async (mixedPrecision) => {
        const step = await make({ mixedPrecision });
        const losses: number[] = [];
        for (let i = 0; i < 150; i++) losses.push((await step.run(batch(1))).loss);
        return losses;
      }),
    );
    const [mixed, single] = curves as [number[], number[]];
    expect(mixed.at(-1)!).toBeLessThan(0.05 * mixed[0]!);
    expect(Math.abs(mixed[20]! / single[20]! - 1)).toBeLessThan(0.02);
  });
});

/** A square matrix that depends on what is fed. */
function squareOf(y: Value): Value {
  return fusedMatMul(div(y, 2), y, { transA: true });
}

describe('the scale of the loss', () => {
  it('is halved where a gradient overflows, and the batch left out, until none does', async () => {
    const step = await make({ mixedPrecision: { initial: 2 ** 24 } });
    const before = Array.from(step.weights.get('out.weight')!.data, Number);
    const results = [];
    for (let i = 0; i < 12; i++) results.push(await step.run(batch(1)));
    const skipped = results.filter(({ overflowed }) => overflowed).length;
    expect(skipped).toBeGreaterThan(2);
    results.forEach(({ overflowed, updated, lossScale, loss, gradientNorm }, i) => {
      expect(overflowed).toBe(i < skipped);
      expect(updated).toBe(i >= skipped);
      expect(lossScale).toBe(2 ** (24 - Math.min(i, skipped)));
      expect(Number.isFinite(loss)).toBe(true);
      expect(gradientNorm).toBeUndefined();
    });
    // Left out means left alone.
    expect(new Set(results.slice(0, skipped + 1).map(({ loss }) => loss)).size).toBe(1);
    expect(step.updateCount).toBe(12 - skipped);
    expect(Array.from(step.weights.get('out.weight')!.data, Number)).not.toEqual(before);
  });

  it('is doubled after so many good updates', async () => {
    const step = await make({ mixedPrecision: { initial: 256, growthInterval: 3 } });
    const scales = [];
    for (let i = 0; i < 7; i++) scales.push((await step.run(batch(i))).lossScale);
    expect(scales).toEqual([256, 256, 256, 512, 512, 512, 1024]);
  });

  it('changes no gradient but in what halves lose', async () => {
    const [small, large] = [
      await make({ mixedPrecision: { initial: 64 } }),
      await make({ mixedPrecision: { initial: 4096 } }),
    ];
    await small.run(batch(1));
    await large.run(batch(1));
    expect(largestError(gradientsOf(small), gradientsOf(large))).toBeLessThan(1e-6);
  });

  it('saves gradients that halves would lose', async () => {
    const tiny: Partial<TrainingStepOptions<Value>> = {
      loss: (estimate, values) => mul(meanSquare(estimate, values), 1e-8),
      optimizer: sgd({ learningRate: 1 }),
    };
    const [lost, kept, whole] = [
      await make({ ...tiny, mixedPrecision: { initial: 1 } }),
      await make(tiny),
      await make({ ...tiny, mixedPrecision: false }),
    ];
    for (const step of [lost, kept, whole]) await step.run(batch(1));
    expect(largestError(gradientsOf(lost), gradientsOf(whole))).toBe(1);
    expect(largestError(gradientsOf(kept), gradientsOf(whole))).toBeLessThan(0.02);
  });

  it('looks at all batches of an update, whatever is clipped', async () => {
    const step = await make({
      accumulate: 2,
      clip: { value: 1, norm: 1 },
      mixedPrecision: { initial: 2 ** 14 },
    });
    expect((await step.run(batch(1, 100))).updated).toBe(false);
    expect(await step.run(batch(2))).toMatchObject({ updated: false, overflowed: true });
    expect(step.state().progress).toMatchObject({
      batchCount: 2,
      updateCount: 0,
      accumulatedCount: 0,
      lossScale: { scale: 2 ** 13, goodCount: 0 },
    });
    await step.run(batch(3, 0.1));
    expect((await step.run(batch(4, 0.1))).updated).toBe(true);
  });

  it('is not to blame where it is 1: the value that left the range is named', async () => {
    const step = await make({ mixedPrecision: { initial: 1 } });
    const failed = await step.run({ ...batch(1), y: batch(1, 1e7).y! }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(NonFiniteError);
    expect((failed as NonFiniteError).first!.name).toMatch(/gradient\.FusedMatMul$/);
    expect(step.updateCount).toBe(0);
  });

  it('is refused where it is no power of two', async () => {
    await expect(make({ mixedPrecision: { initial: 1000 } })).rejects.toThrow('lossScale.initial');
  });
});

describe('a state saved in mixed precision', () => {
  const options: Partial<TrainingStepOptions<Value>> = {
    mixedPrecision: { initial: 2 ** 22, growthInterval: 4 },
    accumulate: 2,
    clip: { norm: 0.5 },
    average: { decay: 0.9 },
  };

  async function train(step: TrainingStep, from: number, to: number): Promise<unknown[]> {
    const results = [];
    for (let seed = from; seed < to; seed++) results.push(await step.run(batch(seed)));
    return results;
  }

  for (const stopAt of [3, 8, 13]) {
    it(`goes on bit for bit after ${stopAt} batches, scale and count with it`, async () => {
      const whole = await make(options);
      const expected = await train(whole, 0, 24);
      const first = await make(options);
      await train(first, 0, stopAt);
      const second = await make({ ...options, seed: 77 });
      second.restore(decodeTrainingState(encodeTrainingState(first.state())));
      expect(await train(second, stopAt, 24)).toEqual(expected.slice(stopAt));
      expect(second.state()).toEqual(whole.state());
    });
  }

  it('goes on in float32, and a state of float32 in mixed precision', async () => {
    const mixed = await make({ mixedPrecision: { initial: 512 } });
    await train(mixed, 0, 2);
    const single = await make({ mixedPrecision: false });
    single.restore(mixed.state());
    expect(single.weights).toEqual(mixed.weights);
    await train(single, 2, 4);
    expect(single.state().progress.lossScale).toBeUndefined();
    mixed.restore(single.state());
    expect(mixed.state().progress).toMatchObject({ batchCount: 4, lossScale: { scale: 512 } });
  });

  it('is refused where the scale is damaged', async () => {
    const step = await make();
    const files = encodeTrainingState(step.state());
    const progress = files.progress.replace('"scale": 65536', '"scale": 0');
    expect(() => decodeTrainingState({ ...files, progress })).toThrow('lossScale');
  });
});
