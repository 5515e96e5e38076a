import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import { randomWeights, tinyModel } from '../../../test/support/models.ts';
import { createGraph, input } from '../../graph/index.ts';
import { createScope, seedInputName } from '../../nn/index.ts';
import { floatTensor, intTensor } from '../../tensor/index.ts';
import { createModel, parameterCount } from '../model.ts';
import { spectrogramNetVae } from './network.ts';

const model = tinyModel(spectrogramNetVae, { settings: { dropout_p: 0 } });
const { samples } = model.shape;
const mixture = floatTensor(
  [1, 1, samples],
  Float32Array.from({ length: samples }, (_, n) => Math.sin(n / 5)),
);
const targets = floatTensor([1, 1, 1, samples], new Float32Array(samples));

/** The estimate of a training pass with this seed. */
async function drawn(seed: number): Promise<Float32Array> {
  const place = (name: string, { shape }: { readonly shape: readonly number[] }) =>
    input(name, { dtype: 'float32', shape });
  const scope = createScope({ training: true });
  const signals = model.buildTraining(scope, place('mixture', mixture), place('targets', targets));
  const estimate = signals.estimate.waveform();
  const { parameters } = createGraph({ estimate });
  const weights = [...randomWeights(model)].filter(([name]) => parameters.has(name));
  const feeds = { mixture, [seedInputName]: intTensor([], [seed]), ...Object.fromEntries(weights) };
  return (await evaluate({ estimate }, feeds)).estimate!.data as Float32Array;
}

describe('SpectrogramNetVAE', () => {
  it('has 40.8 million parameters at the default sizes', () => {
    const { network, shape, settings } = createModel({ network: 'SpectrogramNetVAE' });
    expect(parameterCount(network, shape, settings)).toBe(40_841_253);
  });

  it('draws its latent values in training, by the seed', async () => {
    const first = await drawn(1);
    expect(await drawn(1)).toEqual(first);
    expect(await drawn(2)).not.toEqual(first);
  });

  it('takes their mean in inference: nothing random is left in the graph', () => {
    const place = input('mixture', { dtype: 'float32', shape: [1, 1, samples] });
    const graph = createGraph({ estimate: model.buildInference(createScope(), place) });
    expect([...graph.inputs.keys()]).toEqual(['mixture']);
    const unused = [...graph.parameters.keys()].filter((name) => name.startsWith('log_sigma'));
    expect(unused).toEqual([]);
  });
});
