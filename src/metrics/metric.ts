/**
 * The Metric: numbers from the audio of one track. BSS Eval, SI-SDR and the others are all Metrics, so `evaluate` runs any of them
 * by name. The functions that compute them are exported beside, for arrays instead of tracks.
 */

import type { Audio, Stems } from '../audio/index.ts';

/** One track as a metric sees it: same rate, channel count and length everywhere, the same names on both sides. */
export interface MetricTrack {
  /** What errors call it; left out, they say `track`. */
  readonly name?: string;
  /** The true stems, by name. */
  readonly references: Stems;
  /** What a separator made of the mixture, under the same names. */
  readonly estimates: Stems;
  /** What was separated; the sum of the references where a track has no own. */
  readonly mixture: Audio;
}

/** One number per frame, NaN where it is not defined (silence); a single number where the metric is of the whole track. */
export type FrameScores = Float64Array;

/** Scores by stem, then by the names in {@link Metric.scores}. */
export type StemScores = ReadonlyMap<string, Readonly<Record<string, FrameScores>>>;

/** What a number says. */
export interface ScoreKind {
  /** As reports and files write it: `SDR`. */
  readonly name: string;
  /** `dB`, or empty for a bare number. */
  readonly unit: 'dB' | '';
  readonly better: 'higher' | 'lower';
}

/** How long a metric may be watched and stopped. */
export interface MeasureOptions {
  readonly signal?: AbortSignal;
  /** Told a share from 0 to 1 now and then. */
  readonly onProgress?: (share: number) => void;
}

/** One metric. */
export interface Metric {
  /** What it is asked for by: `bss-eval`, `si-sdr`. */
  readonly name: string;
  /** One line for lists and help texts. */
  readonly title: string;
  readonly scores: readonly ScoreKind[];
  /** Length and distance of frames in seconds; `undefined` where the whole track is one frame. */
  readonly frames: { readonly windowSeconds: number; readonly hopSeconds: number } | undefined;
  measure(track: MetricTrack, options?: MeasureOptions): Promise<StemScores>;
}
