/** A model folder as training leaves it, with a tiny network and random weights, for tests of what uses such folders. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSafetensors } from '../../src/tensor/index.ts';
import { configuredModel, parseConfig, type TrainingConfig } from '../../src/train/index.ts';
import { randomWeights } from './models.ts';

/** What is to be otherwise than in the tiny configuration, section by section. */
export interface ModelFolderShape {
  readonly model_params?: Readonly<Record<string, unknown>>;
  readonly dataset_params?: Readonly<Record<string, unknown>>;
  readonly visualizer_params?: Readonly<Record<string, unknown>>;
  /** File names in `checkpoint/`. Default: `best`. */
  readonly checkpoints?: readonly string[];
  readonly seed?: number;
}

/** A configuration of a network with some hundred parameters, at 8 kHz. */
export function tinyConfig(shape: ModelFolderShape = {}): TrainingConfig {
  return parseConfig({
    model_params: {
      model_type: 'SpectrogramNetSimple',
      model_name: 'tiny',
      levels: 2,
      hidden_channels: 2,
      ...shape.model_params,
    },
    dataset_params: {
      sample_rate: 8000,
      sample_length: 0.5,
      num_fft: 128,
      window_size: 128,
      hop_length: 64,
      ...shape.dataset_params,
    },
    visualizer_params: { ...shape.visualizer_params },
  });
}

/** Writes the folder and returns its path. */
export function writeModelFolder(path: string, shape: ModelFolderShape = {}): string {
  const config = tinyConfig(shape);
  const weights = randomWeights(configuredModel(config), shape.seed);
  mkdirSync(join(path, 'checkpoint'), { recursive: true });
  writeFileSync(join(path, 'config.json'), JSON.stringify(config, null, 4));
  for (const name of shape.checkpoints ?? ['best']) {
    writeFileSync(join(path, 'checkpoint', `${name}.safetensors`), encodeSafetensors(weights));
  }
  return path;
}
