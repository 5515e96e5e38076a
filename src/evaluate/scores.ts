/** What an evaluation gives: plain data, as it is written to disk and as reports are made of it. */

import type { ScoreKind, SeparationFinding } from '../metrics/index.ts';

/** One score of one stem of one track. */
export interface StemScore {
  /** One number per frame; null where it is not defined. A single number where the score is of the whole track. */
  readonly frames: readonly (number | null)[];
  /** The median over frames that are defined: the track's number. Null where none is. */
  readonly value: number | null;
}

/** All scores of one separator on one track. */
export interface TrackScores {
  readonly track: string;
  readonly separator: string;
  readonly durationSeconds: number;
  /** How long separation and metrics took. */
  readonly separateSeconds: number;
  readonly measureSeconds: number;
  /** Stem, then score: `scores.vocals.SDR`. */
  readonly scores: Readonly<Record<string, Readonly<Record<string, StemScore>>>>;
  /** What was done to make references and estimates fit. */
  readonly notes: readonly string[];
  /** What looks wrong with the estimates, whatever the references say: silence, clipping, clicks, leakage. */
  readonly findings: readonly SeparationFinding[];
  /** Where each stem is best and worst; none for a stem without a frame that has a number. */
  readonly moments: Readonly<Record<string, StemMoments>>;
}

/** A frame that stands out. */
export interface Moment {
  readonly startSeconds: number;
  readonly durationSeconds: number;
  /** By which score: `SDR`. */
  readonly score: string;
  readonly value: number;
}

/** The best and the worst frame of a stem; the same one where there is only one. */
export interface StemMoments {
  readonly best: Moment;
  readonly worst: Moment;
}

/** A track that could not be evaluated. */
export interface TrackFailure {
  readonly track: string;
  readonly separator: string;
  /** The error in words: place, expected, got, remedy. */
  readonly message: string;
}

/** A whole evaluation. */
export interface Evaluation {
  readonly dataset: string;
  readonly separators: readonly string[];
  readonly stems: readonly string[];
  /** What was measured, in the order of tables. */
  readonly columns: readonly ScoreKind[];
  readonly tracks: readonly TrackScores[];
  readonly failures: readonly TrackFailure[];
}
