/** What `auralflow metrics` prints. */

import { evaluate, writeReport } from '../node/index.ts';
import { commandLine } from './command-line.ts';
import { exitCodes } from './errors.ts';
import { evaluateReporter } from './evaluate-reporter.ts';
import { type EvaluateWords, evaluateOptions } from './evaluate-words.ts';
import { interruptible } from './interruptible.ts';
import { printLine } from './output.ts';
import { scoreTable } from './score-table.ts';

/** Runs the command and returns the exit code. Throws for wrong usage and interruption. */
export async function runMetrics(
  { references, estimates }: { readonly references: string; readonly estimates: string },
  words: EvaluateWords & { readonly report?: string },
): Promise<number> {
  return await interruptible(async (signal) => {
    const evaluation = await evaluate({
      ...evaluateOptions(words),
      separators: [{ kind: 'estimates', label: 'estimates', folder: estimates }],
      dataset: references,
      signal,
      onEvent: evaluateReporter(words),
    });
    const path = words.report;
    if (path !== undefined) await writeReport(evaluation, { path, command: commandLine() });
    if (words.json) printLine(JSON.stringify({ type: 'result', evaluation }));
    else for (const line of scoreTable(evaluation)) printLine(line);
    if (path !== undefined && !words.json) printLine(path);
    return evaluation.failures.length === 0 ? exitCodes.ok : exitCodes.failed;
  });
}
