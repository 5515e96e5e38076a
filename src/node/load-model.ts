/** A model folder as a Separator: read, an engine started, ready for everything that runs separators. */

import { type PhaseMethod, refinePhase } from '../decompose/index.ts';
import {
  createModelSeparator,
  graphPhases,
  type ModelSeparator,
  type ModelSeparatorOptions,
} from '../models/index.ts';
import type { Engine } from '../runtime/index.ts';
import { createEngine, type EngineOptions } from './engine.ts';
import type { ModelFolderOptions } from './model-files.ts';
import { type ModelFolder, readModelFolder } from './model-folder.ts';

/** Options of {@link loadModelFolder}: which checkpoint, where to compute, and how the separator runs. */
export interface LoadModelOptions
  extends ModelFolderOptions,
    EngineOptions,
    Omit<ModelSeparatorOptions, 'name' | 'phase'> {
  /**
   * Where the phases of the stems come from. A network on spectrograms does `'griffin-lim'`, `'fast-griffin-lim'` and `'misi'` in its graph, on its device and from its
   * masks themselves; everything else is `refinePhase` around the model. Default `'mixture'`.
   */
  readonly phase?: PhaseMethod;
}

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
  const { checkpoint = 'best', device, threads, ...choice } = options;
  const folder = await readModelFolder(path, { checkpoint });
  const engine = await createEngine({
    ...(device === undefined ? {} : { device }),
    ...(threads === undefined ? {} : { threads }),
  });
  try {
    const separator = separatorOf(folder, { engine, choice });
    const identity = { model: folder.name, checkpoint, checkpointHash: folder.checkpointHash, ...choice };
    return { folder, separator, engine, identity, close: () => engine.dispose() };
  } catch (error) {
    await engine.dispose();
    throw error;
  }
}

/** The model with the phases of the choice: in its graph where it can, else around it. */
function separatorOf(
  { model, weights, name }: ModelFolder,
  {
    engine,
    choice,
  }: {
    readonly engine: Engine;
    readonly choice: Omit<LoadModelOptions, keyof ModelFolderOptions | keyof EngineOptions>;
  },
): ModelSeparator {
  const { phase, iterations, ...running } = choice;
  const rounds = iterations === undefined ? {} : { iterations };
  const inGraph = graphPhases.find((known) => known === phase);
  if (inGraph !== undefined && model.network.domain === 'spectrogram') {
    return createModelSeparator(model, weights, engine, { ...running, ...rounds, name, phase: inGraph });
  }
  const separator = createModelSeparator(model, weights, engine, { ...running, name });
  if (phase === undefined || phase === 'mixture') return separator;
  return { ...refinePhase(separator, { phase, ...rounds }), dispose: () => separator.dispose() };
}
