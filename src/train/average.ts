/**
 * Exponential moving averages of weights: averaged weights often separate better than the last ones (Polyak & Juditsky
 * 1992). Buffers, such as running statistics, are averaged like weights; integer buffers are copied.
 */

import { type DTypeArrays, type Tensor, tensor } from '../tensor/index.ts';
import { checkNumber } from '../util/index.ts';

/** Settings of an average. */
export interface AverageOptions {
  /** How much of the average stays at each step: 0.999 averages over about the last thousand steps. */
  readonly decay: number;
  /**
   * `'constant'` (default): the first step copies the weights, later ones mix with `decay`, as
   * `torch.optim.swa_utils.get_ema_multi_avg_fn`. `'unbiased'`: the early steps count as if the average had begun with
   * nothing, weight 1 / (1 + decay + decay² + …), so that a young average follows quickly.
   */
  readonly start?: 'constant' | 'unbiased';
}

/** An average at work. */
export interface Average {
  /** Averaged tensors, by name. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Steps so far. */
  readonly count: number;
  /** Takes the weights after a step in. */
  update(weights: ReadonlyMap<string, Tensor>): void;
  /** Goes on from averages of the same names and shapes. */
  restore(tensors: ReadonlyMap<string, Tensor>, count: number): void;
}

/** An average that begins as a copy of `weights`. Throws ArgumentError where decay is not in [0, 1). */
export function createAverage(weights: ReadonlyMap<string, Tensor>, options: AverageOptions): Average {
  const decay = checkNumber('average.decay', options.decay, { min: 0, below: 1 });
  const unbiased = options.start === 'unbiased';
  const tensors = copyTensors(weights);
  let count = 0;
  return {
    tensors,
    get count() {
      return count;
    },
    update(current) {
      const share = unbiased ? (1 - decay) / (1 - decay ** (count + 1)) : count === 0 ? 1 : 1 - decay;
      for (const [name, average] of tensors) mix(average, current.get(name)!, share);
      count++;
    },
    restore(saved, savedCount) {
      for (const [name, average] of tensors) copyInto(average, saved.get(name)!);
      count = savedCount;
    },
  };
}

/** Copies of tensors, by name. */
export function copyTensors(tensors: ReadonlyMap<string, Tensor>): Map<string, Tensor> {
  return new Map(
    [...tensors].map(([name, { dtype, shape, data }]) => [name, tensor(dtype, shape, data.slice())]),
  );
}

/** Overwrites `target` with the elements of `source`, which has its type and shape. */
export function copyInto(target: Tensor, source: Tensor): void {
  (target.data as DTypeArrays['float32']).set(source.data as DTypeArrays['float32']);
}

/** average ← average + share · (current − average) */
function mix(average: Tensor, current: Tensor, share: number): void {
  const floating = average.dtype === 'float32' || average.dtype === 'float64';
  if (!floating || share === 1) copyInto(average, current);
  else {
    const [target, source] = [average.data as Float32Array, current.data as Float32Array];
    for (let i = 0; i < target.length; i++) target[i]! += share * (source[i]! - target[i]!);
  }
}
