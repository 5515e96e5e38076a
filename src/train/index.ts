/**
 * Training: from a model, a loss and an optimizer to a step that can be run, saved and restored. Stands on graphs, layers
 * and engines; knows no datasets, files or hosts.
 */

export { type Average, type AverageOptions, createAverage } from './average.ts';
export { recomputeSegments, type Segments } from './checkpointing.ts';
export { type ClipOptions, clipScale, clipValues, gradientNorm } from './clip.ts';
export { NonFiniteError, type NonFiniteValue } from './diagnose.ts';
export type { ParameterGroup } from './groups.ts';
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
export { decodeTrainingState, type EncodedTrainingState, encodeTrainingState } from './state-files.ts';
export {
  buildStepGraph,
  type Inputs,
  type LossTerms,
  type StepGraph,
  type StepGraphOptions,
  type StepModel,
} from './step-graph.ts';
export type { TrainingProgress, TrainingState } from './training-state.ts';
export {
  createTrainingStep,
  type StepResult,
  type TrainingStep,
  type TrainingStepOptions,
} from './training-step.ts';
export { checkWeights } from './weights.ts';
