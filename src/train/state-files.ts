/** Training states as the contents of two files: one safetensors, one JSON. Where they are kept is the host's affair. */

import { decodeSafetensors, encodeSafetensors } from '../tensor/index.ts';
import { describe, FormatError } from '../util/index.ts';
import type { TrainingProgress, TrainingState } from './training-state.ts';

/** A state as the contents of two files. */
export interface EncodedTrainingState {
  /** safetensors. */
  readonly tensors: Uint8Array;
  /** JSON. */
  readonly progress: string;
}

/** The contents of the two files. */
export function encodeTrainingState(state: TrainingState): EncodedTrainingState {
  return {
    tensors: encodeSafetensors(Object.fromEntries(state.tensors)),
    progress: `${JSON.stringify(state.progress, null, 2)}\n`,
  };
}

/** The state in two files' contents. Throws FormatError where they are damaged or not a training state. */
export function decodeTrainingState(files: EncodedTrainingState): TrainingState {
  const { tensors } = decodeSafetensors(files.tensors);
  return { tensors: new Map(Object.entries(tensors)), progress: parseProgress(files.progress) };
}

function parseProgress(text: string): TrainingProgress {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw notAState('JSON', (cause as Error).message, cause);
  }
  const progress = value as Partial<TrainingProgress> | null;
  if (progress?.format !== 'auralflow-training-state') {
    throw notAState('"format": "auralflow-training-state"', describe(progress?.format));
  }
  if (progress.version !== 1) throw notAState('"version": 1', describe(progress.version));
  for (const key of ['batchCount', 'updateCount', 'accumulatedCount', 'averageCount', 'seed'] as const) {
    if (!Number.isSafeInteger(progress[key])) throw notAState(`an integer "${key}"`, describe(progress[key]));
  }
  if (typeof progress.optimizer?.name !== 'string') {
    throw notAState('the name of an optimizer', describe(progress.optimizer));
  }
  const { lossScale } = progress;
  if (lossScale !== undefined && !(lossScale?.scale >= 1 && Number.isSafeInteger(lossScale.goodCount))) {
    throw notAState('"lossScale" with a scale from 1 and a count', JSON.stringify(lossScale));
  }
  return progress as TrainingProgress;
}

function notAState(expected: string, got: string, cause?: unknown): FormatError {
  return new FormatError({
    place: 'training state',
    expected,
    got,
    remedy: 'Give the JSON that was saved beside the safetensors file, undamaged',
    cause,
  });
}
