/** One track, one separator: estimates beside references, every metric run, the numbers as plain data. */

import { durationSeconds, type Stems } from '../audio/index.ts';
import type { TrackAudio } from '../datasets/index.ts';
import { checkSeparation, type Metric, median, type SeparationFinding } from '../metrics/index.ts';
import type { WorkOptions } from '../util/index.ts';
import { type MatchedStems, matchStems } from './match.ts';
import { type FramewiseScore, findMoments } from './moments.ts';
import { scenariosOf } from './scenarios.ts';
import type { StemScore, TrackScores } from './scores.ts';

/** What {@link evaluateTrack} looks at. */
export interface TrackToEvaluate {
  readonly name: string;
  readonly audio: TrackAudio;
  /** Who made the estimates. */
  readonly separator: string;
  readonly estimates: Stems;
}

/** Options of {@link evaluateTrack}. */
export interface EvaluateTrackOptions extends WorkOptions {
  readonly metrics: readonly Metric[];
  /** What estimates are compared with, where names do not say it: `'percussive = drums'`. Default none. */
  readonly equations?: readonly string[];
  /** How long the separation took, in seconds, for the record. Default 0. */
  readonly separateSeconds?: number;
}

/**
 * Measures the estimates of one track. Returns scores by stem and score name; the notes say what had to be done to make the two
 * sides fit. Throws ArgumentError, naming the track, where they do not fit, and what a metric throws.
 */
export async function evaluateTrack(
  { name, audio, separator, estimates }: TrackToEvaluate,
  options: EvaluateTrackOptions,
): Promise<TrackScores> {
  const { metrics, equations = [], signal, onProgress, separateSeconds = 0 } = options;
  const startedAt = performance.now();
  const matched = matchStems(estimates, audio, { track: name, equations });
  const { references, estimates: fitted, notes } = matched;
  const scores: Record<string, Record<string, StemScore>> = {};
  for (const stem of references.keys()) scores[stem] = {};
  const work = scenariosOf(matched.members).flatMap((scenario) =>
    metrics.map((metric) => ({ metric, ...scenario })),
  );
  for (const [index, { metric, stems, kept }] of work.entries()) {
    signal?.throwIfAborted();
    const track = {
      name,
      references: only(references, stems),
      estimates: only(fitted, stems),
      mixture: audio.mixture,
    };
    const found = await metric.measure(track, {
      ...(signal === undefined ? {} : { signal }),
      onProgress: (share) =>
        onProgress?.({ stage: metric.name, done: index + share, total: work.length, unit: 'items' }),
    });
    for (const stem of kept) {
      for (const [score, frames] of Object.entries(found.get(stem) ?? {}))
        scores[stem]![score] = stemScore(frames);
    }
  }
  return {
    track: name,
    separator,
    durationSeconds: durationSeconds(audio.mixture),
    separateSeconds,
    measureSeconds: (performance.now() - startedAt) / 1000,
    scores,
    notes: [...audio.notes, ...notes],
    findings: findingsOf(audio, matched),
    moments: findMoments({ ...matched, scores }, framewiseScore(metrics)),
  };
}

function only(stems: Stems, names: readonly string[]): Stems {
  return new Map(names.map((name) => [name, stems.get(name)!]));
}

/** What the checks say; but not that stems with a reference in common have something in common, or that a part is not the whole. */
function findingsOf(
  { mixture }: TrackAudio,
  { estimates, isWhole, members }: MatchedStems,
): readonly SeparationFinding[] {
  return checkSeparation(mixture, estimates).findings.filter(({ kind, stem = '', other = '' }) => {
    if (kind === 'residual') return isWhole;
    if (kind !== 'leakage') return true;
    return !(members.get(stem) ?? []).some((name) => members.get(other)?.includes(name));
  });
}

/** The first score of the first metric that has frames. */
function framewiseScore(metrics: readonly Metric[]): FramewiseScore | undefined {
  const found = metrics.find(({ frames, scores }) => frames !== undefined && scores[0]?.better === 'higher');
  return found === undefined ? undefined : { score: found.scores[0]!.name, ...found.frames! };
}

/** Frames as plain data: what is infinite or not a number is null, as museval's files have it. */
export function stemScore(frames: ArrayLike<number>): StemScore {
  const values = Array.from(frames, (value) => (Number.isFinite(value) ? value : null));
  const middle = median(values.map((value) => value ?? Number.NaN));
  return { frames: values, value: Number.isNaN(middle) ? null : middle };
}
