/** einsum against PyTorch's, and what it refuses. */

import { describe, expect, it } from 'vitest';
import { describeGolden } from '../../test/support/nn-golden.ts';
import { input } from '../graph/index.ts';
import { einsum } from './einsum.ts';

describeGolden('einsum');

describe('einsum', () => {
  const a = input('a', { dtype: 'float32', shape: ['batch', 3, 4] });
  const b = input('b', { dtype: 'float32', shape: [4, 5] });

  it('keeps a symbolic axis', () => {
    expect(einsum('bij,jk->bik', [a, b]).type.shape).toEqual(['batch', 3, 5]);
  });

  it.each(['bij,jk', 'bii,ik->bk', 'bij,jk->bx', 'ij,jk->ik', 'bij,ik->bjk'])('refuses %s', (equation) => {
    expect(() => einsum(equation, [a, b])).toThrow(/einsum/);
  });
});
