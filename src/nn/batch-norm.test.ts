/** Batch normalization against PyTorch: outputs, gradients and running statistics. */

import { describe, expect, it } from 'vitest';
import { describeGolden } from '../../test/support/nn-golden.ts';
import { input } from '../graph/index.ts';
import { batchNorm } from './batch-norm.ts';
import { createScope } from './scope.ts';

describeGolden('batch-norm');

describe('batch normalization', () => {
  it('refuses to take statistics of one number, as PyTorch does', () => {
    const x = input('x', { dtype: 'float32', shape: [1, 3] });
    expect(() => batchNorm(createScope({ training: true }), x)).toThrow(/more than one number/);
    expect(batchNorm(createScope(), x).type.shape).toEqual([1, 3]);
  });
});
