/**
 * Checkpoints as safetensors files, the same in every host. A run's file is all that going on needs, in one file and so never half of it; a weights' file holds weights alone, by their
 * names. Where they are kept is the host's affair.
 */

import { decodeSafetensors, encodeSafetensors, type NamedTensors } from '../tensor/index.ts';
import { FormatError } from '../util/index.ts';
import type { TrainingConfig } from './config/config.ts';
import { checkPosition, type EpochRecord, type RunState } from './run-state.ts';
import { decodeTrainingState } from './state-files.ts';

/** A run that can be gone on with. */
export interface SavedRun {
  readonly state: RunState;
  /** What the run was configured with when it was saved. */
  readonly config: unknown;
}

/** What a safetensors file holds. */
export interface FileContent {
  readonly tensors: NamedTensors;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What the file of a run holds: `latest.safetensors`. */
export function runContent({
  state,
  config,
}: {
  readonly state: RunState;
  readonly config: TrainingConfig;
}): FileContent {
  const { training, position } = state;
  return {
    tensors: training.tensors,
    metadata: {
      progress: JSON.stringify(training.progress),
      position: JSON.stringify(position),
      config: JSON.stringify(config),
    },
  };
}

/** What the file of an epoch's weights holds: `best.safetensors`. */
export function weightsContent({
  weights,
  record,
  config,
}: {
  readonly weights: NamedTensors;
  readonly record: EpochRecord;
  readonly config: TrainingConfig;
}): FileContent {
  return { tensors: weights, metadata: { record: JSON.stringify(record), config: JSON.stringify(config) } };
}

/** The bytes of such a file, for hosts that do not write it piece by piece. */
export function encodeContent({ tensors, metadata }: FileContent): Uint8Array<ArrayBuffer> {
  return encodeSafetensors(tensors, { metadata });
}

/**
 * The run in the bytes of its file. Throws FormatError, naming `place`, where they are damaged, or weights alone.
 *
 * @example
 * const { state } = decodeRun(await readFile('my_model/checkpoint/latest.safetensors'));
 */
export function decodeRun(bytes: Uint8Array, place = 'latest.safetensors'): SavedRun {
  const { tensors, metadata } = decodeSafetensors(bytes, place);
  // First, because weights alone have no position: that is told by the file's name.
  const position = checkPosition(parse(metadata.position, place), place);
  const training = decodeTrainingState({ tensors: bytes, progress: metadata.progress ?? '' });
  return {
    state: { training: { ...training, tensors: new Map(Object.entries(tensors)) }, position },
    config: parse(metadata.config, place),
  };
}

function parse(text: string | undefined, place: string): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch (cause) {
    throw new FormatError({
      place,
      expected: 'the state of a run in its metadata',
      got: text === undefined ? 'none' : 'damaged JSON',
      remedy: 'The file holds weights alone, or is damaged: start the run anew',
      cause,
    });
  }
}
