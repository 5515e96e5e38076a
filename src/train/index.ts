/**
 * Training: from a model, a loss and an optimizer to a step that can be run, saved and restored. Stands on graphs, layers
 * and engines; knows no datasets, files or hosts.
 */

export { type AdamOptions, adam, adamW } from './optimizers/adam.ts';
export type { Optimizer, ParameterArrays, UpdateStep } from './optimizers/optimizer.ts';
export { type RmsPropOptions, rmsProp } from './optimizers/rms-prop.ts';
export { type SgdOptions, sgd } from './optimizers/sgd.ts';
export {
  constantRate,
  cosine,
  inSequence,
  type PlateauOptions,
  type PlateauSchedule,
  plateau,
  product,
  type Schedule,
  stepEvery,
  stepsAt,
  warmUp,
} from './schedule.ts';
export { createScheduler, type PlateauState, type Scheduler, type SchedulerState } from './scheduler.ts';
