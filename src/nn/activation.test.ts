/** Activations against PyTorch: those of the graph and those of this folder. */

import { describe, expect, it } from 'vitest';
import { describeGolden } from '../../test/support/nn-golden.ts';
import { input } from '../graph/index.ts';
import { type ActivationName, activate, glu, prelu } from './activation.ts';
import { createScope } from './scope.ts';

describeGolden('activation');

describe('activations', () => {
  const x = input('x', { dtype: 'float32', shape: [2, 3, 'time'] });

  it('refuse an unknown name and say the nearest', () => {
    expect(() => activate('rellu' as ActivationName, x)).toThrow(/relu/);
  });

  it('refuse to halve an odd number of channels', () => {
    expect(() => glu(x, 1)).toThrow(/even number/);
  });

  it('give each channel its own slope where asked', () => {
    const scope = createScope();
    prelu(scope, x, { perChannel: true });
    expect(scope.parameters.get('weight')?.shape).toEqual([3]);
  });
});
