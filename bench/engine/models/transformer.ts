/** One transformer encoder block (Vaswani et al. 2017), norms first: PyTorch's TransformerEncoderLayer. */

import {
  add,
  gelu,
  matMul,
  mul,
  reshape,
  softmax,
  split,
  transpose,
  type Value,
} from '../../../src/graph/index.ts';
import { layerNorm, linear, type Scope } from '../../../src/nn/index.ts';
import { type BenchModel, benchModel } from './model.ts';

const sizes = { model: 512, heads: 8, feedForward: 2048 };

/** Tokens [batch, token, 512]. */
export function transformer({
  batch,
  tokens,
}: {
  readonly batch: number;
  readonly tokens: number;
}): BenchModel {
  const shape = [batch, tokens, sizes.model];
  return benchModel({ x: shape, y: shape }, (scope, x) => {
    const attended = add(x, attention(scope.child('attention'), layerNorm(scope.child('norm1'), x)));
    const wide = linear(scope.child('linear1'), layerNorm(scope.child('norm2'), attended), {
      outFeatures: sizes.feedForward,
    });
    return add(attended, linear(scope.child('linear2'), gelu(wide), { outFeatures: sizes.model }));
  });
}

function attention(scope: Scope, x: Value): Value {
  const { model, heads } = sizes;
  const [batch, tokens] = x.type.shape as number[];
  const joined = linear(scope.child('in'), x, { outFeatures: 3 * model });
  const [query, key, value] = split(joined, [model, model, model], 2).map((part) =>
    reshape(part, [batch!, tokens!, heads, model / heads]),
  );
  const scores = matMul(
    transpose(mul(query!, (model / heads) ** -0.5), [0, 2, 1, 3]),
    transpose(key!, [0, 2, 3, 1]),
  );
  const mixed = matMul(softmax(scores), transpose(value!, [0, 2, 1, 3]));
  return linear(scope.child('out'), reshape(transpose(mixed, [0, 2, 1, 3]), [batch!, tokens!, model]), {
    outFeatures: model,
  });
}
