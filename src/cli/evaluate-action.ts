/** What `auralflow evaluate` does: the library's journey, watched and interruptible, and its table. */

import { type EvaluateEvent, evaluate, writeEvaluation } from '../node/index.ts';
import { ArgumentError } from '../util/index.ts';
import { commandLine } from './command-line.ts';
import { exitCodes } from './errors.ts';
import { evaluateReporter } from './evaluate-reporter.ts';
import { type EvaluateWords, evaluateOptions } from './evaluate-words.ts';
import { interruptible } from './interruptible.ts';
import { printLine } from './output.ts';
import { scoreTable } from './score-table.ts';

/** Runs the command and returns the exit code. Throws for wrong usage and interruption. */
export async function runEvaluate(
  words: readonly string[],
  options: EvaluateWords & { readonly out: string; readonly report: boolean },
): Promise<number> {
  const separators = words.slice(0, -1);
  if (separators.length === 0) {
    throw new ArgumentError({
      place: 'auralflow evaluate',
      expected: 'separators, then the folder of the data set',
      got: words.join(' '),
      remedy: 'Write auralflow evaluate hpss-vocals songs/',
    });
  }
  return await interruptible(async (signal) => {
    const onEvent: (event: EvaluateEvent) => void = evaluateReporter(options);
    const { out } = options;
    const evaluation = await evaluate({
      ...evaluateOptions(options),
      separators,
      dataset: words.at(-1)!,
      out,
      excerpts: options.report,
      signal,
      onEvent,
    });
    const written = await writeEvaluation(evaluation, {
      out,
      report: options.report,
      command: commandLine(),
    });
    if (options.json) printLine(JSON.stringify({ type: 'result', evaluation, written }));
    else {
      for (const line of scoreTable(evaluation)) printLine(line);
      for (const path of written) printLine(path);
    }
    return evaluation.failures.length === 0 ? exitCodes.ok : exitCodes.failed;
  });
}
