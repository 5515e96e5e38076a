/** Which component belongs to which source: weights `[source][component]` that add up to 1 for every component. */

import { hpssMasks } from '../median/hpss-masks.ts';
import type { Factorization } from '../nmf/index.ts';
import { binsFromHertz, framesFromSeconds } from '../spectrogram-grid.ts';
import { kMeans } from './k-means.ts';
import { envelopeFeatures, type TemplateSet, timbreFeatures } from './template-features.ts';

/** Per source a weight from 0 to 1 for every component. */
export type ComponentWeights = readonly Float32Array[];

/** What the bins and frames of a factorization are. */
export interface FactorizationGrid {
  /** In hertz. */
  readonly sampleRate: number;
  readonly fftSize: number;
  readonly hopSize: number;
}

/** Options of {@link groupComponents}. */
export interface GroupOptions extends Pick<FactorizationGrid, 'sampleRate' | 'fftSize'> {
  /** How many sources; with fewer components some stay empty. */
  readonly sources: number;
  /** `'timbre'` (default): cepstral coefficients. `'envelope'`: correlation of spectral envelopes. */
  readonly by?: 'timbre' | 'envelope';
  /** Of k-means, a whole number. Default 0. */
  readonly seed?: number;
}

/**
 * Groups components by the colour of their templates, all or nothing. Sources stand in the order of their spectral centroid, lowest first.
 */
export function groupComponents(
  factorization: Pick<Factorization, 'templates' | 'rank' | 'binCount'>,
  options: GroupOptions,
): ComponentWeights {
  const { rank, binCount, templates } = factorization;
  const set: TemplateSet = { ...options, templates, componentCount: rank, binCount };
  const features = options.by === 'envelope' ? envelopeFeatures(set) : timbreFeatures(set);
  const count = Math.min(options.sources, rank);
  const { groups } = kMeans(features, { count, seed: options.seed ?? 0 });
  const centroids = Array.from({ length: count }, (_, group) =>
    centroidOf(
      templates.filter((_, i) => groups[Math.floor(i / binCount)] === group),
      binCount,
    ),
  );
  const order = centroids.map((_, group) => group).sort((a, b) => centroids[a]! - centroids[b]!);
  return Array.from({ length: options.sources }, (_, source) =>
    Float32Array.from({ length: rank }, (_, r) => (groups[r] === order[source] ? 1 : 0)),
  );
}

/** The mean bin of spectra, weighted by their powers. */
function centroidOf(templates: Float32Array, binCount: number): number {
  let [moment, total] = [0, 0];
  templates.forEach((value, i) => {
    moment += value * value * (i % binCount);
    total += value * value;
  });
  return total > 0 ? moment / total : 0;
}

/** Medians of {@link percussiveWeights}, measured: see docs/nmf-variants.md. */
const steadySeconds = 0.7;
const broadHertz = 330;

/**
 * Weights of `[drums, other]` by how much of a component lies where the median filters of HPSS find strokes: with s the part of Σ (WH)² that
 * falls to the percussive mask of `magnitudes`, drums get s² / (s² + (1 − s)²). What filters decide bin by bin is decided here once per
 * component, and the components bring the bins along that the filters got wrong.
 */
export function percussiveWeights(
  magnitudes: Float32Array,
  factorization: Factorization,
  grid: FactorizationGrid,
): ComponentWeights {
  const { rank, frameCount, binCount, templates, activations } = factorization;
  const kernel = [framesFromSeconds(steadySeconds, grid), binsFromHertz(broadHertz, grid)] as const;
  const { percussive } = hpssMasks(magnitudes, { frameCount, binCount, kernel });
  const drums = Float32Array.from({ length: rank }, (_, r) => {
    let [own, all] = [0, 0];
    // Σ_k W²·Σ_f H²·mask, and the same without the mask.
    const squares = Float64Array.from({ length: binCount }, (_, k) => templates[r * binCount + k]! ** 2);
    const energy = squares.reduce((sum, value) => sum + value, 0);
    for (let f = 0; f < frameCount; f++) {
      const level = activations[r * frameCount + f]! ** 2;
      if (level === 0) continue;
      let caught = 0;
      for (let k = 0; k < binCount; k++) caught += squares[k]! * percussive[f * binCount + k]!;
      own += level * caught;
      all += level * energy;
    }
    const share = all > 0 ? own / all : 0;
    return share ** 2 / (share ** 2 + (1 - share) ** 2);
  });
  return [drums, drums.map((weight) => 1 - weight)];
}
