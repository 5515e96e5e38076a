/**
 * The trainer: epochs over batches, validation after each, the learning rate lowered on plateaus, an end where nothing gets better, checkpoints. It knows
 * neither files nor hosts; a model, loaders and callbacks are handed to it. Where a run stands is data, so that stopping and going on equals never stopping.
 */

import type { Batch } from '../datasets/index.ts';
import type { ModelSignals } from '../models/index.ts';
import { ArgumentError } from '../util/index.ts';
import { configuredLoss, configuredOptimizer } from './config/config-model.ts';
import type { TrainingParams } from './config/keys-training.ts';
import { NonFiniteError } from './diagnose.ts';
import { judgeEpoch, plateauOf } from './early-stop.ts';
import type { Loss } from './losses/loss.ts';
import { createRunClock, type RunClock } from './run-clock.ts';
import { joinLogs, type RunLog } from './run-log.ts';
import type { RunProgress, RunResult, RunTrainingOptions } from './run-options.ts';
import { type RunPrecision, runPrecision } from './run-precision.ts';
import { type EpochRecord, type RunPosition, runStart } from './run-state.ts';
import { warmUp } from './schedule.ts';
import { createTrainingStep, type TrainingStep } from './training-step.ts';
import { createValidator, type ValidationResult, type Validator } from './validator.ts';

/**
 * Trains a model to the end of `params.max_epochs` or until nothing gets better. Throws ArgumentError where loaders and model do not fit, or a state of another model is to be gone on from;
 * NonFiniteError after too many steps in a row that were not finite; the signal's reason when it is aborted, after a last checkpoint.
 *
 * @example
 * const { best } = await runTraining({ engine, model, params: config.training_params, train: loader, validation });
 */
export async function runTraining(options: RunTrainingOptions): Promise<RunResult> {
  checkFit(options);
  const { model, engine, params, train, validation } = options;
  const loss = options.loss ?? configuredLoss(params);
  options.signal?.throwIfAborted();
  const precision = runPrecision(engine, params);
  const step = await createStep(options, { loss, precision });
  let validator: Validator | undefined;
  try {
    if (options.resume !== undefined) step.restore(options.resume.training);
    if (validation !== undefined) {
      validator = await createValidator(model, { engine, loss, batchSize: validation.batchSize });
    }
    const run: Run = {
      options,
      step,
      validator,
      learningRate: (options.optimizer ?? configuredOptimizer(params)).learningRate,
      log: joinLogs(options.logs ?? []),
      clock: createRunClock(train.batchSize),
      position: options.resume?.position ?? runStart,
    };
    if (precision.note !== undefined) await tellNote(run, precision.note);
    // A run that was over goes on where it was given more epochs.
    if (run.position.end === 'epochs') advance(run, { end: null });
    while (run.position.end === null && run.position.epoch < params.max_epochs) await oneEpoch(run);
    const { end, history, skippedCount } = run.position;
    return {
      end: end ?? 'epochs',
      history,
      best: history.findLast(({ isBest }) => isBest),
      skippedCount,
      notes: precision.note === undefined ? [] : [precision.note],
      state: { training: step.state(), position: { ...run.position, end: end ?? 'epochs' } },
    };
  } finally {
    await step.dispose();
    await validator?.dispose();
  }
}

/** A run at work. */
interface Run {
  readonly options: RunTrainingOptions;
  readonly step: TrainingStep;
  readonly validator: Validator | undefined;
  /** Of the optimizer, before all schedules. */
  readonly learningRate: number;
  readonly log: RunLog;
  readonly clock: RunClock;
  position: RunPosition;
}

async function createStep(
  options: RunTrainingOptions,
  { loss, precision }: { readonly loss: Loss; readonly precision: RunPrecision },
): Promise<TrainingStep> {
  const { engine, model, params, train, weights } = options;
  const { channels, samples, targets } = model.shape;
  const { batchSize } = train;
  return await createTrainingStep<ModelSignals>({
    engine,
    inputs: {
      mixture: { dtype: 'float32', shape: [batchSize, channels, samples] },
      targets: { dtype: 'float32', shape: [batchSize, targets.length, channels, samples] },
    },
    model: (scope, inputs) => model.buildTraining(scope, inputs.mixture!, inputs.targets!),
    loss: (signals) => loss.build(signals),
    optimizer: options.optimizer ?? configuredOptimizer(params),
    seed: params.seed,
    mixedPrecision: precision.isMixed,
    accumulate: params.accumulation,
    epochSchedule: plateauOf(params),
    ...(weights === undefined ? {} : { weights }),
    ...(params.clip_grad ? { clip: { norm: params.max_grad_norm } } : {}),
    ...(params.average_decay > 0
      ? { average: { decay: params.average_decay, start: 'unbiased' as const } }
      : {}),
    ...(params.warmup_steps > 0 ? { schedule: warmUp(params.warmup_steps) } : {}),
  });
}

async function oneEpoch(run: Run): Promise<void> {
  const { train, signal } = run.options;
  const options = { from: run.position.batch, ...(signal === undefined ? {} : { signal }) };
  try {
    run.clock.restart();
    for await (const batch of train.epoch(run.position.epoch, options)) await oneStep(run, batch);
    await endEpoch(run);
  } catch (error) {
    // Between two steps everything is in order: what was done is kept.
    if (signal?.aborted) await keepLatest(run);
    throw error;
  }
}

async function oneStep(run: Run, batch: Batch): Promise<void> {
  const { params, train } = run.options;
  const { mixture, targets } = batch;
  let loss = Number.NaN;
  try {
    const result = await run.step.run({ mixture, targets });
    loss = result.loss;
    if (result.lossScale !== undefined) {
      await run.log.scalar('loss_scale/iter', result.lossScale, run.position.stepCount + 1);
    }
    if (result.gradientNorm !== undefined) {
      await run.log.scalar('gradient_norm/iter', result.gradientNorm, run.position.stepCount + 1);
    }
  } catch (error) {
    if (!(error instanceof NonFiniteError) || run.position.skippedInRow >= params.max_skipped_steps) {
      throw error;
    }
  }
  const isSkipped = Number.isNaN(loss);
  const { stepCount, skippedCount, skippedInRow, lossSum, lossCount } = run.position;
  advance(run, {
    batch: batch.index + 1,
    stepCount: stepCount + 1,
    ...(isSkipped
      ? { skippedCount: skippedCount + 1, skippedInRow: skippedInRow + 1 }
      : { skippedInRow: 0, lossSum: lossSum + loss, lossCount: lossCount + 1 }),
  });
  run.clock.step();
  if (!isSkipped) await run.log.scalar('loss/iter/train', loss, run.position.stepCount);
  tell(run, { stage: 'train', batch: batch.index + 1, batchCount: train.batchesPerEpoch, loss });
  const every = params.checkpoint_steps;
  const isLast = batch.index + 1 === train.batchesPerEpoch;
  if (every > 0 && run.position.stepCount % every === 0 && !isLast) await keepLatest(run);
  run.options.signal?.throwIfAborted();
}

async function endEpoch(run: Run): Promise<void> {
  const { params } = run.options;
  const validation = await validate(run);
  const { lossSum, lossCount, epoch } = run.position;
  const trainLoss = lossSum / lossCount;
  const metric = monitored(params, trainLoss, validation);
  const verdict = judgeEpoch(metric, run.position, params);
  run.step.endEpoch(metric);
  const record: EpochRecord = {
    epoch: epoch + 1,
    trainLoss,
    validation:
      validation === undefined
        ? null
        : { loss: validation.loss, siSdr: validation.siSdr, mixtureSiSdr: validation.mixtureSiSdr },
    learningRate: run.learningRate * run.step.rateFactor,
    isBest: verdict.isBest,
  };
  const { best, badEpochs, plateaus, isOver } = verdict;
  advance(run, {
    epoch: epoch + 1,
    batch: 0,
    lossSum: 0,
    lossCount: 0,
    best,
    badEpochs,
    plateaus,
    end: isOver ? 'plateau' : epoch + 1 >= params.max_epochs ? 'epochs' : null,
    history: [...run.position.history, record],
  });
  // The best first: who is killed between the two trains the epoch's end again and writes the same best again.
  if (record.isBest) {
    await run.options.onCheckpoint?.({ kind: 'best', weights: weightsOf(run.step), record });
  }
  await keepLatest(run);
  await logEpoch(run, record, validation);
  await run.log.epoch?.(record);
  run.options.onEpoch?.(record);
}

async function validate(run: Run): Promise<ValidationResult | undefined> {
  const { validation, signal } = run.options;
  if (validation === undefined || run.validator === undefined) return undefined;
  const begun = performance.now();
  const result = await run.validator.validate(validation, weightsOf(run.step), {
    keep: isViewed(run, run.position.epoch + 1) ? (run.options.view?.num_images ?? 1) : 0,
    signal,
    onBatch: (batch, batchCount) => tell(run, { stage: 'validate', batch, batchCount, loss: Number.NaN }),
  });
  run.clock.validated(performance.now() - begun);
  return result;
}

function monitored(
  { monitor }: TrainingParams,
  trainLoss: number,
  validation: ValidationResult | undefined,
): number {
  const metric =
    validation === undefined ? trainLoss : monitor === 'loss' ? validation.loss : validation.siSdr;
  if (metric !== null && Number.isFinite(metric)) return metric;
  throw new ArgumentError({
    place: `${monitor} of ${validation === undefined ? 'training' : 'the validation'}`,
    expected: 'a number to compare epochs by',
    got: metric === null ? 'excerpts whose targets are all silent' : String(metric),
    remedy:
      metric === null
        ? 'Validate on tracks in which the targets sound, or monitor the loss'
        : 'Lower the learning rate, or go on from the last checkpoint with another criterion',
  });
}

async function logEpoch(
  run: Run,
  record: EpochRecord,
  validation: ValidationResult | undefined,
): Promise<void> {
  const { epoch } = record;
  const { log, step } = run;
  const scalars: readonly (readonly [string, number | null | undefined])[] = [
    ['loss/epoch/train', record.trainLoss],
    ['loss/epoch/valid', validation?.loss],
    ['si_sdr/epoch/valid', validation?.siSdr],
    ['si_sdr/epoch/mixture', validation?.mixtureSiSdr],
    ['learning_rate/epoch', record.learningRate],
  ];
  for (const [tag, value] of scalars) {
    if (value !== null && value !== undefined) await log.scalar(tag, value, epoch);
  }
  if (!isViewed(run, epoch)) return;
  const { view_weights, view_gradient } = run.options.view ?? {};
  if (view_weights) {
    for (const [name, { dtype, data }] of step.weights) {
      if (dtype === 'float32') await log.histogram(`weights/${name}`, data as Float32Array, epoch);
    }
  }
  if (view_gradient) {
    for (const [name, { data }] of step.gradients) await log.histogram(`gradients/${name}`, data, epoch);
  }
  if (validation !== undefined) await log.excerpts?.(validation.excerpts, epoch);
}

/** Whether this epoch's histograms and excerpts are shown: the first, the last, and every so many. */
function isViewed({ options }: Run, epoch: number): boolean {
  const { view, params, logs = [] } = options;
  if (view === undefined || logs.length === 0) return false;
  return epoch === 1 || epoch === params.max_epochs || epoch % (view.save_frequency ?? 5) === 0;
}

async function keepLatest({ options, step, position }: Run): Promise<void> {
  if (options.onCheckpoint === undefined) return;
  await options.onCheckpoint({ kind: 'latest', state: { training: step.state(), position } });
}

async function tellNote({ options, log }: Run, note: string): Promise<void> {
  await log.note?.(note);
  options.onNote?.(note);
}

function weightsOf(step: TrainingStep): TrainingStep['weights'] {
  return step.averagedWeights ?? step.weights;
}

function advance(run: Run, changes: Partial<RunPosition>): void {
  run.position = { ...run.position, ...changes };
}

function tell(run: Run, now: Pick<RunProgress, 'stage' | 'batch' | 'batchCount' | 'loss'>): void {
  const { options, position, clock } = run;
  if (options.onProgress === undefined) return;
  const { params, train } = options;
  const epochsLeft = params.max_epochs - position.epoch;
  options.onProgress({
    ...now,
    epoch: position.epoch + 1,
    maxEpochs: params.max_epochs,
    meanLoss: position.lossSum / position.lossCount,
    skippedCount: position.skippedCount,
    ...clock.speed({
      batches: epochsLeft * train.batchesPerEpoch - position.batch,
      validations: epochsLeft,
    }),
  });
}

function checkFit({ model, params, train, validation }: RunTrainingOptions): void {
  const wanted = describeShape({
    sampleRate: model.sampleRate,
    channelCount: model.shape.channels,
    lengthSamples: model.shape.samples,
    targets: model.shape.targets,
  });
  for (const [name, loader] of [['train', train] as const, ['validation', validation] as const]) {
    if (loader === undefined || describeShape(loader.shape) === wanted) continue;
    throw new ArgumentError({
      place: name,
      expected: `batches of what the model takes: ${wanted}`,
      got: describeShape(loader.shape),
      remedy: "Give the loader the model's targets, channels, rate and length",
    });
  }
  if (params.monitor === 'loss' || validation !== undefined) return;
  throw new ArgumentError({
    place: 'monitor',
    expected: 'loss, where there is no validation',
    got: params.monitor,
    remedy: 'Monitor the loss, or give tracks for validation',
  });
}

function describeShape(shape: RunTrainingOptions['train']['shape']): string {
  const { sampleRate, channelCount, lengthSamples, targets } = shape;
  return `${targets.join(', ')}; ${channelCount} × ${lengthSamples} samples at ${sampleRate} Hz`;
}
