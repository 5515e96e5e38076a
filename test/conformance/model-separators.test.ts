/** Every network, tiny and with random weights, keeps the contract of `Separator`. A new entry in src/models/list.ts is tested here without another line. */

import { describe } from 'vitest';
import { createModelSeparator, networks } from '../../src/models/index.ts';
import { testEngine } from '../support/engine.ts';
import { randomWeights, tinyModel } from '../support/models.ts';
import { sampleRate, separatorTests } from './separator-suite.ts';

const engine = await testEngine();

describe.each(networks)('$name', (network) => {
  describe.each([
    { what: 'mono, one target', channels: 1, targets: ['vocals'] },
    { what: 'stereo, two targets', channels: 2, targets: ['bass', 'drums'] },
  ])('$what', ({ channels, targets }) => {
    const model = tinyModel(network, { channels, targets, sampleRate, sampleLengthSeconds: 0.2 });
    const weights = randomWeights(model);
    separatorTests({ create: () => createModelSeparator(model, weights, engine) });
  });
});
