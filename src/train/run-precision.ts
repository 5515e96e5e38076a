/** In which precision a run computes: a configuration travels between machines, so it asks, and the device answers. */

import type { Engine } from '../runtime/index.ts';
import type { TrainingParams } from './config/keys-training.ts';

/** What became of `use_mixed_precision`. */
export interface RunPrecision {
  readonly isMixed: boolean;
  /** A sentence for who asked for it. */
  readonly note: string | undefined;
}

/** Mixed where it is asked for and the device gains from halves. */
export function runPrecision(engine: Engine, params: TrainingParams): RunPrecision {
  if (!params.use_mixed_precision) return { isMixed: false, note: undefined };
  const isMixed = engine.capabilities.precisions.includes('float16');
  const note = isMixed
    ? `mixed precision: ${engine.device} computes products in float16, all else in float32`
    : `no mixed precision: ${engine.device} does not compute in float16, so all of this run is float32`;
  return { isMixed, note };
}
