/**
 * Training: from a model, a loss and an optimizer to a step that can be run, saved and restored. Stands on graphs, layers
 * and engines; knows no datasets, files or hosts.
 */

export { type Average, type AverageOptions, createAverage } from './average.ts';
export { recomputeSegments, type Segments } from './checkpointing.ts';
export { type ClipOptions, clipScale, clipValues, gradientNorm } from './clip.ts';
export {
  configKeys,
  configTemplate,
  editConfig,
  formatConfig,
  parseConfig,
  type TrainingConfig,
} from './config/config.ts';
export {
  configuredAugment,
  configuredLoss,
  configuredModel,
  configuredOptimizer,
} from './config/config-model.ts';
export type { ConfigKey, KeyKind } from './config/key.ts';
export {
  fixedKeys,
  type SectionKey,
  type SectionName,
  sectionNames,
} from './config/keys.ts';
export type { DatasetParams } from './config/keys-dataset.ts';
export type { TrainingParams } from './config/keys-training.ts';
export type { VisualizerParams } from './config/keys-visualizer.ts';
export { NonFiniteError, type NonFiniteValue } from './diagnose.ts';
export type { ParameterGroup } from './groups.ts';
export type { LossScaleOptions, LossScaleState } from './loss-scaler.ts';
export {
  type ComponentSignals,
  type ComponentWeights,
  componentLoss,
  componentLossOf,
} from './losses/component.ts';
export {
  type DomainOptions,
  type LossDomain,
  l1LossOf,
  l2LossOf,
  rmseLoss,
  rmseLossOf,
} from './losses/elementwise.ts';
export { type KlDivergenceOptions, klDivergenceLoss, klDivLoss } from './losses/kl-divergence.ts';
export {
  type Criterion,
  type CriterionTerm,
  createCriterion,
  findLoss,
  type LossDefinition,
  losses,
} from './losses/list.ts';
export type { Loss, LossInput, LossSignal } from './losses/loss.ts';
export { type IdealMask, idealMask, type MaskLossOptions, maskLossOf } from './losses/mask.ts';
export {
  type MultiResolutionOptions,
  multiResolutionStftLoss,
  multiResolutionStftLossOf,
  type StftResolution,
  stftResolutions,
} from './losses/multi-resolution-stft.ts';
export { permutationInvariant } from './losses/permutation-invariant.ts';
export { isTargetLoss, type TargetLoss } from './losses/reduce.ts';
export { type LossWaveforms, waveformLossInput } from './losses/signal.ts';
export {
  type SiSdrOptions,
  type SnrOptions,
  siSdrLoss,
  siSdrLossOf,
  snrLoss,
  snrLossOf,
} from './losses/signal-ratio.ts';
export { sumLosses, type WeightedLoss } from './losses/weighted-sum.ts';
export { type AdamOptions, adam, adamW } from './optimizers/adam.ts';
export type { Optimizer, ParameterArrays, UpdateStep } from './optimizers/optimizer.ts';
export { type RmsPropOptions, rmsProp } from './optimizers/rms-prop.ts';
export { type SgdOptions, sgd } from './optimizers/sgd.ts';
export {
  decodeRun,
  encodeContent,
  type FileContent,
  runContent,
  type SavedRun,
  weightsContent,
} from './run-file.ts';
export { joinLogs, type LogImage, type LogPicture, type RunExcerpt, type RunLog } from './run-log.ts';
export type { RunCheckpoint, RunProgress, RunResult, RunTrainingOptions } from './run-options.ts';
export {
  checkPosition,
  type EpochRecord,
  type RunEnd,
  type RunPosition,
  type RunState,
  type ValidationRecord,
} from './run-state.ts';
export { checkSameModel } from './same-model.ts';
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
export { createEventRecords, type EventRecords, eventFileName } from './tensorboard/event-file.ts';
export { runTraining } from './trainer.ts';
export type { TrainingProgress, TrainingState } from './training-state.ts';
export {
  createTrainingStep,
  type StepResult,
  type TrainingStep,
  type TrainingStepOptions,
} from './training-step.ts';
export { checkWeights } from './weights.ts';
