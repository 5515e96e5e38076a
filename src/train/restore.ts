/** Between a step's memory and its snapshots. */

import type { TensorType } from '../graph/index.ts';
import type { Tensors } from '../runtime/index.ts';
import type { Tensor } from '../tensor/index.ts';
import { ArgumentError } from '../util/index.ts';
import { type Average, copyInto, copyTensors } from './average.ts';
import type { LossScaler } from './loss-scaler.ts';
import type { TrainedParameter } from './optimizer-state.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import type { Scheduler } from './scheduler.ts';
import type { TrainingState } from './training-state.ts';
import { checkWeights } from './weights.ts';

/** Everything that changes while a step is used. */
export interface StepMemory {
  readonly weights: ReadonlyMap<string, Tensor>;
  /** The weights that the graph reads, as feeds. */
  readonly feeds: Tensors;
  readonly trained: readonly TrainedParameter[];
  readonly optimizer: Optimizer;
  /** Of dropout; restored. */
  seed: number;
  readonly average: Average | undefined;
  readonly schedule: Scheduler | undefined;
  readonly epochSchedule: Scheduler | undefined;
  /** In mixed precision. */
  readonly scaler: LossScaler | undefined;
  readonly counts: { batch: number; update: number; accumulated: number };
}

/** A copy of the memory. */
export function snapshot(memory: StepMemory): TrainingState {
  const { counts, optimizer, seed, average } = memory;
  return {
    tensors: copyTensors(namedTensors(memory, counts.accumulated > 0)),
    progress: {
      format: 'auralflow-training-state',
      version: 1,
      batchCount: counts.batch,
      updateCount: counts.update,
      accumulatedCount: counts.accumulated,
      averageCount: average?.count ?? 0,
      seed,
      optimizer: { name: optimizer.name, settings: optimizer.settings },
      schedule: memory.schedule?.state() ?? null,
      epochSchedule: memory.epochSchedule?.state() ?? null,
      ...(memory.scaler === undefined ? {} : { lossScale: memory.scaler.state() }),
    },
  };
}

/** Overwrites the memory with a snapshot; nothing is touched where it does not fit. */
export function restoreState(memory: StepMemory, { tensors, progress }: TrainingState): void {
  const { optimizer, counts } = memory;
  checkSame('optimizer', optimizer.name, progress.optimizer.name);
  checkSame('schedule', presence(memory.schedule), presence(progress.schedule));
  checkSame('epochSchedule', presence(memory.epochSchedule), presence(progress.epochSchedule));
  const own = namedTensors(memory, progress.accumulatedCount > 0);
  const types = new Map(
    [...own].map(([name, { dtype, shape }]): [string, TensorType] => [name, { dtype, shape }]),
  );
  const saved = checkWeights(tensors, types, 'training state');
  if (progress.schedule !== null) memory.schedule?.restore(progress.schedule);
  if (progress.epochSchedule !== null) memory.epochSchedule?.restore(progress.epochSchedule);
  // A state may come from a device of another precision: its weights are the same, and a scale finds its own size.
  if (progress.lossScale !== undefined) memory.scaler?.restore(progress.lossScale);
  const averaged = [...saved].filter(([name]) => name.startsWith('average/'));
  memory.average?.restore(
    new Map(averaged.map(([name, tensor]) => [name.slice('average/'.length), tensor])),
    progress.averageCount,
  );
  for (const [name, tensor] of own) copyInto(tensor, saved.get(name)!);
  memory.seed = progress.seed;
  counts.batch = progress.batchCount;
  counts.update = progress.updateCount;
  counts.accumulated = progress.accumulatedCount;
}

/** All tensors of the memory under the names that they are saved by. */
function namedTensors({ weights, trained, average }: StepMemory, accumulating: boolean): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (const [name, tensor] of weights) tensors.set(`weights/${name}`, tensor);
  for (const { name, slots, gradient } of trained) {
    for (const [slot, tensor] of slots) tensors.set(`optimizer/${slot}/${name}`, tensor);
    if (accumulating) tensors.set(`accumulated/${name}`, gradient);
  }
  for (const [name, tensor] of average?.tensors ?? []) tensors.set(`average/${name}`, tensor);
  return tensors;
}

function presence(schedule: unknown): string {
  return schedule === null || schedule === undefined ? 'none' : 'one';
}

function checkSame(what: string, expected: string, got: string): void {
  if (expected === got) return;
  throw new ArgumentError({
    place: `training state: ${what}`,
    expected,
    got,
    remedy: 'Restore into a step made with the settings that the state was saved with',
  });
}
