/**
 * When to lower the learning rate and when to stop. One rule for both: after `stop_patience` epochs in which nothing got better by `min_delta` the rate is lowered and
 * patience begins anew; where that would happen for the `max_lr_steps`-th time, training is over.
 */

import type { TrainingParams } from './config/keys-training.ts';
import type { RunPosition } from './run-state.ts';
import { type PlateauSchedule, plateau } from './schedule.ts';

/** What an epoch's validation means for the run. */
export interface Verdict {
  readonly isBest: boolean;
  readonly isOver: boolean;
  readonly best: number;
  readonly badEpochs: number;
  readonly plateaus: number;
}

/** Judges `metric`, what is monitored, after the epochs so far. */
export function judgeEpoch(
  metric: number,
  { best, badEpochs, plateaus }: Pick<RunPosition, 'best' | 'badEpochs' | 'plateaus'>,
  params: TrainingParams,
): Verdict {
  const gain = best === null ? Number.POSITIVE_INFINITY : direction(params) * (metric - best);
  // As the plateau schedule has it: more than the difference, strictly.
  if (gain > params.min_delta) {
    return { isBest: true, isOver: false, best: metric, badEpochs: 0, plateaus };
  }
  const ran = badEpochs + 1 === params.stop_patience;
  const count = plateaus + (ran ? 1 : 0);
  return {
    isBest: false,
    isOver: count >= params.max_lr_steps,
    best: best!,
    badEpochs: ran ? 0 : badEpochs + 1,
    plateaus: count,
  };
}

/** The schedule that lowers the rate by the same rule. */
export function plateauOf(params: TrainingParams): PlateauSchedule {
  return plateau({
    mode: params.monitor === 'loss' ? 'min' : 'max',
    factor: params.lr_factor,
    // A plateau waits for one tick more than its patience.
    patience: params.stop_patience - 1,
    threshold: params.min_delta,
    thresholdMode: 'absolute',
  });
}

function direction({ monitor }: TrainingParams): 1 | -1 {
  return monitor === 'loss' ? -1 : 1;
}
