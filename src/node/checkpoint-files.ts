/**
 * Checkpoints in a model folder: `checkpoint/latest.safetensors` is all that going on needs, in one file and so never half of it; `checkpoint/best.safetensors` holds weights
 * alone, by their names. The JSON beside each is for people; nothing reads it back. Files are written under other names and renamed: a full disk or a kill leaves the last good ones.
 */

import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSafetensors, type NamedTensors, writeSafetensors } from '../tensor/index.ts';
import {
  checkPosition,
  decodeTrainingState,
  type EpochRecord,
  type RunState,
  type TrainingConfig,
} from '../train/index.ts';
import { FormatError } from '../util/index.ts';
import { fileSink, writeJson } from './file-sink.ts';
import { onHost, systemCode } from './host-error.ts';

/** A run that can be gone on with. */
export interface SavedRun {
  readonly state: RunState;
  /** What the run was configured with when it was saved. */
  readonly config: unknown;
}

/** The file that a run goes on from. */
export function latestPath(folder: string): string {
  return join(folder, 'checkpoint', 'latest.safetensors');
}

/** Saves where a run stands. Throws HostError; what was saved before is then still there. */
export async function saveLatest(
  folder: string,
  { state, config }: { readonly state: RunState; readonly config: TrainingConfig },
): Promise<void> {
  const { training, position } = state;
  await replaceTensors(latestPath(folder), training.tensors, {
    progress: JSON.stringify(training.progress),
    position: JSON.stringify(position),
    config: JSON.stringify(config),
  });
  await writeJson(join(folder, 'checkpoint', 'latest.json'), { ...position, training: training.progress });
}

/** Saves the best weights so far. Throws as {@link saveLatest}. */
export async function saveBest(
  folder: string,
  options: {
    readonly weights: NamedTensors;
    readonly record: EpochRecord;
    readonly config: TrainingConfig;
  },
): Promise<void> {
  const { weights, record, config } = options;
  const path = join(folder, 'checkpoint', 'best.safetensors');
  await replaceTensors(path, weights, { record: JSON.stringify(record), config: JSON.stringify(config) });
  await writeJson(join(folder, 'checkpoint', 'best.json'), record);
}

/** The run in a folder, or `undefined` where none was saved. Throws HostError, FormatError where the file is damaged. */
export async function readLatest(folder: string): Promise<SavedRun | undefined> {
  const path = latestPath(folder);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    return await onHost(path, 'a checkpoint', Promise.reject(error));
  }
  // Tensors are views of the file: to decode it twice costs a header.
  const { metadata } = decodeSafetensors(bytes, path);
  const training = decodeTrainingState({ tensors: bytes, progress: metadata.progress ?? '' });
  const position = checkPosition(parse(metadata.position, path), path);
  return {
    state: { training, position },
    config: parse(metadata.config, path),
  };
}

/** Removes what writes that were killed left behind. Only who holds the folder's lock may do so. */
export async function sweepCheckpoints(folder: string): Promise<void> {
  const path = join(folder, 'checkpoint');
  const names = await readdir(path).catch(() => []);
  for (const name of names) {
    if (/^\.auralflow-[0-9a-f]+\.tmp$/.test(name)) await rm(join(path, name), { force: true });
  }
}

async function replaceTensors(
  path: string,
  tensors: NamedTensors,
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const sink = await fileSink(path);
  try {
    await writeSafetensors(sink, tensors, { metadata });
  } catch (error) {
    await sink.abort();
    throw error;
  }
  await sink.close();
}

function parse(text: string | undefined, path: string): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch (cause) {
    throw new FormatError({
      place: path,
      expected: 'the state of a run in its metadata',
      got: text === undefined ? 'none' : 'damaged JSON',
      remedy: 'The file holds weights alone, or is damaged: start the run anew',
      cause,
    });
  }
}
