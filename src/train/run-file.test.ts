/** Checkpoints as bytes: what comes back is what was put in, and what is no run is told by name. */

import { describe, expect, it } from 'vitest';
import { floatTensor } from '../tensor/index.ts';
import { configTemplate } from './config/config.ts';
import { decodeRun, encodeContent, runContent, weightsContent } from './run-file.ts';
import { type RunState, runStart } from './run-state.ts';

const config = configTemplate('SpectrogramNetSimple');
const weights = new Map([['a', floatTensor([2], Float32Array.of(1, -0))]]);
const state: RunState = {
  training: {
    tensors: new Map([['weights/a', weights.get('a')!]]),
    progress: {
      format: 'auralflow-training-state',
      version: 1,
      batchCount: 3,
      updateCount: 3,
      accumulatedCount: 0,
      averageCount: 0,
      seed: 1,
      optimizer: { name: 'adam' },
    } as unknown as RunState['training']['progress'],
  },
  position: { ...runStart, epoch: 2, lossSum: 0.1 + 0.2 },
};

describe('the file of a run', () => {
  it('gives back state and configuration bit for bit', () => {
    const saved = decodeRun(encodeContent(runContent({ state, config })));
    expect(saved.state).toEqual(state);
    expect(saved.config).toEqual(config);
  });

  it('is told from weights alone, and from damage, by its name', () => {
    const record = { epoch: 1, trainLoss: 1, validation: null, learningRate: 1, isBest: true };
    const best = encodeContent(weightsContent({ weights, record, config }));
    expect(() => decodeRun(best, 'best.safetensors')).toThrow(/best\.safetensors.*got none.*weights alone/);
    const bytes = encodeContent(runContent({ state, config }));
    expect(() => decodeRun(bytes.subarray(0, 40), 'cut.safetensors')).toThrow('cut.safetensors');
  });
});
