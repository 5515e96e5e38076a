/** The results of a whole evaluation as files: tables for programs, a report for people. */

import { join, resolve } from 'node:path';
import { type Evaluation, scoresCsv, summarize, summaryCsv } from '../evaluate/index.ts';
import { writeJson, writeText } from './file-sink.ts';

/** Options of {@link writeEvaluation}. */
export interface WriteEvaluationOptions {
  /** The folder, made where it is missing. */
  readonly out: string;
}

/**
 * Writes `evaluation.json` (everything), `scores.csv` (a line per track and score) and `summary.csv` (a line per separator and score),
 * each in one step. Returns the paths. Throws HostError.
 */
export async function writeEvaluation(
  evaluation: Evaluation,
  { out }: WriteEvaluationOptions,
): Promise<string[]> {
  const folder = resolve(out);
  const paths = ['evaluation.json', 'scores.csv', 'summary.csv'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeJson(paths[0], evaluation);
  await writeText(paths[1], scoresCsv(evaluation));
  await writeText(paths[2], summaryCsv(summarize(evaluation)));
  return paths;
}
