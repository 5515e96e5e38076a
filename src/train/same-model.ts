/** Whether a checkpoint is of the model that a configuration describes, key by key: a message about a tensor's shape would help nobody. */

import { ArgumentError } from '../util/index.ts';
import type { TrainingConfig } from './config/config.ts';

/** Keys of the data that the weights depend on. */
const shapeKeys = [
  'targets',
  'num_channels',
  'sample_length',
  'sample_rate',
  'num_fft',
  'window_size',
  'hop_length',
] as const;

/**
 * Throws ArgumentError, naming `place` and the key, where the model of `saved`, a configuration as a checkpoint has it, is another one than that of `config`. `remedy` is what the
 * message tells to do.
 */
export function checkSameModel(
  place: string,
  options: { readonly config: TrainingConfig; readonly saved: unknown; readonly remedy?: string },
): void {
  const { config, saved, remedy = 'Set it back, or begin anew' } = options;
  const before = saved as Partial<TrainingConfig> | null;
  // Neither changes what the weights mean.
  const { model_name: _, dropout_p: __, ...model } = config.model_params;
  const pairs = [
    ...Object.keys(model).map((key) => ['model_params', key] as const),
    ...shapeKeys.map((key) => ['dataset_params', key] as const),
  ];
  for (const [section, key] of pairs) {
    const now = JSON.stringify((config[section] as unknown as Record<string, unknown>)[key]);
    const then = JSON.stringify((before?.[section] as Record<string, unknown> | undefined)?.[key]);
    if (now === then) continue;
    throw new ArgumentError({
      place: `${place}: ${section}.${key}`,
      expected: `${then ?? 'nothing'}, which the checkpoint was trained with`,
      got: now,
      remedy,
    });
  }
}
