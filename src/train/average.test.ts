import { describe, expect, it } from 'vitest';
import { optimizerGolden as golden } from '../../test/support/optimizer-golden.ts';
import { floatTensor, intTensor, type Tensor } from '../tensor/index.ts';
import { createAverage } from './average.ts';
import { sgd } from './optimizers/sgd.ts';

describe('the moving average of weights', () => {
  it("walks as PyTorch's AveragedModel", () => {
    const weights = new Map(
      Object.entries(golden.start).map(([name, values]) => [name, floatTensor([values.length], values)]),
    );
    const average = createAverage(weights, { decay: 0.9 });
    const optimizer = sgd();
    golden.gradients.forEach((gradients, step) => {
      for (const [name, gradient] of Object.entries(gradients)) {
        optimizer.update(
          { weights: weights.get(name)!.data, gradient: Float32Array.from(gradient), slots: [] },
          { count: step + 1, learningRate: 0.3, weightDecay: 0, gradientScale: 1 },
        );
      }
      average.update(weights);
    });
    for (const [name, values] of Object.entries(golden.average)) {
      values.forEach((value, i) => {
        expect(average.tensors.get(name)!.data[i]).toBeCloseTo(value, 6);
      });
    }
  });

  it('weighs young steps alike when unbiased', () => {
    const weights = new Map<string, Tensor>([['w', floatTensor([1], [100])]]);
    const average = createAverage(weights, { decay: 0.999999, start: 'unbiased' });
    for (const value of [1, 2, 3, 4]) average.update(new Map([['w', floatTensor([1], [value])]]));
    expect(average.tensors.get('w')!.data[0]).toBeCloseTo(2.5, 4);
  });

  it('copies what is not a fraction', () => {
    const average = createAverage(new Map([['n', intTensor([], [0])]]), { decay: 0.9 });
    average.update(new Map([['n', intTensor([], [3])]]));
    average.update(new Map([['n', intTensor([], [7])]]));
    expect(average.tensors.get('n')!.data[0]).toBe(7n);
    expect(average.count).toBe(2);
  });

  it('refuses a decay that never forgets', () => {
    expect(() => createAverage(new Map(), { decay: 1 })).toThrow('average.decay');
  });
});
