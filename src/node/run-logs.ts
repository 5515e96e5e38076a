/** The logs that a training in a model folder keeps, as its configuration says. */

import { join } from 'node:path';
import type { RunLog } from '../train/index.ts';
import { openEventLog } from './event-log.ts';
import type { LogContext } from './train-model.ts';

/** Opens the logs of `visualizer_params`: `runs/` for TensorBoard. What `trainModel` takes as `openLogs`. */
export async function openRunLogs({ folder, config, stepCount }: LogContext): Promise<readonly RunLog[]> {
  const { tensorboard } = config.visualizer_params;
  return tensorboard ? [await openEventLog(join(folder, 'runs'), { startStep: stepCount })] : [];
}
