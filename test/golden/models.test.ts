/** Every network against PyTorch, with its weights: outputs, gradients of all parameters and buffers of a training pass, outputs and waveforms of inference. */

import { describe, expect, it } from 'vitest';
import { networkNames } from '../../src/models/index.ts';
import { createScope } from '../../src/nn/index.ts';
import {
  buildGolden,
  goldenModelNames,
  inferenceErrors,
  part,
  readGoldenModel,
  trainingErrors,
} from '../support/model-golden.ts';

/** Float32 through a dozen layers, statistics over a dozen places among them; the worst measured is 1.1e-5. */
const tolerance = 5e-5;

function expectClose(found: Readonly<Record<string, number>>): void {
  const off = Object.entries(found).filter(([, error]) => !(error <= tolerance));
  expect(Object.fromEntries(off)).toEqual({});
}

describe('golden vectors', () => {
  it('exist for every network', () => {
    expect(networkNames().filter((name) => !goldenModelNames.includes(name))).toEqual([]);
  });
});

describe.each(goldenModelNames)('%s as in PyTorch', (name) => {
  const golden = readGoldenModel(name);

  it('has the parameters of the twin, by name and shape', () => {
    const scope = createScope();
    buildGolden(golden, scope);
    const shapes = Object.entries(part(golden.file, 'weight')).map(([key, { shape }]) => [key, shape]);
    const own = [...scope.parameters].map(([key, { shape }]) => [key, shape]);
    expect(Object.fromEntries(own)).toEqual(Object.fromEntries(shapes));
  });

  it('trains alike: outputs, gradients of all parameters, running statistics', async () => {
    expectClose(await trainingErrors(golden));
  });

  it('separates alike: masks, latent means, waveforms', async () => {
    expectClose(await inferenceErrors(golden));
  });
});
