/**
 * Learning-rate schedules as data. A schedule gives a factor on every group's learning rate at each tick; whether a tick is
 * a step or an epoch is up to who advances it. Formulas are those of `torch.optim.lr_scheduler`, counted from tick 0.
 */

import { checkInteger, checkNumber } from '../util/index.ts';

/** A rule from the tick to a factor. Build with the functions of this file; schedules are plain data, as recipes need. */
export type Schedule =
  | { readonly kind: 'constant'; readonly factor: number }
  | { readonly kind: 'steps'; readonly at: readonly number[]; readonly factor: number }
  | { readonly kind: 'every'; readonly ticks: number; readonly factor: number }
  | { readonly kind: 'cosine'; readonly ticks: number; readonly minimum: number }
  | { readonly kind: 'warm-up'; readonly ticks: number; readonly start: number }
  | PlateauSchedule
  | {
      readonly kind: 'sequence';
      readonly parts: readonly Schedule[];
      /** Ticks at which the next part begins, counting its own ticks from 0. */
      readonly at: readonly number[];
    }
  | { readonly kind: 'product'; readonly parts: readonly Schedule[] };

/** Reduce when a metric no longer improves. */
export interface PlateauSchedule extends Required<PlateauOptions> {
  readonly kind: 'plateau';
}

/** Settings of {@link plateau}. */
export interface PlateauOptions {
  /** Whether a small or a large metric is good. Default `'min'`. */
  readonly mode?: 'min' | 'max';
  /** What each reduction multiplies by. Default 0.1. */
  readonly factor?: number;
  /** Ticks without improvement that are allowed before a reduction. Default 10. */
  readonly patience?: number;
  /** How much better counts as better. Default 1e-4. */
  readonly threshold?: number;
  /** Whether the threshold is a share of the best metric or a difference from it. Default `'relative'`. */
  readonly thresholdMode?: 'relative' | 'absolute';
  /** Ticks after a reduction in which nothing is counted. Default 0. */
  readonly cooldown?: number;
  /** The factor never falls below this. Default 0. */
  readonly minimum?: number;
}

/** The same factor at every tick. Default 1. */
export function constantRate(factor = 1): Schedule {
  return { kind: 'constant', factor: checkNumber('constantRate.factor', factor, { min: 0 }) };
}

/** Multiplied by `factor` (default 0.1) at each of the ticks `at`: PyTorch's MultiStepLR. */
export function stepsAt(at: readonly number[], options: { readonly factor?: number } = {}): Schedule {
  for (const [i, tick] of at.entries()) checkInteger(`stepsAt.at[${i}]`, tick, { min: 0 });
  return { kind: 'steps', at: [...at], factor: checkFactor('stepsAt', options.factor ?? 0.1) };
}

/** Multiplied by `factor` (default 0.1) every so many ticks: PyTorch's StepLR; with 1 tick, ExponentialLR. */
export function stepEvery(ticks: number, options: { readonly factor?: number } = {}): Schedule {
  checkInteger('stepEvery.ticks', ticks, { min: 1 });
  return { kind: 'every', ticks, factor: checkFactor('stepEvery', options.factor ?? 0.1) };
}

/**
 * minimum + (1 − minimum) · (1 + cos(π · tick / ticks)) / 2, and `minimum` (default 0) afterwards (Loshchilov & Hutter
 * 2017). PyTorch's CosineAnnealingLR would rise again after `ticks`.
 */
export function cosine(ticks: number, options: { readonly minimum?: number } = {}): Schedule {
  checkInteger('cosine.ticks', ticks, { min: 1 });
  const minimum = checkNumber('cosine.minimum', options.minimum ?? 0, { min: 0, max: 1 });
  return { kind: 'cosine', ticks, minimum };
}

/** From `start` (default 0) in a straight line to 1 at `ticks`, then 1: PyTorch's LinearLR. */
export function warmUp(ticks: number, options: { readonly start?: number } = {}): Schedule {
  checkInteger('warmUp.ticks', ticks, { min: 1 });
  return {
    kind: 'warm-up',
    ticks,
    start: checkNumber('warmUp.start', options.start ?? 0, { min: 0, max: 1 }),
  };
}

/** Multiplied by `factor` each time the metric given to `advance` has not improved for longer than `patience` ticks. */
export function plateau(options: PlateauOptions = {}): PlateauSchedule {
  return {
    kind: 'plateau',
    mode: options.mode ?? 'min',
    factor: checkNumber('plateau.factor', options.factor ?? 0.1, { above: 0, below: 1 }),
    patience: checkInteger('plateau.patience', options.patience ?? 10, { min: 0 }),
    threshold: checkNumber('plateau.threshold', options.threshold ?? 1e-4, { min: 0 }),
    thresholdMode: options.thresholdMode ?? 'relative',
    cooldown: checkInteger('plateau.cooldown', options.cooldown ?? 0, { min: 0 }),
    minimum: checkNumber('plateau.minimum', options.minimum ?? 0, { min: 0 }),
  };
}

/**
 * One schedule after another: `parts[i + 1]` begins at tick `at[i]`, counting from 0 there.
 *
 * @example
 * inSequence([warmUp(1000), cosine(99_000)], [1000]);
 */
export function inSequence(parts: readonly Schedule[], at: readonly number[]): Schedule {
  checkInteger('inSequence.at.length', at.length, { min: parts.length - 1, max: parts.length - 1 });
  for (const [i, tick] of at.entries()) checkInteger(`inSequence.at[${i}]`, tick, { min: at[i - 1] ?? 0 });
  return { kind: 'sequence', parts: [...parts], at: [...at] };
}

/** The product of several schedules' factors. */
export function product(...parts: Schedule[]): Schedule {
  return { kind: 'product', parts };
}

function checkFactor(place: string, factor: number): number {
  return checkNumber(`${place}.factor`, factor, { min: 0 });
}
