/**
 * One training step, made by one call: forward, loss and backward are compiled as one graph; the optimizer, accumulation,
 * clipping, averages and schedules work on what it gives. Sits between a model and the loop that feeds it batches.
 */

import type { Graph } from '../graph/index.ts';
import { initialize, seedInputName } from '../nn/index.ts';
import type { CompileOptions, Engine, Program, Tensors } from '../runtime/index.ts';
import { floatTensor, intTensor, type Tensor } from '../tensor/index.ts';
import { checkInteger, checkNumber } from '../util/index.ts';
import { type AverageOptions, copyInto, copyTensors, createAverage } from './average.ts';
import type { Segments } from './checkpointing.ts';
import { type ClipOptions, clipScale, clipValues, gradientNorm } from './clip.ts';
import { findNonFinite, NonFiniteError } from './diagnose.ts';
import { groupOf, type ParameterGroup, settingsOf } from './groups.ts';
import { createLossScaler, type LossScaleOptions } from './loss-scaler.ts';
import { type TrainedParameter, trainParameters, updateParameters } from './optimizer-state.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import { restoreState, type StepMemory, snapshot } from './restore.ts';
import type { Schedule } from './schedule.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { buildStepGraph, lossOutput, lossScaleInput, type StepGraph, type StepModel } from './step-graph.ts';
import type { TrainingState } from './training-state.ts';
import { checkWeights } from './weights.ts';

/** What {@link createTrainingStep} makes a step of. */
export interface TrainingStepOptions<Outputs> extends StepModel<Outputs> {
  readonly engine: Engine;
  readonly optimizer: Optimizer;
  /** Other settings for parameters by name. Default: none. */
  readonly groups?: readonly ParameterGroup[];
  /** Weights and buffers to begin with, by name, all of them; they are copied. Default: drawn by `seed`. */
  readonly weights?: Iterable<readonly [string, Tensor]>;
  /** Of the first weights and of dropout. Default 0. */
  readonly seed?: number;
  /** Bounds of the gradients, after accumulation. Default: none. */
  readonly clip?: ClipOptions;
  /** Batches whose mean gradient makes one update. Default 1. */
  readonly accumulate?: number;
  /** Keep a moving average of all weights and buffers. Default: none. */
  readonly average?: AverageOptions;
  /** Multiplies learning rates, one tick per update. Default: constant. */
  readonly schedule?: Schedule;
  /** Multiplies learning rates as well, one tick per {@link TrainingStep.endEpoch}. Default: constant. */
  readonly epochSchedule?: Schedule;
  /**
   * Scopes whose inner values are computed again in the backward pass and not kept: less memory for about a third more
   * time. Default: none.
   */
  readonly recompute?: Segments;
  /**
   * Products in float16, all else and the weights in float32, with a loss that is scaled so that gradients keep within what halves
   * can hold. `true`: as PyTorch scales it. Worth it where `engine.capabilities.precisions` has float16; processors compute the same
   * numbers, slower. Default false.
   */
  readonly mixedPrecision?: boolean | LossScaleOptions;
  /** Passed on to the engine. */
  readonly compile?: Pick<CompileOptions, 'memory' | 'profile' | 'signal'>;
}

/** What came of one batch. */
export interface StepResult {
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** Whether the weights changed; with accumulation only every so many batches. */
  readonly updated: boolean;
  /** Norm of all gradients before clipping; only where an update clips by norm. */
  readonly gradientNorm?: number;
  /** In mixed precision: what the loss was multiplied by to take gradients. */
  readonly lossScale?: number;
  /** In mixed precision: a gradient left the range of halves, so nothing was changed but the scale, which is smaller now. */
  readonly overflowed?: boolean;
}

/** A compiled step with its weights. */
export interface TrainingStep {
  readonly graph: Graph;
  /** Weights and buffers by name, live: they change with every step. */
  readonly weights: ReadonlyMap<string, Tensor>;
  /**
   * Gradients of the trained parameters by name, live: those of the last batch, or the sums of the batches accumulated so far; before clipping by norm, after
   * clipping by value.
   */
  readonly gradients: ReadonlyMap<string, Tensor<'float32'>>;
  /** Averaged weights and buffers by name, live; absent without `average`. */
  readonly averagedWeights: ReadonlyMap<string, Tensor> | undefined;
  /** What learning rates are multiplied by now. */
  readonly rateFactor: number;
  readonly updateCount: number;
  readonly program: Program;
  /**
   * Trains on one batch: tensors by the names of `inputs`. Throws ArgumentError where they do not fit, and
   * {@link NonFiniteError}, naming the first value that went wrong, where loss or gradient norm is not finite; weights and
   * buffers are then as before the step.
   */
  run(batch: Tensors): Promise<StepResult>;
  /** One tick of the epoch schedule; plateaus want the validation loss. */
  endEpoch(metric?: number): void;
  /** A snapshot of everything, between two steps. */
  state(): TrainingState;
  /** Goes on from a snapshot. Throws ArgumentError where it is of another model, optimizer or schedule. */
  restore(state: TrainingState): void;
  /** Frees the program. */
  dispose(): Promise<void>;
}

/**
 * Builds and compiles a step. Throws ArgumentError, naming layer or parameter, where shapes, weights or settings do not fit.
 *
 * @example
 * const step = await createTrainingStep({
 *   engine,
 *   inputs: { x: { dtype: 'float32', shape: [8, 2] }, y: { dtype: 'float32', shape: [8, 1] } },
 *   model: (scope, { x }) => linear(scope, x, { outFeatures: 1 }),
 *   loss: (estimate, { y }) => reduceMean(pow(sub(estimate, y), 2)),
 *   optimizer: adam({ learningRate: 1e-2 }),
 * });
 * const { loss } = await step.run({ x, y });
 */
export async function createTrainingStep<Outputs>(
  options: TrainingStepOptions<Outputs>,
): Promise<TrainingStep> {
  const { engine, optimizer, groups = [] } = options;
  const accumulate = checkInteger('accumulate', options.accumulate ?? 1, { min: 1 });
  const clip = checkClip(options.clip ?? {});
  const seed = checkInteger('seed', options.seed ?? 0);
  const built = buildStepGraph(options, {
    isTrained: (name) => groupOf(groups, name)?.frozen !== true,
    recompute: options.recompute,
    mixedPrecision: isMixed(options),
  });
  const memory = createMemory(built, { ...options, groups, seed });
  const program = await engine.compile(built.graph, { purpose: 'training', ...options.compile });

  /** Gradients of the batches after the first of an update; they are added to those of the first. */
  const later = accumulate === 1 ? undefined : gradientTargets(built, memory.trained, (t) => zerosLike(t));
  const first = gradientTargets(built, memory.trained, (t) => t);

  /** Inputs of which nothing is computed, or of which the shape alone is read. */
  const unused = Object.keys(options.inputs).filter((name) => !built.graph.inputs.has(name));

  async function run(batch: Tensors): Promise<StepResult> {
    const scale = memory.scaler?.scale;
    const feeds = {
      ...without(batch, unused),
      ...memory.feeds,
      ...seedFeed(built.graph, memory.seed + memory.counts.batch),
      ...(scale === undefined ? {} : { [lossScaleInput]: floatTensor([], [scale]) }),
    };
    const fresh = memory.counts.accumulated > 0 && later !== undefined ? later : first;
    const results = await program.run(feeds, { outputs: fresh });
    const loss = first32(results[lossOutput]!);
    const fail = async (what: string, value: number): Promise<never> => {
      throw new NonFiniteError(what, {
        value,
        first: await findNonFinite(engine, { graph: built.graph, feeds }),
      });
    };
    if (!Number.isFinite(loss)) return fail('loss', loss);
    const isLast = memory.counts.accumulated + 1 === accumulate;
    if (fresh === later) addGradients(first, later);
    const whole = isLast && memory.scaler !== undefined ? meanNorm() : 0;
    if (!Number.isFinite(whole)) {
      memory.counts.accumulated = 0;
      if (!memory.scaler!.overflowed()) return fail('gradient norm', whole);
      memory.counts.batch++;
      return { loss, metrics: metricsOf(results), updated: false, lossScale: scale!, overflowed: true };
    }
    const norm = isLast && clip.norm !== undefined ? clippedNorm() : undefined;
    if (norm !== undefined && !Number.isFinite(norm)) {
      memory.counts.accumulated = 0;
      return fail('gradient norm', norm);
    }
    for (const [name, output] of built.updateOutputs) copyInto(memory.weights.get(name)!, results[output]!);
    memory.counts.batch++;
    memory.counts.accumulated = isLast ? 0 : memory.counts.accumulated + 1;
    if (isLast) update(norm);
    return {
      loss,
      metrics: metricsOf(results),
      updated: isLast,
      ...(norm === undefined ? {} : { gradientNorm: norm }),
      ...(scale === undefined ? {} : { lossScale: scale, overflowed: false }),
    };
  }

  function metricsOf(results: Tensors): Readonly<Record<string, number>> {
    return Object.fromEntries(
      [...built.metricOutputs].map(([name, output]) => [name, first32(results[output]!)]),
    );
  }

  function clippedNorm(): number {
    clipByValue();
    return meanNorm();
  }

  /** Of the mean gradients of all batches of an update. */
  function meanNorm(): number {
    return gradientNorm(
      memory.trained.map(({ gradient }) => gradient.data),
      1 / accumulate,
    );
  }

  function clipByValue(): void {
    if (clip.value === undefined) return;
    for (const { gradient } of memory.trained) clipValues(gradient.data, clip.value * accumulate);
  }

  function update(norm: number | undefined): void {
    if (norm === undefined) clipByValue();
    const scale = norm === undefined ? 1 : clipScale(norm, clip.norm!);
    memory.counts.update++;
    updateParameters(optimizer, memory.trained, {
      count: memory.counts.update,
      rateFactor: rateFactor(memory),
      gradientScale: scale / accumulate,
    });
    memory.average?.update(memory.weights);
    memory.schedule?.advance();
    memory.scaler?.succeeded();
  }

  return {
    graph: built.graph,
    program,
    weights: memory.weights,
    gradients: new Map(memory.trained.map(({ name, gradient }) => [name, gradient])),
    averagedWeights: memory.average?.tensors,
    get rateFactor() {
      return rateFactor(memory);
    },
    get updateCount() {
      return memory.counts.update;
    },
    run,
    endEpoch: (metric) => memory.epochSchedule?.advance(metric),
    state: () => snapshot(memory),
    restore: (state) => restoreState(memory, state),
    dispose: () => program.dispose(),
  };
}

function createMemory(
  built: StepGraph,
  options: Omit<TrainingStepOptions<unknown>, keyof StepModel<unknown>> & {
    readonly groups: readonly ParameterGroup[];
    readonly seed: number;
  },
): StepMemory {
  const { optimizer, seed } = options;
  const weights =
    options.weights === undefined
      ? initialize(built.parameters, seed)
      : copyTensors(checkWeights(options.weights, built.parameters, 'weights'));
  const names = { trained: [...built.gradientOutputs.keys()], all: [...built.parameters.keys()] };
  const settings = settingsOf(names, { optimizer, groups: options.groups });
  const trained = trainParameters(
    optimizer,
    names.trained.map((name) => ({
      name,
      weights: weights.get(name) as Tensor<'float32'>,
      settings: settings.get(name)!,
    })),
  );
  for (const parameter of trained) weights.set(parameter.name, parameter.weights);
  return {
    weights,
    feeds: Object.fromEntries([...weights].filter(([name]) => built.graph.parameters.has(name))),
    trained,
    optimizer,
    seed,
    average: options.average === undefined ? undefined : createAverage(weights, options.average),
    schedule: schedulerOf(options.schedule),
    epochSchedule: schedulerOf(options.epochSchedule),
    scaler: isMixed(options) ? createLossScaler(lossScaleOf(options)) : undefined,
    counts: { batch: 0, update: 0, accumulated: 0 },
  };
}

type Precision = Pick<TrainingStepOptions<unknown>, 'mixedPrecision'>;

function isMixed({ mixedPrecision = false }: Precision): boolean {
  return mixedPrecision !== false;
}

function lossScaleOf({ mixedPrecision }: Precision): LossScaleOptions {
  return typeof mixedPrecision === 'object' ? mixedPrecision : {};
}

function schedulerOf(schedule: Schedule | undefined): Scheduler | undefined {
  return schedule === undefined ? undefined : createScheduler(schedule);
}

function rateFactor({ schedule, epochSchedule }: StepMemory): number {
  return (schedule?.factor ?? 1) * (epochSchedule?.factor ?? 1);
}

/** Where the program writes gradients, by the names of its outputs. */
function gradientTargets(
  { gradientOutputs }: StepGraph,
  trained: readonly TrainedParameter[],
  target: (gradient: Tensor<'float32'>) => Tensor<'float32'>,
): Record<string, Tensor<'float32'>> {
  return Object.fromEntries(
    trained.map(({ name, gradient }) => [gradientOutputs.get(name)!, target(gradient)]),
  );
}

function addGradients(
  sums: Readonly<Record<string, Tensor<'float32'>>>,
  fresh: Readonly<Record<string, Tensor<'float32'>>>,
): void {
  for (const [name, { data }] of Object.entries(sums)) {
    const added = fresh[name]!.data;
    for (let i = 0; i < data.length; i++) data[i]! += added[i]!;
  }
}

function without(batch: Tensors, names: readonly string[]): Tensors {
  return Object.fromEntries(Object.entries(batch).filter(([name]) => !names.includes(name)));
}

/** Dropout draws from a counter: the seed, moved on by every batch. */
function seedFeed(graph: Graph, seed: number): Tensors {
  return graph.inputs.has(seedInputName) ? { [seedInputName]: intTensor([], [seed]) } : {};
}

function checkClip(clip: ClipOptions): ClipOptions {
  if (clip.norm !== undefined) checkNumber('clip.norm', clip.norm, { above: 0 });
  if (clip.value !== undefined) checkNumber('clip.value', clip.value, { above: 0 });
  return clip;
}

function zerosLike({ dtype, shape, data }: Tensor<'float32'>): Tensor<'float32'> {
  return { dtype, shape, data: new Float32Array(data.length) };
}

function first32({ data }: Tensor): number {
  return Number(data[0]);
}
