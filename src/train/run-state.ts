/**
 * Where a run stands: everything beside the training step's own state that going on needs. Plain data; JSON keeps its numbers bit for bit. No clock
 * is in it, so that a run that was interrupted ends with the same bytes as one that was not.
 */

import { describe, FormatError } from '../util/index.ts';
import type { TrainingState } from './training-state.ts';

/** What an epoch came to. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Mean over the epoch's batches. */
  readonly trainLoss: number;
  /** `null` without validation. */
  readonly validation: ValidationRecord | null;
  /** Learning rate at the end of the epoch. */
  readonly learningRate: number;
  /** Whether it was the best so far. */
  readonly isBest: boolean;
}

/** What validation came to: means over all its excerpts. */
export interface ValidationRecord {
  readonly loss: number;
  /** Decibels, over those excerpts whose target is not silent; `null` where all are. */
  readonly siSdr: number | null;
  /** What the untouched mixture reaches as an estimate. */
  readonly mixtureSiSdr: number | null;
}

/** Why a run is over. */
export type RunEnd = 'epochs' | 'plateau';

/** A run's position. */
export interface RunPosition {
  readonly format: 'auralflow-run';
  readonly version: 1;
  /** Epochs that are done, validation included. */
  readonly epoch: number;
  /** Batches of the next epoch that are done. */
  readonly batch: number;
  /** Steps since the beginning, skipped ones included. */
  readonly stepCount: number;
  /** Steps left out because they were not finite: in all, and in a row until now. */
  readonly skippedCount: number;
  readonly skippedInRow: number;
  /** Of the epoch that is being trained. */
  readonly lossSum: number;
  readonly lossCount: number;
  /** Best of what is monitored; `null` before the first epoch. */
  readonly best: number | null;
  /** Epochs without getting better since the best or the last lowering of the rate. */
  readonly badEpochs: number;
  /** How often patience ran out. */
  readonly plateaus: number;
  readonly end: RunEnd | null;
  readonly history: readonly EpochRecord[];
}

/** Everything that a run can go on from. */
export interface RunState {
  readonly training: TrainingState;
  readonly position: RunPosition;
}

/** A run that has not begun. */
export const runStart: RunPosition = {
  format: 'auralflow-run',
  version: 1,
  epoch: 0,
  batch: 0,
  stepCount: 0,
  skippedCount: 0,
  skippedInRow: 0,
  lossSum: 0,
  lossCount: 0,
  best: null,
  badEpochs: 0,
  plateaus: 0,
  end: null,
  history: [],
};

/** The position that JSON.parse gave. Throws FormatError where it is none. */
export function checkPosition(value: unknown, place: string): RunPosition {
  const position = value as Partial<RunPosition> | null | undefined;
  if (position?.format !== 'auralflow-run' || position.version !== 1 || !Array.isArray(position.history)) {
    throw damaged(place, '"format": "auralflow-run" of version 1', position?.format);
  }
  for (const key of ['epoch', 'batch', 'stepCount', 'lossCount', 'badEpochs', 'plateaus'] as const) {
    if (!Number.isSafeInteger(position[key])) throw damaged(place, `an integer "${key}"`, position[key]);
  }
  return position as RunPosition;
}

function damaged(place: string, expected: string, got: unknown): FormatError {
  return new FormatError({
    place,
    expected,
    got: describe(got),
    remedy: 'The file is not a checkpoint of this toolkit, or damaged: start the run anew',
  });
}
