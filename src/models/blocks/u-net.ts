/**
 * Encoder and decoder of a U-Net (Ronneberger, Fischer and Brox 2015; on spectrograms Jansson et al. 2017, on waveforms Stoller et al. 2018).
 * The encoder doubles the channels and makes a quarter of the places per level; the decoder goes back and gets what each level saw before it was pooled.
 */

import { concat, inScope, type Value } from '../../graph/index.ts';
import { dropoutChannels, type Scope } from '../../nn/index.ts';
import { type Axes, enlarge, pool } from './axes.ts';
import { convBlock } from './conv-block.ts';
import type { UNetSettings } from './u-net-settings.ts';

/** What an encoder gives. */
export interface Encoded {
  /** Behind the last level: `[batch, hidden · 2^(levels − 1), …]`. */
  readonly deepest: Value;
  /** What every level gave before its pool, outermost first. */
  readonly skips: readonly Value[];
}

/** Dropout is for the decoder's deepest levels, whose channels stand for the most. */
const droppedLevels = 3;

/** `[batch, channel, …]` through all levels: scopes `encoder.0`, `encoder.1`, … */
export function encode(
  scope: Scope,
  x: Value,
  options: { readonly axes: Axes; readonly settings: UNetSettings },
): Encoded {
  const { axes, settings } = options;
  const skips: Value[] = [];
  let value = x;
  for (let level = 0; level < settings.levels; level++) {
    const own = scope.child('encoder').child(level);
    const skip = convBlock(own, value, {
      axes,
      outChannels: settings.hiddenChannels * 2 ** level,
      leak: settings.leak,
    });
    skips.push(skip);
    value = inScope(own.name, () => pool(skip, axes));
  }
  return { deepest: value, skips };
}

/** Back to `[batch, hidden, …]` at the encoder's input size: scopes `bottleneck`, then `decoder.0`, …, deepest first. */
export function decode(
  scope: Scope,
  { deepest, skips }: Encoded,
  options: { readonly axes: Axes; readonly settings: UNetSettings },
): Value {
  const { axes, settings } = options;
  const { hiddenChannels, levels, leak } = settings;
  let value = convBlock(scope.child('bottleneck'), deepest, {
    axes,
    outChannels: hiddenChannels * 2 ** levels,
    leak,
  });
  for (let step = 0; step < levels; step++) {
    const own = scope.child('decoder').child(step);
    const skip = skips[levels - 1 - step]!;
    const outChannels = hiddenChannels * 2 ** (levels - 1 - step);
    const raised = enlarge(own.child('up'), value, { axes, outChannels, like: skip });
    const joined = inScope(own.name, () => concat([raised, skip], 1));
    value = convBlock(own, joined, { axes, outChannels, leak });
    if (step < droppedLevels) {
      value = dropoutChannels(own.child('dropout'), value, { rate: settings.dropout });
    }
  }
  return value;
}
