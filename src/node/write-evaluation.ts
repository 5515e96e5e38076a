/** The results of a whole evaluation as files: tables for programs, a report for people. */

import { join, resolve } from 'node:path';
import {
  chooseExcerpts,
  type Evaluation,
  evaluationReport,
  type ReportExcerpt,
  type ReportOptions,
  scoresCsv,
  summarize,
  summaryCsv,
} from '../evaluate/index.ts';
import { writeJson, writeWhole } from './file-sink.ts';
import { readMedia } from './media-store.ts';
import { packageVersion } from './package-version.ts';

/** Options of {@link writeEvaluation}. */
export interface WriteEvaluationOptions {
  /** The folder, made where it is missing. */
  readonly out: string;
  /** Also write `report.html`, with the excerpts that `evaluate` left in this folder. Default true. */
  readonly report?: boolean;
  /** What the report says of when it was made. Default: today, `2026-11-20`. */
  readonly date?: string;
  /** The command that does it again, for the report. Default: not shown. */
  readonly command?: string;
}

/**
 * Writes `evaluation.json` (everything), `scores.csv` (a line per track and score), `summary.csv` (a line per separator and score) and
 * `report.html` (a page for people, whole in itself), each in one step. Returns the paths. Throws HostError.
 */
export async function writeEvaluation(
  evaluation: Evaluation,
  options: WriteEvaluationOptions,
): Promise<string[]> {
  const folder = resolve(options.out);
  const at = (name: string): string => join(folder, name);
  await writeJson(at('evaluation.json'), evaluation);
  await writeWhole(at('scores.csv'), scoresCsv(evaluation));
  await writeWhole(at('summary.csv'), summaryCsv(summarize(evaluation)));
  const paths = ['evaluation.json', 'scores.csv', 'summary.csv'].map(at);
  if (options.report === false) return paths;
  await writeReport(evaluation, { ...options, path: at('report.html'), mediaFolder: folder });
  return [...paths, at('report.html')];
}

/** Options of {@link writeReport}. */
export interface WriteReportOptions extends Pick<WriteEvaluationOptions, 'date' | 'command'> {
  readonly path: string;
  /** The folder of the evaluation, for its excerpts. Default: a report without excerpts. */
  readonly mediaFolder?: string;
}

/** Writes the page alone. Throws HostError. */
export async function writeReport(
  evaluation: Evaluation,
  { path, mediaFolder, date, command }: WriteReportOptions,
): Promise<void> {
  const excerpts: ReportExcerpt[] = [];
  for (const choice of mediaFolder === undefined ? [] : chooseExcerpts(evaluation)) {
    excerpts.push({ ...choice, media: await readMedia(mediaFolder!, choice) });
  }
  const report: ReportOptions = {
    date: date ?? new Date().toISOString().slice(0, 10),
    tool: `auralflow ${packageVersion()}, Node ${process.versions.node}`,
    // Of an evaluation that kept none there is nothing to show, and nothing to miss.
    excerpts: excerpts.some(({ media }) => media !== undefined) ? excerpts : [],
    ...(command === undefined ? {} : { command }),
  };
  await writeWhole(path, evaluationReport(evaluation, report));
}
