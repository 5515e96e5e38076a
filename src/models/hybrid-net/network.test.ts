import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import { randomWeights, tinyModel } from '../../../test/support/models.ts';
import { createGraph, gradients, input, reduceSum } from '../../graph/index.ts';
import { createScope } from '../../nn/index.ts';
import { floatTensor } from '../../tensor/index.ts';
import { createModel, parameterCount } from '../model.ts';
import { hybridNet } from './network.ts';

const model = tinyModel(hybridNet);
const { shape, settings, network } = model;

function built() {
  const magnitude = input('magnitude', { dtype: 'float32', shape: [1, 1, shape.bins, shape.frames] });
  const waveform = input('waveform', { dtype: 'float32', shape: [1, 1, shape.samples] });
  const scope = createScope();
  const output = network.build(
    scope,
    { magnitude: () => magnitude, waveform: () => waveform },
    { shape, settings },
  );
  return { magnitude, waveform, mask: output.mask!, estimate: output.waveform! };
}

describe('HybridNet', () => {
  it('has 66.0 million parameters at the default sizes', () => {
    const whole = createModel({ network: 'HybridNet' });
    expect(parameterCount(whole.network, whole.shape, whole.settings)).toBe(66_009_672);
  });

  it('lets each branch hear the other', async () => {
    const { magnitude, waveform, mask, estimate } = built();
    const [maskByWave] = gradients(reduceSum(mask), [waveform]);
    const [waveByMagnitude] = gradients(reduceSum(estimate), [magnitude]);
    const values = { maskByWave: maskByWave!, waveByMagnitude: waveByMagnitude! };
    const { parameters } = createGraph(values);
    const weights = [...randomWeights(model)].filter(([name]) => parameters.has(name));
    const noise = (like: { readonly type: { readonly shape: readonly (number | string)[] } }) => {
      const sizes = like.type.shape.map(Number);
      const count = sizes.reduce((a, b) => a * b, 1);
      return floatTensor(
        sizes,
        Float32Array.from({ length: count }, (_, n) => Math.abs(Math.sin(n * n))),
      );
    };
    const slopes = await evaluate(values, {
      magnitude: noise(magnitude),
      waveform: noise(waveform),
      ...Object.fromEntries(weights),
    });
    for (const { data } of Object.values(slopes)) {
      expect((data as Float32Array).some((x) => x !== 0)).toBe(true);
    }
  });
});
