/** What a benchmark network is: the same network as its twin in bench/peers/engine.py, parameter for parameter. */

import type { TensorType, Value } from '../../../src/graph/index.ts';
import { mseLoss, type Scope } from '../../../src/nn/index.ts';
import type { StepModel } from '../../../src/train/index.ts';

/** A network from `x` to something of `y`'s shape, trained by the mean square of the difference. */
export interface BenchModel extends StepModel<Value> {
  readonly inputs: { readonly x: TensorType; readonly y: TensorType };
}

/** A benchmark of `forward` between these shapes. */
export function benchModel(
  shapes: { readonly x: readonly number[]; readonly y: readonly number[] },
  forward: (scope: Scope, x: Value) => Value,
): BenchModel {
  return {
    inputs: { x: { dtype: 'float32', shape: shapes.x }, y: { dtype: 'float32', shape: shapes.y } },
    model: (scope, { x }) => forward(scope, x!),
    loss: (estimate, { y }) => mseLoss(estimate, y!),
  };
}
