/** Scores as a table for the terminal: a line per separator and stem, a column per score. */

import { type Evaluation, type ScoreSummary, summarize } from '../evaluate/index.ts';

/** The lines of the table: medians over tracks and, of several tracks, their 95 % intervals. */
export function scoreTable(evaluation: Evaluation): string[] {
  const summaries = summarize(evaluation);
  const { separators, stems, columns } = evaluation;
  const head = [
    'separator',
    'stem',
    'tracks',
    ...columns.map(({ name, unit }) => (unit === '' ? name : `${name} ${unit}`)),
  ];
  const rows = separators.flatMap((separator) =>
    stems.flatMap((stem) => {
      const own = summaries.filter((one) => one.separator === separator && one.stem === stem);
      if (own.length === 0) return [];
      const cells = columns.map(({ name }) => cell(own.find(({ score }) => score.name === name)));
      return [[separator, stem, String(Math.max(...own.map(({ values }) => values.length))), ...cells]];
    }),
  );
  if (rows.length === 0) return [];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) => (column < 2 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)))
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line)];
}

function cell(summary: ScoreSummary | undefined): string {
  if (summary === undefined) return '-';
  const { value, low, high } = summary.median;
  const text = value.toFixed(2);
  return summary.values.length < 2 ? text : `${text} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}
