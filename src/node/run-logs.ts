/** Everything that a run in a model folder is told to: event files, pictures and sounds, the report. */

import { join } from 'node:path';
import { parameterCount } from '../models/index.ts';
import { createRunReporter } from '../run-report/index.ts';
import { configuredModel, type EpochRecord, type RunLog, type TrainingConfig } from '../train/index.ts';
import { openEventLog } from './event-log.ts';
import { writeWhole } from './file-sink.ts';
import { packageVersion } from './package-version.ts';
import { createRunFiles } from './run-files.ts';

/** What {@link openRunLogs} is given: where a run stands when it begins. */
export interface RunLogsOptions {
  /** The model folder. */
  readonly folder: string;
  readonly config: TrainingConfig;
  /** Steps that an earlier run has done. Default 0. */
  readonly stepCount?: number;
  /** Epochs that an earlier run has done. Default none. */
  readonly history?: readonly EpochRecord[];
}

/** What is behind the door `openRunLogs`. */
export async function openRunLogs(options: RunLogsOptions): Promise<readonly RunLog[]> {
  const { folder, config, stepCount = 0, history = [] } = options;
  const view = config.visualizer_params;
  const events = view.tensorboard
    ? await openEventLog(join(folder, 'runs'), stepCount > 0 ? { startStep: stepCount + 1 } : {})
    : undefined;
  const model = configuredModel(config);
  const reporter = createRunReporter({
    config,
    history,
    folder,
    tool: `auralflow ${packageVersion()}`,
    parameterCount: parameterCount(model.network, model.shape, model.settings),
  });
  const report: RunLog = {
    ...reporter,
    async epoch(record) {
      reporter.epoch(record);
      await writeWhole(join(folder, 'report.html'), reporter.report());
    },
  };
  const files = createRunFiles({ folder, view, ...(events === undefined ? {} : { events }) });
  return [...(events === undefined ? [] : [events]), files, report];
}
