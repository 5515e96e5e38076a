/** Embeddings: rows by index, gradients added up per word, padding untouched. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/support/engine.ts';
import { gradients, input, reduceSum } from '../graph/index.ts';
import { intTensor } from '../tensor/index.ts';
import { embedding } from './embedding.ts';
import { initialize } from './initialize.ts';
import { createScope } from './scope.ts';

const words = [2, 0, 2, 1];

describe('embedding', () => {
  it('looks words up, and trains each as often as it occurs, padding never', async () => {
    const scope = createScope();
    const indices = input('indices', { dtype: 'int64', shape: [2, 2] });
    const y = embedding(scope, indices, { count: 4, size: 2, paddingIndex: 1 });
    const weights = initialize(scope.parameters, 1);
    const weight = Array.from(weights.get('weight')!.data, Number);
    const { value } = scope.parameters.get('weight')!;
    const got = await evaluate(
      { y, gradient: gradients(reduceSum(y), [value])[0]! },
      { indices: intTensor([2, 2], words), ...Object.fromEntries(weights) },
    );
    expect(got.y!.shape).toEqual([2, 2, 2]);
    expect(Array.from(got.y!.data, Number)).toEqual(
      words.flatMap((word) => weight.slice(2 * word, 2 * word + 2)),
    );
    expect(weight.slice(2, 4)).toEqual([0, 0]);
    expect(Array.from(got.gradient!.data, Number)).toEqual([1, 1, 0, 0, 2, 2, 0, 0]);
  });
});
