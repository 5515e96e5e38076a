import { describe, expect, it } from 'vitest';
import { createModel, parameterCount } from '../model.ts';

describe('AudioNetVAE', () => {
  it('has 40.8 million parameters at the default sizes', () => {
    const { network, shape, settings } = createModel({ network: 'AudioNetVAE' });
    expect(parameterCount(network, shape, settings)).toBe(40_839_203);
  });
});
