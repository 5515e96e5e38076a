/** Evaluation: separators × dataset × metrics → scores, tables and a report. A journey; the files around it are the host's. */

export { csv, scoresCsv } from './csv.ts';
export {
  type EvaluateTrackOptions,
  evaluateTrack,
  stemScore,
  type TrackToEvaluate,
} from './evaluate-track.ts';
export { type MatchedStems, type MatchOptions, matchStems, weightedSum } from './match.ts';
export { type FrameGrid, musevalJson, readMusevalJson } from './museval-json.ts';
export type {
  Evaluation,
  StemScore,
  TrackFailure,
  TrackScores,
} from './scores.ts';
export {
  compareSeparators,
  type ScoreSummary,
  type SeparatorComparison,
  summarize,
  summaryCsv,
} from './summary.ts';
