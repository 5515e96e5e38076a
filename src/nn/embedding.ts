/** A learned vector for each of a number of words. */

import { constant, detach, equal, gather, unsqueeze, type Value, where } from '../graph/index.ts';
import { intTensor } from '../tensor/index.ts';
import { checkInteger } from '../util/index.ts';
import { type Initializer, normal } from './init.ts';
import { type Scope, within } from './scope.ts';

/** Settings of {@link embedding}. */
export interface EmbeddingOptions {
  /** How many words there are. */
  readonly count: number;
  /** Features of a vector. */
  readonly size: number;
  /** A word whose vector begins as zeros and is not trained. Default: none. */
  readonly paddingIndex?: number;
}

/**
 * Vectors [..., size] of int64 `indices` [...] from 0 to `count` − 1: PyTorch's Embedding. Parameter `weight` [count, size],
 * normal at first. Throws ArgumentError where `paddingIndex` is no word.
 */
export function embedding(scope: Scope, indices: Value, options: EmbeddingOptions): Value {
  return within(scope, () => {
    const { count, size, paddingIndex } = options;
    const weight = scope.parameter('weight', [count, size], beginning(options));
    const vectors = gather(weight, indices, 0);
    if (paddingIndex === undefined) return vectors;
    const isPadding = equal(indices, constant(intTensor([], [paddingIndex])));
    return where(unsqueeze(isPadding, [indices.type.shape.length]), detach(vectors), vectors);
  });
}

function beginning({ count, size, paddingIndex }: EmbeddingOptions): Initializer {
  if (paddingIndex === undefined) return normal();
  checkInteger('paddingIndex', paddingIndex, { min: 0, max: count - 1 });
  return (data, shape, source) => {
    normal()(data, shape, source);
    for (let i = 0; i < size; i++) data[paddingIndex * size + i] = 0;
  };
}
