/** From the scores of tracks to the numbers that papers quote: the median over tracks of each track's median over frames. */

import {
  bootstrapInterval,
  type ConfidenceInterval,
  comparePaired,
  mean,
  type PairedComparison,
  type ScoreKind,
} from '../metrics/index.ts';
import { csv } from './csv.ts';
import type { Evaluation } from './scores.ts';

/** One score of one stem of one separator over all tracks. */
export interface ScoreSummary {
  readonly separator: string;
  readonly stem: string;
  readonly score: ScoreKind;
  /** The value of each track that has one, in the order of tracks. */
  readonly values: readonly number[];
  /** The median over tracks and its 95 % interval by resampling tracks. */
  readonly median: ConfidenceInterval;
  readonly mean: number;
}

/**
 * Summaries by separator, then stem, then score, in the evaluation's order; none where no track has a value. The intervals are
 * bootstrapped with a fixed seed: the same scores give the same numbers.
 */
export function summarize(evaluation: Evaluation): readonly ScoreSummary[] {
  const known = summaries.get(evaluation);
  if (known !== undefined) return known;
  const made = summarizeAnew(evaluation);
  summaries.set(evaluation, made);
  return made;
}

/** The table, the file and the report want the same; the intervals of a large evaluation take seconds. */
const summaries: WeakMap<Evaluation, readonly ScoreSummary[]> = new WeakMap();

function summarizeAnew({ separators, stems, columns, tracks }: Evaluation): ScoreSummary[] {
  return separators.flatMap((separator) =>
    stems.flatMap((stem) =>
      columns.flatMap((score): ScoreSummary[] => {
        const values = tracks
          .filter((track) => track.separator === separator)
          .map(({ scores }) => scores[stem]?.[score.name]?.value ?? null)
          .filter((value) => value !== null);
        if (values.length === 0) return [];
        return [{ separator, stem, score, values, median: bootstrapInterval(values), mean: mean(values) }];
      }),
    ),
  );
}

/** Two separators on the tracks that both have. */
export interface SeparatorComparison {
  readonly stem: string;
  readonly score: ScoreKind;
  readonly first: string;
  readonly second: string;
  readonly result: PairedComparison;
}

/** Compares two separators track by track, for every stem and score that both have on at least one track. */
export function compareSeparators(
  { stems, columns, tracks }: Evaluation,
  { first, second }: { readonly first: string; readonly second: string },
): SeparatorComparison[] {
  const songs = [...new Set(tracks.map(({ track }) => track))];
  return stems.flatMap((stem) =>
    columns.flatMap((score): SeparatorComparison[] => {
      const valuesOf = (separator: string) =>
        songs.map((song) => {
          const found = tracks.find((one) => one.track === song && one.separator === separator);
          return found?.scores[stem]?.[score.name]?.value ?? Number.NaN;
        });
      const result = comparePaired(valuesOf(first), valuesOf(second));
      return result.count === 0 ? [] : [{ stem, score, first, second, result }];
    }),
  );
}

/** Summaries as a table, one line per separator, stem and score (RFC 4180). */
export function summaryCsv(summaries: readonly ScoreSummary[]): string {
  return csv([
    ['separator', 'stem', 'score', 'unit', 'tracks', 'median', 'median_low', 'median_high', 'mean'],
    ...summaries.map(({ separator, stem, score, values, median, mean: average }) => [
      separator,
      stem,
      score.name,
      score.unit,
      values.length,
      median.value,
      median.low,
      median.high,
      average,
    ]),
  ]);
}
