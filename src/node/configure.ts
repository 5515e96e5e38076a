/** Making model folders and editing their configuration in place. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  configTemplate,
  configuredModel,
  editConfig,
  formatConfig,
  type TrainingConfig,
} from '../train/index.ts';
import { ArgumentError } from '../util/index.ts';
import { fileSink } from './file-sink.ts';
import { readModelConfig } from './model-folder.ts';

/** Options of {@link createModelFolder}. */
export interface CreateModelFolderOptions {
  /** `model_params.model_name`. Default: the folder's own name. */
  readonly name: string;
  /** Keys that are other than in the template. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/**
 * Makes the folder `path` with the template of `network` as its `config.json`, and gives what it holds. Throws ArgumentError for unknown networks and keys, values that do not fit, and
 * where there is a configuration already; HostError where the folder cannot be written.
 *
 * @example
 * await createModelFolder('my_model', 'SpectrogramNetSimple', { name: 'my_model', settings: { levels: 4 } });
 */
export async function createModelFolder(
  path: string,
  network: string,
  { name, settings = {} }: CreateModelFolderOptions,
): Promise<TrainingConfig> {
  const place = join(path, 'config.json');
  if (existsSync(place)) {
    throw new ArgumentError({
      place,
      expected: 'a folder without a configuration',
      got: 'one that is there already',
      remedy: `To edit it leave the network out: auralflow config ${path} --model_type ${network}`,
    });
  }
  const config = editConfig(configTemplate(network, { name }), settings, place);
  return await write(place, config);
}

/**
 * Changes keys of the configuration in the folder `path`, whichever sections they stand in, and gives what it holds then. Throws as {@link createModelFolder} does, and HostError where there is
 * none; the file is then as it was.
 */
export async function editModelFolder(
  path: string,
  changes: Readonly<Record<string, unknown>>,
): Promise<TrainingConfig> {
  const { config } = await readModelConfig(path);
  const place = join(path, 'config.json');
  return await write(place, editConfig(config, changes, place));
}

async function write(place: string, config: TrainingConfig): Promise<TrainingConfig> {
  // Whether settings go together shows when the model is built.
  configuredModel(config);
  const sink = await fileSink(place);
  try {
    await sink.write(0, new TextEncoder().encode(formatConfig(config)));
  } catch (error) {
    await sink.abort();
    throw error;
  }
  await sink.close();
  return config;
}
