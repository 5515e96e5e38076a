/** The metrics by name. To add one: write its file, its test, and its entry here; `evaluate` and `auralflow metrics` pick it up. */

import { checkChoice } from '../util/index.ts';
import { bssEvalMetric, bssEvalV3Metric } from './bss-eval/metric.ts';
import { logSpectralMetric } from './log-spectral.ts';
import type { Metric } from './metric.ts';
import { multiResolutionMetric } from './multi-resolution.ts';
import { siSdrMetric } from './scale-invariant.ts';
import { globalSdrMetric, snrMetric } from './signal-to-noise.ts';
import { stoiMetric } from './stoi/stoi.ts';

/** Every metric, in the order they are listed to users. */
export const metrics: readonly Metric[] = [
  bssEvalMetric,
  bssEvalV3Metric,
  globalSdrMetric,
  siSdrMetric,
  snrMetric,
  stoiMetric,
  logSpectralMetric,
  multiResolutionMetric,
];

/** The metric of this name. Throws `ArgumentError` that lists the names and says which was probably meant. */
export function findMetric(name: string): Metric {
  const names = metrics.map((metric) => metric.name);
  return metrics[names.indexOf(checkChoice('metric', name, names))]!;
}
