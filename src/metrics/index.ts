/**
 * Metrics: how far estimated stems are from the true ones, as numbers. Stands beside `decompose`: it takes Audio and knows no
 * separator. Each metric is one file; `list.ts` names them all.
 */

export type {
  FrameScores,
  MeasureOptions,
  Metric,
  MetricTrack,
  ScoreKind,
  StemScores,
} from './metric.ts';
