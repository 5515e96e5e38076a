/** Activations against PyTorch: those of the graph and those of this folder. */

import { describe, expect, it } from 'vitest';
import { describeGolden } from '../../test/support/nn-golden.ts';
import { elu, input, leakyRelu, logSoftmax, softmax, type Value } from '../graph/index.ts';
import { type ActivationName, activate, glu, hardtanh, type PreluOptions, prelu } from './activation.ts';
import { createScope } from './scope.ts';

interface Options extends PreluOptions {
  readonly alpha?: number;
  readonly axis?: number;
  readonly max?: number;
  readonly min?: number;
  readonly slope?: number;
}

const byName =
  (name: ActivationName) =>
  (_: unknown, { x }: Readonly<Record<string, Value>>) =>
    activate(name, x!);

describeGolden<Options>('activation', {
  gelu: byName('gelu'),
  mish: byName('mish'),
  relu: byName('relu'),
  relu6: byName('relu6'),
  selu: byName('selu'),
  sigmoid: byName('sigmoid'),
  silu: byName('silu'),
  softplus: byName('softplus'),
  tanh: byName('tanh'),
  hardSigmoid: byName('hardSigmoid'),
  hardSwish: byName('hardSwish'),
  elu: (_, { x }, { alpha = 1 }) => elu(x!, { alpha }),
  leakyRelu: (_, { x }, { slope = 0.01 }) => leakyRelu(x!, { alpha: slope }),
  hardtanh: (_, { x }, options) => hardtanh(x!, options),
  softmax: (_, { x }, { axis }) => softmax(x!, axis),
  logSoftmax: (_, { x }, { axis }) => logSoftmax(x!, axis),
  glu: (_, { x }, { axis }) => glu(x!, axis!),
  prelu: (scope, { x }, options) => prelu(scope, x!, options),
});

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
