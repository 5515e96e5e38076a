/** `evaluation.csv` of a model folder: a row per track and target, then medians and averages; the columns are the original's. */

import { mean, median } from '../metrics/index.ts';
import { type EvaluationRow, type EvaluationSummary, scoreColumns, scoresOf } from './evaluation-row.ts';

/** Medians and averages of each target over the tracks in which a score is defined. */
export function summarizeRows(
  rows: readonly EvaluationRow[],
  targets: readonly string[],
): EvaluationSummary[] {
  return targets.map((target) => {
    const own = rows.filter((row) => row.target === target);
    const over = (combine: (values: readonly number[]) => number): EvaluationRow['scores'] =>
      scoresOf((column) => combine(own.map(({ scores }) => scores[column])));
    return { target, median: over(median), average: over(mean) };
  });
}

/**
 * The text of the file. A model with one target has the original's columns, `track_name` and the scores; with several, `target` stands behind the track. The last rows are the
 * averages; the medians, which papers report, stand before them. A score that is not defined is an empty cell.
 */
export function evaluationTable(rows: readonly EvaluationRow[], targets: readonly string[]): string {
  const hasTargets = targets.length > 1;
  const summaries = summarizeRows(rows, targets);
  const line = (track: string, target: string, scores: EvaluationRow['scores']): string =>
    [
      quoted(track),
      ...(hasTargets ? [quoted(target)] : []),
      ...scoreColumns.map((column) => numberText(scores[column])),
    ].join(',');
  return [
    ['track_name', ...(hasTargets ? ['target'] : []), ...scoreColumns].join(','),
    ...rows.map(({ track, target, scores }) => line(track, target, scores)),
    ...summaries.map((summary) => line('median', summary.target, summary.median)),
    ...summaries.map((summary) => line('average', summary.target, summary.average)),
    '',
  ].join('\n');
}

/** A ten-thousandth of a decibel is far below what anybody hears. */
function numberText(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 1e4) / 1e4) : '';
}

/** RFC 4180. */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
