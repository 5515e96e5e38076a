/** What a test of a model measures: the columns, a row of one target in one track, and what the rows come to. */

/** The columns with numbers, in order. */
export const scoreColumns = ['sar', 'sdr', 'si_sdr', 'stoi'] as const;

/** Scores of one target in one track; NaN where a score is not defined, as for silence. */
export interface EvaluationRow {
  readonly track: string;
  readonly target: string;
  readonly scores: Readonly<Record<(typeof scoreColumns)[number], number>>;
}

/** What the rows of a target come to. */
export interface EvaluationSummary {
  readonly target: string;
  readonly median: EvaluationRow['scores'];
  readonly average: EvaluationRow['scores'];
}

/** A score for each column. */
export function scoresOf(value: (column: (typeof scoreColumns)[number]) => number): EvaluationRow['scores'] {
  return { sar: value('sar'), sdr: value('sdr'), si_sdr: value('si_sdr'), stoi: value('stoi') };
}
