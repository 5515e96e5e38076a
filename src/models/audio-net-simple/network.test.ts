import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import { randomWeights, tinyModel } from '../../../test/support/models.ts';
import { createGraph, input } from '../../graph/index.ts';
import { createScope } from '../../nn/index.ts';
import { floatTensor } from '../../tensor/index.ts';
import { createModel, parameterCount } from '../model.ts';
import { audioNetSimple } from './network.ts';

const model = tinyModel(audioNetSimple);
const { samples } = model.shape;

async function estimateOf(gain: number): Promise<Float32Array> {
  const wave = Float32Array.from({ length: samples }, (_, n) => gain * (Math.sin(n / 5) + Math.cos(n / 3)));
  const estimate = model.buildInference(
    createScope(),
    input('mixture', { dtype: 'float32', shape: [1, 1, samples] }),
  );
  const { parameters } = createGraph({ estimate });
  const weights = [...randomWeights(model)].filter(([name]) => parameters.has(name));
  const mixture = floatTensor([1, 1, samples], wave);
  return (await evaluate({ estimate }, { mixture, ...Object.fromEntries(weights) })).estimate!
    .data as Float32Array;
}

describe('AudioNetSimple', () => {
  it('has 7.8 million parameters at the default sizes', () => {
    const { network, shape, settings } = createModel({ network: 'AudioNetSimple' });
    expect(parameterCount(network, shape, settings)).toBe(7_777_827);
  });

  it('estimates a song half as loud half as loud, and silence as silence', async () => {
    const [whole, half, silent] = [await estimateOf(0.5), await estimateOf(0.25), await estimateOf(0)];
    expect(whole.some((x) => Math.abs(x) > 1e-3)).toBe(true);
    whole.forEach((x, n) => {
      expect(half[n]).toBeCloseTo(x / 2, 5);
    });
    expect(silent.every((x) => x === 0)).toBe(true);
  });

  it('has no mask, and says so', () => {
    expect(() => createModel({ network: 'AudioNetSimple', settings: { mask_activation: 'relu' } })).toThrow(
      /one of the settings levels, hidden_channels/,
    );
  });
});
