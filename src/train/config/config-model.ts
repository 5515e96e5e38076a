/** From a configuration to what it describes: the model, the loss and the optimizer. */

import type { AugmentOptions } from '../../datasets/index.ts';
import { createModel, type Model } from '../../models/index.ts';
import { createCriterion } from '../losses/list.ts';
import type { Loss } from '../losses/loss.ts';
import { adam, adamW } from '../optimizers/adam.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { rmsProp } from '../optimizers/rms-prop.ts';
import { sgd } from '../optimizers/sgd.ts';
import type { TrainingConfig } from './config.ts';
import type { DatasetParams } from './keys-dataset.ts';
import type { TrainingParams } from './keys-training.ts';

/**
 * The model that a configuration describes. Throws ArgumentError, naming the setting, where settings do not go together.
 *
 * @example
 * const model = configuredModel(configTemplate('SpectrogramNetSimple'));
 */
export function configuredModel(config: TrainingConfig): Model {
  const { model_type, model_name: _, ...settings } = config.model_params;
  const data = config.dataset_params;
  return createModel({
    network: model_type,
    settings,
    channels: data.num_channels,
    targets: data.targets,
    sampleRate: data.sample_rate,
    sampleLengthSeconds: data.sample_length,
    fftSize: data.num_fft,
    windowSize: data.window_size,
    hopSize: data.hop_length,
  });
}

/** The loss of `training_params.criterion`. */
export function configuredLoss(params: TrainingParams): Loss {
  return createCriterion(params.criterion, { ...params });
}

/** The optimizer of `training_params.optimizer`, with `lr` and `weight_decay`. */
export function configuredOptimizer(params: TrainingParams): Optimizer {
  const options = { learningRate: params.lr, weightDecay: params.weight_decay };
  switch (params.optimizer) {
    case 'adam':
      return adam(options);
    case 'adamw':
      return adamW(options);
    case 'sgd':
      return sgd({ ...options, momentum: 0.9 });
    case 'rmsprop':
      return rmsProp(options);
  }
}

/** The augmentation of `dataset_params`. */
export function configuredAugment(params: DatasetParams): AugmentOptions {
  return {
    // The range of Uhlich et al. 2017 and of Open-Unmix.
    ...(params.augment_gain ? { gain: [0.25, 1.25] as const } : {}),
    flip: params.augment_flip,
    swap: params.augment_swap,
    remix: params.augment_remix,
  };
}
