/** Keys of `training_params`: loss, optimizer, schedule, when to stop and when to save. */

import type { Criterion } from '../losses/list.ts';
import type { ConfigKey } from './key.ts';

/** Values of the section. */
export interface TrainingParams {
  readonly max_epochs: number;
  readonly batch_size: number;
  readonly accumulation: number;
  readonly criterion: Criterion;
  readonly alpha_constant: number;
  readonly beta_constant: number;
  readonly optimizer: 'adam' | 'adamw' | 'sgd' | 'rmsprop';
  readonly lr: number;
  readonly weight_decay: number;
  readonly warmup_steps: number;
  readonly monitor: 'loss' | 'si_sdr';
  readonly min_delta: number;
  readonly stop_patience: number;
  readonly lr_factor: number;
  readonly max_lr_steps: number;
  readonly clip_grad: boolean;
  readonly max_grad_norm: number;
  readonly average_decay: number;
  readonly use_mixed_precision: boolean;
  readonly max_skipped_steps: number;
  readonly checkpoint_steps: number;
  readonly num_workers: number;
  readonly pre_fetch: number;
  readonly seed: number;
}

/** The keys. */
export const trainingKeys: readonly ConfigKey[] = [
  {
    key: 'max_epochs',
    kind: 'integer',
    default: 100,
    min: 1,
    summary: 'epochs in all, those before a resume counted',
    why: 'the original counted from where it resumed',
  },
  {
    key: 'batch_size',
    kind: 'integer',
    default: 8,
    min: 1,
    summary: 'excerpts per step',
    why: 'memory grows with it: the 32 of the original are 8 with accumulation 4',
  },
  {
    key: 'accumulation',
    kind: 'integer',
    default: 1,
    min: 1,
    summary: 'batches whose mean gradient makes one update',
  },
  {
    key: 'criterion',
    kind: 'criterion',
    default: 'l2',
    summary: 'the loss, or weights of several: {"l1": 1, "si_sdr_loss": 0.1}',
  },
  {
    key: 'alpha_constant',
    kind: 'number',
    default: 0.5,
    min: 0,
    summary: 'of component_loss: weight of what is let through of the residual',
  },
  {
    key: 'beta_constant',
    kind: 'number',
    default: 0,
    min: 0,
    summary: "of component_loss: weight of the residual's quality; 0: two components",
  },
  {
    key: 'optimizer',
    kind: 'choice',
    default: 'adamw',
    choices: ['adam', 'adamw', 'sgd', 'rmsprop'],
    summary: 'the rule that changes the weights',
  },
  {
    key: 'lr',
    kind: 'number',
    default: 0.001,
    min: 0,
    summary: 'learning rate at the start',
    why: "that of Adam's authors, which is right more often than the original's 0.008",
  },
  {
    key: 'weight_decay',
    kind: 'number',
    default: 0,
    min: 0,
    summary: 'adamw: part of the weights taken off per step, times lr; the others: penalty on their squares',
    why: 'the original had 0.01, which does nothing at small learning rates and harm with another optimizer',
  },
  {
    key: 'warmup_steps',
    kind: 'integer',
    default: 0,
    min: 0,
    summary: 'updates in which the learning rate rises from 0 to lr',
  },
  {
    key: 'monitor',
    kind: 'choice',
    default: 'loss',
    choices: ['loss', 'si_sdr'],
    summary: 'what of the validation decides on best checkpoint, learning rate and end',
  },
  {
    key: 'min_delta',
    kind: 'number',
    default: 0,
    min: 0,
    summary: 'how much better than the best an epoch must be to count as better',
    why: 'losses of magnitudes are far below the 0.01 that the original asked of decibels',
  },
  {
    key: 'stop_patience',
    kind: 'integer',
    default: 5,
    min: 1,
    summary: 'epochs without getting better after which the learning rate is lowered',
  },
  {
    key: 'lr_factor',
    kind: 'number',
    default: 0.1,
    min: 0.001,
    max: 0.999,
    summary: 'what the learning rate is multiplied by then',
  },
  {
    key: 'max_lr_steps',
    kind: 'integer',
    default: 5,
    min: 1,
    summary: 'training ends where the learning rate would be lowered for this time',
  },
  { key: 'clip_grad', kind: 'boolean', default: true, summary: 'limit the norm of the gradients' },
  {
    key: 'max_grad_norm',
    kind: 'number',
    default: 100,
    min: 1e-6,
    summary: 'the limit, over all parameters together',
  },
  {
    key: 'average_decay',
    kind: 'number',
    default: 0,
    min: 0,
    max: 0.999999,
    summary: 'keep a moving average of the weights, and validate and save that; 0: none',
  },
  {
    key: 'use_mixed_precision',
    kind: 'boolean',
    default: false,
    summary:
      'products in float16 where the device computes in it, elsewhere float32 throughout; the run says which',
  },
  {
    key: 'max_skipped_steps',
    kind: 'integer',
    default: 10,
    min: 0,
    summary: 'batches in a row that may be left out because loss or gradient is not finite',
  },
  {
    key: 'checkpoint_steps',
    kind: 'integer',
    default: 0,
    min: 0,
    summary: 'save after so many batches too; 0: at the end of epochs only',
  },
  { key: 'num_workers', kind: 'integer', default: 1, min: 0, max: 64, summary: 'threads that read excerpts' },
  {
    key: 'pre_fetch',
    kind: 'integer',
    default: 4,
    min: 1,
    max: 64,
    summary: 'batches that each thread makes ahead',
  },
  {
    key: 'seed',
    kind: 'integer',
    default: 0,
    min: 0,
    max: 2147483647,
    summary: 'of first weights, excerpts, augmentation and dropout',
  },
];
