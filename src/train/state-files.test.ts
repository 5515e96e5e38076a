import { describe, expect, it } from 'vitest';
import { floatTensor, intTensor, type Tensor } from '../tensor/index.ts';
import { decodeTrainingState, encodeTrainingState } from './state-files.ts';
import type { TrainingState } from './training-state.ts';

const state: TrainingState = {
  tensors: new Map<string, Tensor>([
    ['weights/a', floatTensor([3], Float32Array.of(0.1, -0, 1e-42))],
    ['weights/n', intTensor([], [7])],
    ['optimizer/exp_avg/a', floatTensor([3], [1 / 3, 2 / 3, 1])],
  ]),
  progress: {
    format: 'auralflow-training-state',
    version: 1,
    batchCount: 12,
    updateCount: 6,
    accumulatedCount: 0,
    averageCount: 0,
    seed: 5,
    optimizer: { name: 'adam', settings: { beta1: 0.9, amsgrad: false } },
    schedule: { tick: 6, plateaus: [{ factor: 0.1 + 0.2, best: null, badTicks: 0, cooldownTicks: 0 }] },
    epochSchedule: null,
  },
};

describe('the files of a training state', () => {
  it('give every bit back', () => {
    const restored = decodeTrainingState(encodeTrainingState(state));
    expect(restored.progress).toEqual(state.progress);
    expect([...restored.tensors.keys()].sort()).toEqual([...state.tensors.keys()].sort());
    for (const [name, tensor] of state.tensors) expect(restored.tensors.get(name)).toEqual(tensor);
  });

  it('are refused when they are something else', () => {
    const files = encodeTrainingState(state);
    const broken = (progress: string) => () => decodeTrainingState({ ...files, progress });
    expect(broken('{')).toThrow('training state: expected JSON');
    expect(broken('null')).toThrow('auralflow-training-state');
    expect(broken(files.progress.replace('"version": 1', '"version": 2'))).toThrow('got 2');
    expect(broken(files.progress.replace('12', '1.5'))).toThrow('an integer "batchCount"');
    expect(() => decodeTrainingState({ ...files, tensors: files.tensors.subarray(0, 40) })).toThrow();
  });
});
