import { describe, expect, it } from 'vitest';
import { createModel, parameterCount } from '../model.ts';

const count = (options: object = {}): number => {
  const { network, shape, settings } = createModel({ network: 'SpectrogramNetSimple', ...options });
  return parameterCount(network, shape, settings);
};

describe('SpectrogramNetSimple', () => {
  it('has 7.8 million parameters at the default sizes, whatever the length', () => {
    expect(count()).toBe(7_779_877);
    expect(count({ sampleLengthSeconds: 5 })).toBe(7_779_877);
  });

  it('has four times as many with twice the channels, and with a level more', () => {
    expect(count({ settings: { hidden_channels: 32 } }) / count()).toBeCloseTo(4, 1);
    expect(count({ settings: { levels: 6 } }) / count()).toBeCloseTo(4, 1);
  });

  it('has no numbers of its own for bins that are not normalized', () => {
    const bins = 513;
    expect(count() - count({ settings: { normalize_input: false } })).toBe(2 * bins);
    expect(count() - count({ settings: { normalize_output: false } })).toBe(2 * bins);
  });

  it('makes stereo and further targets out of a few weights more', () => {
    const perOutput = 16 + 1; // hidden channels and a bias
    expect(count({ targets: ['a', 'b', 'c'] }) - count()).toBe(2 * perOutput);
    expect(count({ channels: 2 }) - count()).toBe(perOutput + 16 * 9);
  });
});
