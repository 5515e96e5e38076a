/**
 * Checkpoints in a model folder: `checkpoint/latest.safetensors` is all that going on needs, in one file and so never half of it; `checkpoint/best.safetensors` holds weights
 * alone, by their names. The JSON beside each is for people; nothing reads it back. Files are written under other names and renamed: a full disk or a kill leaves the last good ones.
 */

import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type NamedTensors, writeSafetensors } from '../tensor/index.ts';
import {
  decodeRun,
  type EpochRecord,
  type FileContent,
  type RunState,
  runContent,
  type SavedRun,
  type TrainingConfig,
  weightsContent,
} from '../train/index.ts';
import { fileSink, writeJson } from './file-sink.ts';
import { onHost, systemCode } from './host-error.ts';

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
  await replaceFile(latestPath(folder), runContent({ state, config }));
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
  await replaceFile(join(folder, 'checkpoint', 'best.safetensors'), weightsContent(options));
  await writeJson(join(folder, 'checkpoint', 'best.json'), options.record);
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
  return decodeRun(bytes, path);
}

/** Removes what writes that were killed left behind. Only who holds the folder's lock may do so. */
export async function sweepCheckpoints(folder: string): Promise<void> {
  const path = join(folder, 'checkpoint');
  const names = await readdir(path).catch(() => []);
  for (const name of names) {
    if (/^\.auralflow-[0-9a-f]+\.tmp$/.test(name)) await rm(join(path, name), { force: true });
  }
}

async function replaceFile(path: string, { tensors, metadata }: FileContent): Promise<void> {
  const sink = await fileSink(path);
  try {
    await writeSafetensors(sink, tensors, { metadata });
  } catch (error) {
    await sink.abort();
    throw error;
  }
  await sink.close();
}
