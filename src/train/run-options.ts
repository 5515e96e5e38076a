/** What a run is given and what it tells: the trainer's interface. */

import type { Loader } from '../datasets/index.ts';
import type { Model } from '../models/index.ts';
import type { Engine } from '../runtime/index.ts';
import type { Tensor } from '../tensor/index.ts';
import type { TrainingParams } from './config/keys-training.ts';
import type { VisualizerParams } from './config/keys-visualizer.ts';
import type { Loss } from './losses/loss.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import type { RunSpeed } from './run-clock.ts';
import type { RunLog } from './run-log.ts';
import type { EpochRecord, RunEnd, RunState } from './run-state.ts';

/** Something worth keeping. */
export type RunCheckpoint =
  | {
      /** Everything that going on needs. */
      readonly kind: 'latest';
      readonly state: RunState;
    }
  | {
      /** The best weights so far, averaged ones where there is an average; live: write or copy them now. */
      readonly kind: 'best';
      readonly weights: ReadonlyMap<string, Tensor>;
      readonly record: EpochRecord;
    };

/** How far a run is. */
export interface RunProgress extends RunSpeed {
  readonly stage: 'train' | 'validate';
  /** From 1. */
  readonly epoch: number;
  readonly maxEpochs: number;
  /** Batches of the stage that are done, and all of them. */
  readonly batch: number;
  readonly batchCount: number;
  /** Of the last batch, and the mean over the epoch so far; NaN before the first. */
  readonly loss: number;
  readonly meanLoss: number;
  readonly skippedCount: number;
}

/** What {@link runTraining} is given. */
export interface RunTrainingOptions {
  readonly engine: Engine;
  readonly model: Model;
  /** As in `training_params` of a configuration. */
  readonly params: TrainingParams;
  /** Batches of the model's shape. It stays the caller's. */
  readonly train: Loader;
  /** Of which epoch 0 is measured after every epoch. Default: none, and the training loss is monitored. */
  readonly validation?: Loader | undefined;
  /** Default: `params.criterion`. */
  readonly loss?: Loss;
  /** Default: `params.optimizer`. */
  readonly optimizer?: Optimizer;
  /** Weights to begin with. Default: drawn by `params.seed`. */
  readonly weights?: Iterable<readonly [string, Tensor]>;
  /** Where another run stopped: this one goes on bit for bit, given the same model, parameters and batches. */
  readonly resume?: RunState | undefined;
  /** All of them are told everything. They are not closed. */
  readonly logs?: readonly RunLog[];
  /** What logs are told beside numbers. Default: nothing. */
  readonly view?: Partial<VisualizerParams>;
  /** Keeps checkpoints; awaited. What it throws ends the run. */
  readonly onCheckpoint?: (checkpoint: RunCheckpoint) => void | Promise<void>;
  /** What is worth knowing of the run, told once at its beginning: in which precision it computes where a mixed one was asked for. */
  readonly onNote?: (note: string) => void;
  readonly onEpoch?: (record: EpochRecord) => void;
  readonly onProgress?: (progress: RunProgress) => void;
  /** Aborting it keeps a last checkpoint and rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** How a run ended. */
export interface RunResult {
  /** `'epochs'`: all were trained; `'plateau'`: nothing got better any more. */
  readonly end: RunEnd;
  readonly history: readonly EpochRecord[];
  /** The best of them, or `undefined` where there is none. */
  readonly best: EpochRecord | undefined;
  /** Steps left out because loss or gradient was not finite. */
  readonly skippedCount: number;
  /** What {@link RunTrainingOptions.onNote} was told. */
  readonly notes: readonly string[];
  readonly state: RunState;
}
