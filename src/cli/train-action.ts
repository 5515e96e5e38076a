/** What `auralflow train` does: the library's training, watched and interruptible. */

import { join } from 'node:path';
import { openRunLogs, trainModel } from '../node/index.ts';
import { type Device, devices } from '../runtime/index.ts';
import { AuralflowError, checkChoice } from '../util/index.ts';
import { givenKeys } from './config-keys.ts';
import { exitCodes, Interruption } from './errors.ts';
import { interruptible } from './interruptible.ts';
import { printLine } from './output.ts';
import { parseNumber } from './parse.ts';
import { errorFacts } from './reporter.ts';
import { jsonTrainReporter, quietTrainReporter, textTrainReporter } from './train-reporter.ts';
import type { TrainWords } from './train-words.ts';

/** Runs the command and returns the exit code. Throws for wrong usage and interruption. */
export async function runTrain(folder: string, dataset: string, words: TrainWords): Promise<number> {
  const report = words.json ? jsonTrainReporter() : words.quiet ? quietTrainReporter() : textTrainReporter();
  const settings = {
    ...givenKeys(words),
    ...(words.epochs === undefined
      ? {}
      : { max_epochs: parseNumber('--epochs', words.epochs, { min: 1, integer: true }) }),
  };
  const device = checkChoice('--device', words.device, ['auto', ...devices]) as Device | 'auto';
  const threads =
    words.threads === undefined
      ? undefined
      : parseNumber('--threads', words.threads, { min: 1, integer: true });
  try {
    const result = await interruptible((signal) =>
      trainModel(folder, dataset, {
        resume: words.resume === true,
        overwrite: words.overwrite === true,
        settings,
        device,
        ...(threads === undefined ? {} : { threads }),
        openLogs: openRunLogs,
        onEvent: report.event,
        signal,
      }),
    );
    report.end(result);
    if (!words.json && result.best !== undefined) printLine(join(folder, 'checkpoint', 'best.safetensors'));
    return exitCodes.ok;
  } catch (error) {
    report.clear();
    if (error instanceof Interruption) {
      error.message += report.hasSaved()
        ? '; where it stands is saved: go on with --resume'
        : '; nothing was trained yet';
    }
    if (words.json && error instanceof AuralflowError) {
      printLine(JSON.stringify({ type: 'error', error: errorFacts(error) }));
    }
    throw error;
  }
}
