/** The fully connected layer against PyTorch, and its symbolic axes. */

import { describe, expect, it } from 'vitest';
import { describeGolden } from '../../test/support/nn-golden.ts';
import { input } from '../graph/index.ts';
import { linear } from './linear.ts';
import { createScope } from './scope.ts';

describeGolden('linear');

describe('linear', () => {
  it.each([[['batch', 5]], [['batch', 3, 5]], [['batch', 'time', 5]]])(
    'maps the last axis of %j',
    (shape) => {
      const x = input('x', { dtype: 'float32', shape });
      expect(linear(createScope(), x, { outFeatures: 2 }).type.shape).toEqual([...shape.slice(0, -1), 2]);
    },
  );
});
