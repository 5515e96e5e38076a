/** Weight normalization against PyTorch, and its beginning. */

import { describe, expect, it } from 'vitest';
import { describeGolden } from '../../test/support/nn-golden.ts';
import { input } from '../graph/index.ts';
import { initialize } from './initialize.ts';
import { linear } from './linear.ts';
import { createScope } from './scope.ts';
import { weightNorm } from './weight.ts';

describeGolden('weight-norm');

describe('weight normalization', () => {
  it('begins as the plain weight: g is the norm of v', () => {
    const scope = createScope();
    const x = input('x', { dtype: 'float32', shape: [1, 4] });
    linear(scope.child('out'), x, { outFeatures: 2, weight: weightNorm });
    const tensors = initialize(scope.parameters, 3);
    const [v, g] = [tensors.get('out.weight_v')!, tensors.get('out.weight_g')!];
    const norms = [0, 4].map((from) => Math.hypot(...Array.from(v.data.slice(from, from + 4), Number)));
    expect(g.shape).toEqual([2, 1]);
    for (const [i, norm] of norms.entries()) expect(g.data[i]).toBeCloseTo(norm, 6);
  });
});
