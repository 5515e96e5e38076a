import { describe, expect, it } from 'vitest';
import { parametersOf } from '../../../test/support/models.ts';
import { createModel, parameterCount } from '../model.ts';

describe('AudioNetSimpleLSTM', () => {
  it('has 32.4 million parameters at the default sizes', () => {
    const { network, shape, settings } = createModel({ network: 'AudioNetSimpleLSTM' });
    expect(parameterCount(network, shape, settings)).toBe(32_446_499);
  });

  it('reads as many places at once as it is told', () => {
    for (const places of [1, 8]) {
      const model = createModel({ network: 'AudioNetSimpleLSTM', settings: { places_per_step: places } });
      expect(parametersOf(model).get('lstm.weight_ih_l0')!.shape).toEqual([4 * 512, 256 * places]);
    }
  });
});
