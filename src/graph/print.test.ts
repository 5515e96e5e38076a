/** Graphs as text. */

import { expect, it } from 'vitest';
import { floatTensor } from '../tensor/index.ts';
import {
  add,
  apply1,
  constant,
  createGraph,
  input,
  inScope,
  leakyRelu,
  matMul,
  mul,
  type OpDefinition,
  parameter,
  printGraph,
  reduceMean,
  type Value,
} from './index.ts';

it('prints leaves, one line per node with type and scope, and outputs', () => {
  const x = input('x', { dtype: 'float32', shape: ['batch', 4] });
  const w = parameter('fc.weight', { dtype: 'float32', shape: [4, 2] });
  const mean = parameter('norm.mean', { dtype: 'float32', shape: [2] }, { trainable: false });
  const table = constant(floatTensor([1, 16], new Float32Array(16)));
  const y = inScope('fc', () => leakyRelu(matMul(x, w), { alpha: 0.2 }));
  const z = reduceMean(mul(add(add(y, mean), 0.5), reduceMean(table)), [1]);
  expect(printGraph(createGraph({ y, z }))).toBe(
    [
      'input x: float32[batch, 4]',
      'parameter fc.weight: float32[4, 2]',
      'buffer norm.mean: float32[2]',
      '%0: float32[batch, 2] = MatMul(x, fc.weight)  # fc',
      '%1: float32[batch, 2] = LeakyRelu(%0, alpha=0.2)  # fc',
      '%2: float32[batch, 2] = Add(%1, norm.mean)',
      '%3: float32[batch, 2] = Add(%2, 0.5)',
      '%4: float32[] = ReduceMean(float32[1, 16], keepdims=0)',
      '%5: float32[batch, 2] = Mul(%3, %4)',
      '%6: float32[batch] = ReduceMean(%5, [1], keepdims=0)',
      'output y = %1',
      'output z = %6',
    ].join('\n'),
  );
});

it('prints bodies indented under their node', () => {
  const Run: OpDefinition = { name: 'Run', domain: '', infer: ({ inputs }) => [inputs[0]!], examples: [] };
  const x = input('x', { dtype: 'float32', shape: [2] });
  const state = input('state', { dtype: 'float32', shape: [2] });
  const outputs: readonly Value[] = [mul(state, 2)];
  const y = apply1(Run, [x], { body: { kind: 'subgraph', inputs: [state], outputs }, steps: [1, 2] });
  expect(printGraph(createGraph({ y }))).toBe(
    [
      'input x: float32[2]',
      '%2: float32[2] = Run(x, steps=[1, 2])',
      '  body(%0: float32[2])',
      '  %1: float32[2] = Mul(%0, 2)',
      '  return %1',
      'output y = %2',
    ].join('\n'),
  );
});
