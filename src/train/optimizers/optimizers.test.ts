import { describe, expect, it } from 'vitest';
import { optimizerGolden as golden } from '../../../test/support/optimizer-golden.ts';
import { ArgumentError } from '../../util/index.ts';
import { type AdamOptions, adam, adamW } from './adam.ts';
import type { Optimizer } from './optimizer.ts';
import { rmsProp } from './rms-prop.ts';
import { sgd } from './sgd.ts';

/** The golden walk is in float64; ours rounds weights to float32 once per step, ten times half a unit. */
const tolerance = 1e-6;

interface TorchOptions {
  readonly lr?: number;
  readonly weight_decay?: number;
  readonly momentum?: number;
  readonly dampening?: number;
  readonly nesterov?: boolean;
  readonly betas?: readonly number[];
  readonly eps?: number;
  readonly amsgrad?: boolean;
  readonly alpha?: number;
  readonly centered?: boolean;
}

function make(name: string, options: TorchOptions): Optimizer {
  const { lr, weight_decay, eps, betas, ...rest } = options;
  const common = { learningRate: lr, weightDecay: weight_decay, ...rest };
  const adamOptions: AdamOptions = { ...common, epsilon: eps, betas: betas as [number, number] | undefined };
  if (name === 'sgd') return sgd(common);
  if (name === 'rmsprop') return rmsProp({ ...common, epsilon: eps });
  return name === 'adam' ? adam(adamOptions) : adamW(adamOptions);
}

function expectClose(actual: Float32Array, expected: readonly number[]): void {
  expected.forEach((value, i) => {
    expect(Math.abs(actual[i]! - value)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)));
  });
}

describe('optimizers', () => {
  for (const [index, entry] of golden.optimizers.entries()) {
    it(`${entry.optimizer} ${JSON.stringify(entry.options)} walks as in PyTorch`, () => {
      const optimizer = make(entry.optimizer, entry.options as TorchOptions);
      for (const name of ['a', 'b'] as const) {
        const weights = Float32Array.from(golden.start[name]);
        const slots = optimizer.slots.map(() => new Float32Array(weights.length));
        golden.gradients.forEach((gradients, step) => {
          optimizer.update(
            { weights, gradient: Float32Array.from(gradients[name]), slots },
            {
              count: step + 1,
              learningRate: optimizer.learningRate,
              weightDecay: optimizer.weightDecay,
              gradientScale: 1,
            },
          );
          expectClose(weights, golden.optimizers[index]!.weights[step]![name]);
        });
        const theirs: Readonly<Record<string, readonly number[]>> = entry.slots[name] as Record<
          string,
          number[]
        >;
        expect(optimizer.slots.toSorted()).toEqual(Object.keys(theirs).sort());
        optimizer.slots.forEach((slot, i) => {
          expectClose(slots[i]!, theirs[slot]!);
        });
      }
    });
  }

  it('scales gradients as it reads them', () => {
    for (const optimizer of [sgd(), adam(), adamW(), rmsProp()]) {
      const [a, b] = [Float32Array.of(1, 2), Float32Array.of(1, 2)];
      const slots = (): Float32Array[] => optimizer.slots.map(() => new Float32Array(2));
      const step = { count: 1, learningRate: 0.1, weightDecay: 0.1 };
      optimizer.update(
        { weights: a, gradient: Float32Array.of(4, -8), slots: slots() },
        { ...step, gradientScale: 0.25 },
      );
      optimizer.update(
        { weights: b, gradient: Float32Array.of(1, -2), slots: slots() },
        { ...step, gradientScale: 1 },
      );
      expect(a).toEqual(b);
    }
  });

  it('refuses settings that make no sense', () => {
    expect(() => sgd({ nesterov: true })).toThrow(ArgumentError);
    expect(() => sgd({ learningRate: -1 })).toThrow('sgd.learningRate');
    expect(() => adam({ betas: [1, 0.9] })).toThrow('adam.betas[0]');
    expect(() => adamW({ epsilon: Number.NaN })).toThrow('adamw.epsilon');
  });
});
