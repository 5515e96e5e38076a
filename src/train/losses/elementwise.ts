/** Losses element by element, on magnitudes or waveforms: the mean of |e|, of e², and its root. */

import { abs, add, mul, reduceMean, sqrt, sub, type Value } from '../../graph/index.ts';
import { mseLoss } from '../../nn/index.ts';
import type { Loss, LossInput } from './loss.ts';
import { meanFrom, type TargetLoss, targetLoss } from './reduce.ts';

/** What two signals are compared by. */
export type LossDomain = 'magnitude' | 'waveform';

/** Options of the losses element by element. */
export interface DomainOptions {
  /** Default `magnitude`. */
  readonly domain?: LossDomain;
}

/** Added to the mean square before its root is taken: the root's slope is infinite at 0. */
const rootGuard = 1e-6;

/** √(mean (estimate − target)² + 1e-6): a scalar, 0.001 for a perfect estimate. */
export function rmseLoss(estimate: Value, target: Value): Value {
  return sqrt(add(mseLoss(estimate, target), rootGuard));
}

/** The mean absolute difference. */
export function l1LossOf(options: DomainOptions = {}): TargetLoss {
  return targetLoss('l1', (input) => meanFrom(abs(difference(input, options)), 2));
}

/** The mean squared difference. */
export function l2LossOf(options: DomainOptions = {}): TargetLoss {
  return targetLoss('l2', (input) => {
    const error = difference(input, options);
    return meanFrom(mul(error, error), 2);
  });
}

/** The root of the mean squared difference of a whole batch, in the unit of the signals; see {@link rmseLoss}. */
export function rmseLossOf(options: DomainOptions = {}): Loss {
  return {
    name: 'rmse',
    build(input) {
      const error = difference(input, options);
      return sqrt(add(reduceMean(mul(error, error)), rootGuard));
    },
  };
}

function difference({ estimate, target }: LossInput, { domain = 'magnitude' }: DomainOptions): Value {
  return sub(estimate[domain](), target[domain]());
}
