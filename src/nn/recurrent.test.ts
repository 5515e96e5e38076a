/** Recurrent layers against PyTorch: outputs, last states and every gradient, by the fused ops and by the loops. */

import { describe, expect, it } from 'vitest';
import { describeGolden } from '../../test/support/nn-golden.ts';
import { createGraph, input } from '../graph/index.ts';
import { ArgumentError } from '../util/index.ts';
import { gru } from './gru.ts';
import { lstm } from './lstm.ts';
import { createScope } from './scope.ts';

/** The fused ops approximate σ and tanh; over two layers and directions 2.1e-6 was measured. */
const fusedTolerance = 5e-6;

describeGolden('recurrent', { tolerance: fusedTolerance });

describe('recurrent layers', () => {
  it('leave time and batch open', () => {
    const x = input('x', { dtype: 'float32', shape: ['time', 'batch', 3] });
    const options = { hiddenSize: 2, bidirectional: true };
    for (const training of [false, true]) {
      const { output } = lstm(createScope({ training }), x, options);
      expect(output.type.shape).toEqual(['time', 'batch', 4]);
      expect(gru(createScope({ training }), x, options).output.type.shape).toEqual(['time', 'batch', 4]);
    }
  });

  it('use the fused op in inference and a loop in training', () => {
    const x = input('x', { dtype: 'float32', shape: [4, 2, 3] });
    const opsOf = (training: boolean): Set<string> => {
      const { output } = lstm(createScope({ training }), x, { hiddenSize: 2 });
      return new Set(createGraph({ output }).nodes.map(({ op }) => op.name));
    };
    expect(opsOf(false).has('LSTM')).toBe(true);
    expect(opsOf(true).has('Scan') && !opsOf(true).has('LSTM')).toBe(true);
  });

  it('refuse initial states of another shape', () => {
    const x = input('x', { dtype: 'float32', shape: [4, 2, 3] });
    const h = input('h', { dtype: 'float32', shape: [1, 2, 2] });
    expect(() => gru(createScope(), x, { hiddenSize: 2, bidirectional: true, initial: h })).toThrow(
      ArgumentError,
    );
  });
});
