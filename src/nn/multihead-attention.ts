/** Attention (Vaswani et al. 2017), as PyTorch has it. */

import {
  add,
  constant,
  type Dim,
  fusedMatMul,
  greater,
  matMul,
  reshape,
  softmax,
  split,
  transpose,
  unsqueeze,
  type Value,
  where,
} from '../graph/index.ts';
import { floatTensor, scalar } from '../tensor/index.ts';
import { ArgumentError } from '../util/index.ts';
import { dropout } from './dropout.ts';
import { kaimingUniform, xavierUniform, zeros } from './init.ts';
import { type RotaryOptions, rotary } from './rotary.ts';
import { type Scope, within } from './scope.ts';
import { checkRank, sizeOf } from './sizes.ts';

/** What attention may not look at. */
export interface AttentionMask {
  /**
   * Added to the scores, or as booleans: true where a query must not see a key. Broadcasts to [batch, head, query, key];
   * [query, key] does.
   */
  readonly mask?: Value;
  /** Whether queries see only keys at their own position and before. Default: false. */
  readonly causal?: boolean;
}

/** Settings of {@link multiheadAttention}. */
export interface MultiheadAttentionOptions extends AttentionMask {
  /** A divisor of the number of features. */
  readonly heads: number;
  /** Default: `x` itself, self-attention. */
  readonly key?: Value;
  /** Default: `key`. */
  readonly value?: Value;
  /** Default: true. */
  readonly bias?: boolean;
  /** The part of the attention weights that is dropped in training. Default: 0. */
  readonly dropout?: number;
  /** Whether inputs are [batch, time, feature]. Default: false, [time, batch, feature]. */
  readonly batchFirst?: boolean;
  /** Booleans [batch, key]: true where a key is padding. */
  readonly keyPadding?: Value;
  /** Turns queries and keys by position. Default: not. */
  readonly rotary?: RotaryOptions;
}

/**
 * PyTorch's MultiheadAttention. Parameters `in_proj_weight` [3·feature, feature] and `in_proj_bias` (or, where keys or values
 * have another size, `q_proj_weight`, `k_proj_weight`, `v_proj_weight`), `out_proj.weight` and `out_proj.bias`. Returns
 * the shape of `x`. Throws ArgumentError where the number of features is symbolic or no multiple of `heads`.
 */
export function multiheadAttention(scope: Scope, x: Value, options: MultiheadAttentionOptions): Value {
  return within(scope, () => {
    const inputs = [x, options.key ?? x, options.value ?? options.key ?? x];
    for (const value of inputs) checkRank(value, { rank: 3, axes: 'batch, time, feature in some order' });
    const size = sizeOf(x, -1);
    const { heads } = options;
    if (size % heads !== 0) throw unevenHeads(size, heads);
    const ordered = inputs.map((value) => (options.batchFirst ? value : swapBatch(value)));
    const [query, key, value] = projections(scope, distinct(ordered, inputs), options).map((projected) =>
      byHead(projected, heads),
    ) as [Value, Value, Value];
    const turned = (heads: Value): Value => (options.rotary ? rotary(heads, options.rotary) : heads);
    const mixed = scaledDotProduct(turned(query), turned(key), value, {
      causal: options.causal,
      mask: combinedMask(options),
      weigh: (weights) => dropout(scope, weights, { rate: options.dropout ?? 0 }),
    });
    const [batch, , time] = mixed.type.shape as [Dim, number, Dim, number];
    const joined = reshape(transpose(mixed, [0, 2, 1, 3]), [batch, time, size]);
    const out = scope.child('out_proj');
    const y = fusedMatMul(joined, out.parameter('weight', [size, size], kaimingUniform()), { transB: true });
    const biased = (options.bias ?? true) ? add(y, out.parameter('bias', [size], zeros)) : y;
    return options.batchFirst ? biased : swapBatch(biased);
  });
}

/** Settings of {@link scaledDotProduct}. */
export interface ScaledDotProductOptions extends AttentionMask {
  /** Default: 1/√feature. */
  readonly scale?: number;
  /** Applied to the weights after the softmax: dropout. */
  readonly weigh?: (weights: Value) => Value;
}

/**
 * softmax(q·kᵀ·scale + mask)·v of [..., query, feature], [..., key, feature] and [..., key, unit]. Two products and a softmax:
 * the scores of all pairs are held in memory.
 */
export function scaledDotProduct(
  query: Value,
  key: Value,
  value: Value,
  options: ScaledDotProductOptions = {},
): Value {
  const { scale = 1 / Math.sqrt(sizeOf(query, -1)), weigh = (weights) => weights } = options;
  const scores = fusedMatMul(query, key, { transB: true, alpha: scale });
  const masks = [
    ...(options.mask ? [asAddend(options.mask)] : []),
    ...(options.causal ? [causalMask(sizeOf(query, -2), sizeOf(key, -2))] : []),
  ];
  const masked = masks.reduce((sum, mask) => add(sum, mask), scores);
  return matMul(weigh(softmax(masked, -1)), value);
}

/** Queries, keys and values; one product where all come from one sequence. */
function projections(
  scope: Scope,
  { query, key, value, same }: Projected,
  { bias = true }: MultiheadAttentionOptions,
): readonly Value[] {
  const size = sizeOf(query, -1);
  const joined = [key, value].every((other) => sizeOf(other, -1) === size);
  const weights = joined
    ? [scope.parameter('in_proj_weight', [3 * size, size], xavierUniform())]
    : [query, key, value].map((from, i) =>
        scope.parameter(`${'qkv'[i]}_proj_weight`, [size, sizeOf(from, -1)], xavierUniform()),
      );
  const biases = bias ? scope.parameter('in_proj_bias', [3 * size], zeros) : undefined;
  const thirds = [size, size, size];
  if (joined && same) {
    const y = fusedMatMul(query, weights[0]!, { transB: true });
    return split(biases === undefined ? y : add(y, biases), thirds, -1);
  }
  const own = joined ? split(weights[0]!, thirds, 0) : weights;
  const ownBiases = biases && split(biases, thirds, 0);
  return [query, key, value].map((from, i) => {
    const y = fusedMatMul(from, own[i]!, { transB: true });
    return ownBiases === undefined ? y : add(y, ownBiases[i]!);
  });
}

interface Projected {
  readonly query: Value;
  readonly key: Value;
  readonly value: Value;
  /** Whether all three are one sequence. */
  readonly same: boolean;
}

function distinct(ordered: readonly Value[], inputs: readonly Value[]): Projected {
  const [query, key, value] = ordered as [Value, Value, Value];
  return { query, key, value, same: inputs.every((input) => input === inputs[0]) };
}

/** [batch, time, feature] → [batch, head, time, feature of the head]. */
function byHead(x: Value, heads: number): Value {
  const [batch, time, size] = x.type.shape as [Dim, Dim, number];
  return transpose(reshape(x, [batch, time, heads, size / heads]), [0, 2, 1, 3]);
}

function swapBatch(x: Value): Value {
  return transpose(x, [1, 0, 2]);
}

function combinedMask({ mask, keyPadding }: MultiheadAttentionOptions): Value | undefined {
  if (keyPadding === undefined) return mask;
  const padding = asAddend(unsqueeze(keyPadding, [1, 2]));
  return mask === undefined ? padding : add(asAddend(mask), padding);
}

/** Booleans as −∞ where true. */
function asAddend(mask: Value): Value {
  return mask.type.dtype === 'bool' ? blocked(mask) : mask;
}

function causalMask(queries: number, keys: number): Value {
  const positions = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => i);
  const row = constant(floatTensor([1, keys], positions(keys)));
  return blocked(greater(row, constant(floatTensor([queries, 1], positions(queries)))));
}

function blocked(where_: Value): Value {
  return where(where_, constant(scalar(Number.NEGATIVE_INFINITY)), constant(scalar(0)));
}

function unevenHeads(size: number, heads: number): ArgumentError {
  return new ArgumentError({
    place: 'heads',
    expected: `a divisor of the ${size} features`,
    got: String(heads),
    remedy: 'Choose a number of heads that divides them',
  });
}
