/** Several losses added, each with a weight. */

import { add, mul, type Value } from '../../graph/index.ts';
import { ArgumentError, checkNumber } from '../../util/index.ts';
import type { Loss } from './loss.ts';
import { isTargetLoss, targetLoss } from './reduce.ts';

/** A loss and what it is multiplied by. */
export interface WeightedLoss {
  readonly loss: Loss;
  /** Any number; below 0 where a loss is to grow. */
  readonly weight: number;
}

/**
 * Σ weight·loss. Its name tells what it is made of: `0.5 l1 + 0.1 si_sdr_loss`. Throws ArgumentError where there is none, or
 * a weight is no number.
 */
export function sumLosses(terms: readonly WeightedLoss[]): Loss {
  if (terms.length === 0) {
    throw new ArgumentError({
      place: 'criterion',
      expected: 'at least one loss',
      got: 'none',
      remedy: 'Name a loss, as in { "l1": 1 }',
    });
  }
  for (const { loss, weight } of terms) checkNumber(`weight of ${loss.name}`, weight);
  const name = terms.map(({ loss, weight }) => `${weight} ${loss.name}`).join(' + ');
  const sum = (build: (loss: Loss) => Value) =>
    terms.map(({ loss, weight }) => mul(build(loss), weight)).reduce((total, term) => add(total, term));
  if (terms.every(({ loss }) => isTargetLoss(loss))) {
    return targetLoss(name, (input) =>
      sum((loss) => (isTargetLoss(loss) ? loss.perTarget(input) : loss.build(input))),
    );
  }
  return { name, build: (input) => sum((loss) => loss.build(input)) };
}
