/** A model folder as a Separator: read, an engine started, ready for everything that runs separators. */

import { createModelSeparator, type ModelSeparator, type ModelSeparatorOptions } from '../models/index.ts';
import type { Engine } from '../runtime/index.ts';
import { createEngine, type EngineOptions } from './engine.ts';
import type { ModelFolderOptions } from './model-files.ts';
import { type ModelFolder, readModelFolder } from './model-folder.ts';

/** Options of {@link loadModelFolder}: which checkpoint, where to compute, and how the separator runs. */
export interface LoadModelOptions
  extends ModelFolderOptions,
    EngineOptions,
    Omit<ModelSeparatorOptions, 'name'> {}

/** A model folder that is ready to separate. */
export interface LoadedModel {
  readonly folder: ModelFolder;
  /** Called by the model's name; its stems are the model's targets. */
  readonly separator: ModelSeparator;
  readonly engine: Engine;
  /**
   * What its results depend on: the options, and the hash of the checkpoint. Given to `separateFiles` as `separatorOptions`, work that is taken up again is not mixed with that of
   * another state of the model.
   */
  readonly identity: Readonly<Record<string, unknown>>;
  /** Frees the engine and everything that runs on it. */
  close(): Promise<void>;
}

/** What is behind the door `loadModelFolder`. */
export async function loadModelFolder(path: string, options: LoadModelOptions = {}): Promise<LoadedModel> {
  const { checkpoint = 'best', device, threads, ...running } = options;
  const folder = await readModelFolder(path, { checkpoint });
  const engine = await createEngine({
    ...(device === undefined ? {} : { device }),
    ...(threads === undefined ? {} : { threads }),
  });
  try {
    const named = { ...running, name: folder.name };
    const separator = createModelSeparator(folder.model, folder.weights, engine, named);
    const identity = { model: folder.name, checkpoint, checkpointHash: folder.checkpointHash, ...running };
    return { folder, separator, engine, identity, close: () => engine.dispose() };
  } catch (error) {
    await engine.dispose();
    throw error;
  }
}
