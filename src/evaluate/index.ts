/** Evaluation: separators × dataset × metrics → scores, tables and a report. A journey; the files around it are the host's. */

export { csv, scoresCsv } from './csv.ts';
export {
  type EvaluateTrackOptions,
  evaluateTrack,
  stemScore,
  type TrackToEvaluate,
} from './evaluate-track.ts';
export { type ExcerptMedia, excerptMedia, type ReportExcerpt } from './excerpt-media.ts';
export {
  chooseExcerpts,
  cutExcerpt,
  type Excerpt,
  type ExcerptChoice,
  type ExcerptKind,
  excerptKinds,
} from './excerpts.ts';
export {
  checkStemNames,
  type MatchedStems,
  type MatchOptions,
  matchStems,
  type Recipe,
  weightedSum,
} from './match.ts';
export { type FramewiseScore, findMoments } from './moments.ts';
export { type FrameGrid, musevalJson, readMusevalJson } from './museval-json.ts';
export { evaluationReport, type ReportOptions } from './report/report.ts';
export type {
  Evaluation,
  Moment,
  StemMoments,
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
