/**
 * Metrics: how far estimated stems are from the true ones, as numbers. Stands beside `decompose`: it takes Audio and knows no
 * separator. Each metric is one file; `list.ts` names them all.
 */

export { type BssEvalOptions, type BssEvalScores, bssEval } from './bss-eval/bss-eval.ts';
export {
  type BssEvalV3FrameOptions,
  type BssEvalV3Options,
  type BssImageFrameScores,
  type BssImageScores,
  type BssSourceFrameScores,
  type BssSourceScores,
  bssEvalImages,
  bssEvalImagesFramewise,
  bssEvalSources,
  bssEvalSourcesFramewise,
} from './bss-eval/bss-eval-v3.ts';
export { bssEvalMetric, bssEvalV3Metric } from './bss-eval/metric.ts';
export type { ChannelRule, Channels } from './channels.ts';
export { checkMetricTrack } from './check-track.ts';
export {
  type CheckSeparationOptions,
  checkSeparation,
  type SeparationCheck,
} from './checks/check-separation.ts';
export type { FindingKind, SeparationFinding } from './checks/finding.ts';
export { type Leakage, measureLeakage } from './checks/leakage.ts';
export { findMetric, metrics } from './list.ts';
export { type LogSpectralOptions, logSpectralDistance, logSpectralMetric } from './log-spectral.ts';
export type {
  FrameScores,
  MeasureOptions,
  Metric,
  MetricTrack,
  ScoreKind,
  StemScores,
} from './metric.ts';
export {
  type MultiResolutionScores,
  multiResolutionMetric,
  multiResolutionStft,
  type StftResolution,
  standardResolutions,
} from './multi-resolution.ts';
export {
  type SiScores,
  type SiScoresOptions,
  type SiSdrOptions,
  siScores,
  siSdr,
  siSdrMetric,
} from './scale-invariant.ts';
export { globalSdr, globalSdrMetric, sdSdr, snr, snrMetric, srr } from './signal-to-noise.ts';
export { bestPermutation } from './statistics-assignment.ts';
export { type BootstrapOptions, bootstrapInterval, type ConfidenceInterval } from './statistics-bootstrap.ts';
export { comparePaired, type PairedComparison } from './statistics-paired.ts';
export { type BoxPlot, boxPlot, mean, median, quantile } from './statistics-quantiles.ts';
export { type Alternative, type WilcoxonResult, wilcoxonSignedRank } from './statistics-wilcoxon.ts';
export { type StoiOptions, stoi, stoiMetric } from './stoi/stoi.ts';
