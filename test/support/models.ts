/** Tiny models with random weights, for tests of whatever runs models. */

import { input } from '../../src/graph/index.ts';
import { createModel, type Model, type ModelOptions, type Network } from '../../src/models/index.ts';
import { createScope, initialize, type ParameterSpec } from '../../src/nn/index.ts';
import type { Tensor } from '../../src/tensor/index.ts';

/** Sizes at which every network has a few hundred to a few thousand parameters. */
const tinySettings: Readonly<Record<string, number>> = {
  levels: 2,
  hidden_channels: 2,
  hidden_size: 4,
  recurrent_depth: 1,
  places_per_step: 4,
};

/** A model of `network` at tiny sizes; `options` say what is to be otherwise. */
export function tinyModel(network: Network, options: Partial<ModelOptions> = {}): Model {
  const known = network.settings.map(({ key }) => key).filter((key) => key in tinySettings);
  return createModel({
    network,
    sampleRate: 4000,
    sampleLengthSeconds: 0.1,
    fftSize: 64,
    hopSize: 32,
    ...options,
    settings: { ...Object.fromEntries(known.map((key) => [key, tinySettings[key]!])), ...options.settings },
  });
}

/** All parameters and buffers of a model. */
export function parametersOf(model: Model): ReadonlyMap<string, ParameterSpec> {
  const scope = createScope();
  const { channels, samples } = model.shape;
  model.buildInference(scope, input('mixture', { dtype: 'float32', shape: [1, channels, samples] }));
  return scope.parameters;
}

/** First weights of a model. */
export function randomWeights(model: Model, seed = 1): Map<string, Tensor> {
  return initialize(parametersOf(model), seed);
}
