/** What the losses share: means over everything but some leading axes, and a loss that is known per target. */

import { reduceMean, reduceSum, type Value } from '../../graph/index.ts';
import type { Loss, LossInput } from './loss.ts';

/** A loss that is a mean over the items and targets of a batch, so that each of them can be looked at by itself. */
export interface TargetLoss extends Loss {
  /** `[batch, target]`; {@link Loss.build} gives its mean. */
  perTarget(input: LossInput): Value;
}

/** A loss from its values per target. */
export function targetLoss(name: string, perTarget: (input: LossInput) => Value): TargetLoss {
  return { name, perTarget, build: (input) => reduceMean(perTarget(input)) };
}

/** Whether a loss is known per target. */
export function isTargetLoss(loss: Loss): loss is TargetLoss {
  return 'perTarget' in loss;
}

/** The mean over all axes from `axis` on; `x` itself where there are none. */
export function meanFrom(x: Value, axis: number): Value {
  const axes = axesFrom(x, axis);
  return axes.length === 0 ? x : reduceMean(x, axes);
}

/** The sum over all axes from `axis` on, which stay with size 1. */
export function sumFrom(x: Value, axis: number): Value {
  return reduceSum(x, axesFrom(x, axis), { keepDims: true });
}

function axesFrom({ type }: Value, axis: number): number[] {
  return type.shape.map((_, n) => n).slice(axis);
}
