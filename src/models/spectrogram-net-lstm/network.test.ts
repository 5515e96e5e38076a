import { describe, expect, it } from 'vitest';
import { parametersOf } from '../../../test/support/models.ts';
import { createModel, parameterCount } from '../model.ts';

const modelOf = (settings: object = {}) =>
  createModel({ network: 'SpectrogramNetLSTM', settings: { ...settings } });
const shapeOf = (name: string, settings: object = {}) => parametersOf(modelOf(settings)).get(name)!.shape;

describe('SpectrogramNetLSTM', () => {
  it('has 32.4 million parameters at the default sizes', () => {
    const { network, shape, settings } = modelOf();
    expect(parameterCount(network, shape, settings)).toBe(32_448_549);
  });

  it('reads 8 frames of 256 channels per bin, or 16 bins per frame', () => {
    // 513 bins and 260 frames, halved five times: 16 and 8.
    expect(shapeOf('lstm.weight_ih_l0')).toEqual([4 * 512, 256 * 8]);
    expect(shapeOf('lstm.weight_ih_l0', { input_axis: 0 })).toEqual([4 * 512, 256 * 16]);
  });

  it('has as many units as requested, but no more than the bottleneck has channels', () => {
    expect(shapeOf('linear1.weight', { hidden_size: 100 })).toEqual([100, 200]);
    expect(shapeOf('linear1.weight', { hidden_size: 2048 })).toEqual([512, 1024]);
    expect(shapeOf('linear1.weight', { hidden_size: 2048, hidden_channels: 64 })).toEqual([2048, 4096]);
  });

  it('stacks as many layers as it is told', () => {
    const names = [...parametersOf(modelOf({ recurrent_depth: 2 })).keys()];
    expect(names.some((name) => name.startsWith('lstm.weight_ih_l1'))).toBe(true);
    expect(names.some((name) => name.startsWith('lstm.weight_ih_l2'))).toBe(false);
  });
});
