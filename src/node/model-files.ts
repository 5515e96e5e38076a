/** The files of a model folder and where they are, without reading any: what is missing is told with the command that makes it. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkChoice, HostError } from '../util/index.ts';
import { configName, isModelFolder } from './is-model-folder.ts';

/** Which of a folder's checkpoints: the epoch that validated best, or the last one. */
export type CheckpointName = 'best' | 'latest';

/** Which checkpoint is meant. */
export interface ModelFolderOptions {
  /** Default `'best'`. */
  readonly checkpoint?: CheckpointName;
}

const checkpointFolder = 'checkpoint';

/** The files that a model in a folder is made of: its configuration and its checkpoint. Throws HostError where one is missing. */
export function modelFiles(path: string, options: ModelFolderOptions = {}): string[] {
  if (!isModelFolder(path)) throw notAModelFolder(path);
  return [join(path, configName), checkpointPath(path, options)];
}

/** The file of a checkpoint. Throws HostError where it is not there, and ArgumentError for another word. */
export function checkpointPath(path: string, { checkpoint = 'best' }: ModelFolderOptions): string {
  const wanted = checkChoice('checkpoint', checkpoint, ['best', 'latest']);
  const folder = join(path, checkpointFolder);
  const file = join(folder, `${wanted}.safetensors`);
  if (existsSync(file)) return file;
  const present = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.safetensors') && !name.startsWith('.'))
    : [];
  const other = wanted === 'best' ? 'latest' : 'best';
  throw new HostError({
    place: file,
    expected: 'the weights of a trained model',
    got: present.length === 0 ? 'none: the model has not been trained' : present.join(', '),
    remedy: present.includes(`${other}.safetensors`)
      ? `Choose it: -O checkpoint=${other}; or go on training until an epoch is done`
      : `Train it first: auralflow train ${path} DATASET`,
  });
}

/** That there is no model folder, and what there is. */
export function notAModelFolder(path: string): HostError {
  const isThere = existsSync(path);
  return new HostError({
    place: path,
    expected: `a model folder: one with a ${configName}`,
    got: isThere ? `no ${configName} in it` : 'no such folder',
    remedy: isThere
      ? 'Name the folder that auralflow config made'
      : `Check the spelling, or make one: auralflow config ${path} SpectrogramNetSimple`,
  });
}
