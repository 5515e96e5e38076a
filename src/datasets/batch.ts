/** Batches: examples beside each other as tensors, as training steps are fed with them. */

import { floatTensor, type Tensor } from '../tensor/index.ts';
import type { BatchSound } from './augment.ts';
import type { ExampleShape } from './example.ts';

/** What a step is fed with. */
export interface Batch {
  /** `[batch, channel, sample]`. */
  readonly mixture: Tensor<'float32'>;
  /** `[batch, target, channel, sample]`. */
  readonly targets: Tensor<'float32'>;
  readonly epoch: number;
  /** Place in the epoch, from 0. */
  readonly index: number;
  /** Where its examples were taken from, before augmentation. */
  readonly excerpts: readonly { readonly track: string; readonly startSample: number }[];
}

/** Sound laid out as tensors. */
export function packBatch(
  { mixtures, targets }: BatchSound,
  { channelCount, lengthSamples, targets: names }: ExampleShape,
): Pick<Batch, 'mixture' | 'targets'> {
  const items = mixtures.length;
  return {
    mixture: floatTensor([items, channelCount, lengthSamples], joined(mixtures.flat(), lengthSamples)),
    targets: floatTensor(
      [items, names.length, channelCount, lengthSamples],
      joined(targets.flat(2), lengthSamples),
    ),
  };
}

function joined(channels: readonly Float32Array[], lengthSamples: number): Float32Array {
  const all = new Float32Array(channels.length * lengthSamples);
  channels.forEach((channel, n) => {
    all.set(channel, n * lengthSamples);
  });
  return all;
}
