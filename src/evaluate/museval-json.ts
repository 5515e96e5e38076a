/**
 * Scores as museval writes them, one JSON file per track, so that its tools (and sigsep's aggregated tables) read ours, and ours
 * theirs: targets with frames of a second, metrics SDR, ISR, SIR, SAR rounded to five decimals, NaN where they are not defined.
 */

import { FormatError } from '../util/index.ts';
import { stemScore } from './evaluate-track.ts';
import type { StemScore, TrackScores } from './scores.ts';

/** The metrics that museval's files hold, in its order. */
const musevalMetrics = ['SDR', 'SIR', 'ISR', 'SAR'] as const;

/** museval rounds to so many decimals. */
const decimals = 5;

/** Length and distance of the frames. */
export interface FrameGrid {
  readonly windowSeconds: number;
  readonly hopSeconds: number;
}

/** The text of museval's file for a track. NaN is written as museval writes it, `NaN`, which is not JSON to the letter. */
export function musevalJson(
  { scores }: Pick<TrackScores, 'scores'>,
  { windowSeconds, hopSeconds }: FrameGrid,
): string {
  const targets = Object.entries(scores).map(([name, own]) => {
    const present = musevalMetrics.filter((metric) => own[metric] !== undefined);
    const count = Math.max(0, ...present.map((metric) => own[metric]!.frames.length));
    const frames = Array.from({ length: count }, (_, n) => ({
      time: n * hopSeconds,
      duration: windowSeconds,
      metrics: Object.fromEntries(present.map((metric) => [metric, rounded(own[metric]!.frames[n])])),
    }));
    return { name, frames };
  });
  return `${JSON.stringify({ targets }, null, 2).replaceAll('"NaN"', 'NaN')}\n`;
}

/** The scores in a file of museval's. Throws FormatError, naming `place`, where it is none. */
export function readMusevalJson(
  text: string,
  place: string,
): Readonly<Record<string, Readonly<Record<string, StemScore>>>> {
  const file = parse(text, place);
  const targets = (file as { readonly targets?: unknown }).targets;
  if (!Array.isArray(targets)) throw unlike(place, 'no list of targets');
  return Object.fromEntries(
    targets.map((target: unknown) => {
      const { name, frames } = (target ?? {}) as { readonly name?: unknown; readonly frames?: unknown };
      if (typeof name !== 'string' || !Array.isArray(frames))
        throw unlike(place, 'a target without name and frames');
      const metrics = frames.map(
        (frame: { readonly metrics?: Readonly<Record<string, unknown>> }) => frame?.metrics ?? {},
      );
      const names = [...new Set(metrics.flatMap((values) => Object.keys(values)))];
      const columns = names.map((metric): [string, StemScore] => [
        metric,
        stemScore(
          metrics.map((values) => (typeof values[metric] === 'number' ? values[metric] : Number.NaN)),
        ),
      ]);
      return [name, Object.fromEntries(columns)];
    }),
  );
}

function rounded(value: number | null | undefined): number | 'NaN' {
  return value === null || value === undefined ? 'NaN' : Number(value.toFixed(decimals));
}

function parse(text: string, place: string): object {
  try {
    // Python's JSON knows NaN and Infinity; as bare words they stand only where a number would.
    const value: unknown = JSON.parse(
      text.replaceAll(/(?<=[:[,\s])(?:NaN|-?Infinity)(?=\s*[,}\]])/g, 'null'),
    );
    if (typeof value === 'object' && value !== null) return value;
  } catch (cause) {
    throw unlike(place, 'no JSON', cause);
  }
  throw unlike(place, 'a bare value');
}

function unlike(place: string, got: string, cause?: unknown): FormatError {
  return new FormatError({
    place,
    expected: "museval's JSON: targets with name and frames",
    got,
    remedy: 'Give a file that museval or `auralflow evaluate` wrote',
    cause,
  });
}
