/** Evaluation: separators × dataset × metrics → scores, tables and a report. A journey; the files around it are the host's. */

export type {
  Evaluation,
  ScoreColumn,
  StemScore,
  TrackFailure,
  TrackScores,
} from './scores.ts';
