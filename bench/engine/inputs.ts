/** What a benchmark network is fed, drawn from seeds: the same numbers in every process and in a web page. */

import { input } from '../../src/graph/index.ts';
import { createScope, initialize } from '../../src/nn/index.ts';
import { elementCount, floatTensor, type Tensor } from '../../src/tensor/index.ts';
import { createRandom } from '../../src/util/index.ts';
import { benchModels } from './models/list.ts';

/** First weights and buffers of a network, by name. */
export function benchWeights(model: string): ReadonlyMap<string, Tensor> {
  const { inputs, model: build } = benchModels[model]!();
  const scope = createScope({ training: true });
  build(scope, { x: input('x', inputs.x), y: input('y', inputs.y) });
  return initialize(scope.parameters, 5);
}

/** Batch `n` of a network: uniform in [0, 1), as magnitudes are positive. */
export function benchBatch(model: string, n: number): { readonly x: Tensor; readonly y: Tensor } {
  const { x, y } = benchModels[model]!().inputs;
  return { x: noise(x.shape as number[], 2 * n), y: noise(y.shape as number[], 2 * n + 1) };
}

function noise(shape: readonly number[], seed: number): Tensor {
  const random = createRandom(seed);
  return floatTensor(
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => random.uniform()),
  );
}
