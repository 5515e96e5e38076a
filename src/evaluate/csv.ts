/** Scores as a table for spreadsheets and data frames: one line per track, separator, stem and score (RFC 4180). */

import type { Evaluation } from './scores.ts';

/** One row per number, with a header; tidy, so that a pivot table gives any view. Undefined scores are empty. */
export function scoresCsv({ tracks }: Pick<Evaluation, 'tracks'>): string {
  const rows = tracks.flatMap(({ track, separator, scores }) =>
    Object.entries(scores).flatMap(([stem, own]) =>
      Object.entries(own).map(([score, { value, frames }]) => {
        const defined = frames.filter((frame) => frame !== null).length;
        return [track, separator, stem, score, value ?? '', frames.length, defined];
      }),
    ),
  );
  return csv([['track', 'separator', 'stem', 'score', 'value', 'frames', 'defined_frames'], ...rows]);
}

/** Rows as CSV; fields with commas, quotes or line ends are quoted. */
export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(value: string | number): string {
  if (typeof value === 'number') return String(value);
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
