/**
 * A model folder as it lies on the disk: `config.json` says what the model is, `checkpoint/best.safetensors` what it has learnt. Whatever is missing or does not fit is
 * told with the file, what it should be, and the command that makes it so.
 */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { input } from '../graph/index.ts';
import type { Model } from '../models/index.ts';
import { createScope } from '../nn/index.ts';
import { decodeSafetensors, type Tensor } from '../tensor/index.ts';
import {
  checkSameModel,
  checkWeights,
  configuredModel,
  parseConfig,
  type TrainingConfig,
} from '../train/index.ts';
import { ArgumentError, AuralflowError, FormatError } from '../util/index.ts';
import { onHost } from './host-error.ts';
import { configName, isModelFolder } from './is-model-folder.ts';
import { checkpointPath, type ModelFolderOptions, notAModelFolder } from './model-files.ts';

/** A model with what it has learnt. */
export interface ModelFolder {
  /** As it was given. */
  readonly path: string;
  /** `model_params.model_name`. */
  readonly name: string;
  readonly config: TrainingConfig;
  readonly model: Model;
  /** Weights and buffers by name; checked to be all that the model needs, in its shapes. */
  readonly weights: ReadonlyMap<string, Tensor>;
  /** Path of the file that they come from. */
  readonly checkpoint: string;
  /** SHA-256 of that file, in hexadecimal: what results depend on, beside the options. */
  readonly checkpointHash: string;
}

/** In files that hold a whole training state: averaged weights are what validation judged, where there are any. */
const statePrefixes = ['average/', 'weights/'] as const;

/** What is behind the door `readModelFolder`. */
export async function readModelFolder(path: string, options: ModelFolderOptions = {}): Promise<ModelFolder> {
  const { config, model } = await readModelConfig(path);
  const file = checkpointPath(path, options);
  const bytes = await onHost(file, 'a checkpoint', readFile(file));
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  checkTrainedWith(path, { config, text: metadata.config });
  const weights = inferenceWeights(tensors);
  return {
    path,
    name: config.model_params.model_name,
    config,
    model,
    weights: checkedWeights(model, { weights, file, folder: path }),
    checkpoint: file,
    checkpointHash: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** What is behind the door `readModelConfig`. */
export async function readModelConfig(
  path: string,
): Promise<{ readonly config: TrainingConfig; readonly model: Model }> {
  if (!isModelFolder(path)) throw notAModelFolder(path);
  const place = join(path, configName);
  const text = await onHost(place, 'a configuration', readFile(place, 'utf8'));
  const config = parseConfig(parseJson(place, text), place);
  return { config, model: within(place, () => configuredModel(config)) };
}

function parseJson(place: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FormatError({
      place,
      expected: 'JSON',
      got: (cause as Error).message,
      remedy: 'Repair the file: mostly a comma is missing or too many',
      cause,
    });
  }
}

/** A key that was changed after training, by its name, where the checkpoint tells what it was trained with. */
function checkTrainedWith(
  folder: string,
  { config, text }: { readonly config: TrainingConfig; readonly text: string | undefined },
): void {
  const saved = savedConfig(text);
  if (saved === undefined) return;
  try {
    checkSameModel(folder, { config, saved });
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    const { place, expected, got } = error;
    const remedy = `Set it back, or train anew: auralflow train ${folder} DATASET --overwrite`;
    throw new ArgumentError({ place, expected, got, remedy, cause: error });
  }
}

/** What is not there, or not JSON, tells nothing: files of other programs may carry anything. */
function savedConfig(text: string | undefined): unknown {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && 'model_params' in value ? value : undefined;
  } catch {
    return undefined;
  }
}

function inferenceWeights(tensors: Readonly<Record<string, Tensor>>): Map<string, Tensor> {
  const names = Object.keys(tensors);
  const found = new Map<string, Tensor>();
  for (const prefix of [...statePrefixes].reverse()) {
    for (const name of names) {
      if (name.startsWith(prefix)) found.set(name.slice(prefix.length), tensors[name]!);
    }
  }
  return found.size > 0 ? found : new Map(Object.entries(tensors));
}

function checkedWeights(
  model: Model,
  options: { readonly weights: ReadonlyMap<string, Tensor>; readonly file: string; readonly folder: string },
): ReadonlyMap<string, Tensor> {
  const { weights, file, folder } = options;
  const scope = createScope();
  const { channels, samples } = model.shape;
  model.buildInference(scope, input('mixture', { dtype: 'float32', shape: ['batch', channels, samples] }));
  try {
    return new Map(checkWeights(weights, scope.parameters, `weights of ${model.network.name}`));
  } catch (error) {
    if (!(error instanceof AuralflowError)) throw error;
    throw new ArgumentError({
      place: file,
      expected: `${error.expected} (${error.place}, as ${join(folder, configName)} describes it)`,
      got: error.got,
      remedy:
        'Use the config.json that the checkpoint was trained with, or train the model that it describes',
      cause: error,
    });
  }
}

/** Runs `make`; errors of arguments say in which file they stand. */
function within<T>(place: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    const { expected, got, remedy } = error;
    throw new ArgumentError({ place: `${place}: ${error.place}`, expected, got, remedy, cause: error });
  }
}
