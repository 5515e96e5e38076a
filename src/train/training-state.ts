/**
 * Everything that a training step remembers, as tensors and plain data. Restored bit for bit, so that stopping and going on
 * equals never stopping.
 */

import type { Tensor } from '../tensor/index.ts';
import type { LossScaleState } from './loss-scaler.ts';
import type { SchedulerState } from './scheduler.ts';

/** A snapshot; its tensors are copies. */
export interface TrainingState {
  /**
   * `weights/NAME`, `optimizer/SLOT/NAME`, and where they are in use `average/NAME` and `accumulated/NAME`, with
   * parameters' full names.
   */
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly progress: TrainingProgress;
}

/** The numbers of a state. */
export interface TrainingProgress {
  readonly format: 'auralflow-training-state';
  readonly version: 1;
  /** Batches seen; also counts the random numbers of dropout. */
  readonly batchCount: number;
  /** Updates of the weights. */
  readonly updateCount: number;
  /** Batches whose gradients wait for their update. */
  readonly accumulatedCount: number;
  readonly averageCount: number;
  /** Seed of the step's random numbers. */
  readonly seed: number;
  /** The rule that the optimizer's arrays belong to, and its settings when they were saved. */
  readonly optimizer: {
    readonly name: string;
    readonly settings: Readonly<Record<string, number | boolean>>;
  };
  readonly schedule: SchedulerState | null;
  readonly epochSchedule: SchedulerState | null;
  /** In mixed precision: what the loss is multiplied by. */
  readonly lossScale?: LossScaleState;
}
