/**
 * Dynamic loss scaling (Micikevicius et al. 2018, "Mixed precision training"), with the rules and numbers of PyTorch's
 * GradScaler: gradients are computed of the loss times a factor, so that small ones do not vanish in halves. Where one leaves
 * their range the batch is left out and the factor halved; after so many good updates it is doubled.
 */

import { ArgumentError, checkInteger } from '../util/index.ts';

/** How the loss is scaled in mixed precision. */
export interface LossScaleOptions {
  /** The factor to begin with, a power of two, so that scaling rounds nothing. Default 65536, PyTorch's. */
  readonly initial?: number;
  /** Good updates after which it is doubled. Default 2000, PyTorch's. */
  readonly growthInterval?: number;
}

/** What a scaler remembers. */
export interface LossScaleState {
  readonly scale: number;
  /** Updates since the factor last changed. */
  readonly goodCount: number;
}

/** A factor for the loss that finds its own size. */
export interface LossScaler {
  readonly scale: number;
  /** An update had finite gradients. */
  succeeded(): void;
  /** One had not. Returns false where the factor is 1 already: the factor is then not what is wrong. */
  overflowed(): boolean;
  state(): LossScaleState;
  restore(state: LossScaleState): void;
}

const defaultScale = 2 ** 16;
const defaultInterval = 2000;

/** Beyond this float32 itself has no room; only gradients that are all zero come here. */
const largestScale = 2 ** 64;

/** A scaler. Throws ArgumentError for settings that are none. */
export function createLossScaler(options: LossScaleOptions = {}): LossScaler {
  const initial = checkPowerOfTwo('lossScale.initial', options.initial ?? defaultScale);
  const interval = checkInteger('lossScale.growthInterval', options.growthInterval ?? defaultInterval, {
    min: 1,
  });
  let now: LossScaleState = { scale: initial, goodCount: 0 };
  return {
    get scale() {
      return now.scale;
    },
    succeeded() {
      const goodCount = now.goodCount + 1;
      now =
        goodCount < interval
          ? { scale: now.scale, goodCount }
          : { scale: Math.min(2 * now.scale, largestScale), goodCount: 0 };
    },
    overflowed() {
      if (now.scale <= 1) return false;
      now = { scale: now.scale / 2, goodCount: 0 };
      return true;
    },
    state: () => now,
    restore(state) {
      now = { scale: state.scale, goodCount: state.goodCount };
    },
  };
}

function checkPowerOfTwo(name: string, value: number): number {
  if (value >= 1 && value <= largestScale && Number.isInteger(Math.log2(value))) return value;
  throw new ArgumentError({
    place: name,
    expected: 'a power of two from 1 to 2⁶⁴',
    got: String(value),
    remedy: 'Leave it out for 65536',
  });
}
