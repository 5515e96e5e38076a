/** From activations of keys over time to notes: where one rises it begins, where it has faded it ends. */

import { makeScore, type Note, type Score } from '../../score/index.ts';

/** Options of {@link pickNotes}. */
export interface PickNotesOptions {
  readonly frameCount: number;
  readonly secondsPerFrame: number;
  /** The pitch of each row. */
  readonly pitches: readonly number[];
  /** How far an activation must rise within {@link riseSeconds} to be a note, as a part of the largest of all rises. */
  readonly threshold: number;
  /** Rises are looked for over this time: about the length of a frame. */
  readonly riseSeconds: number;
  /** Shorter notes are dropped. */
  readonly leastSeconds: number;
}

/** A note has ended where its activation is below this part of its peak. */
const endLevel = 0.1;
/** A key is not struck more often than this. */
const restrikeSeconds = 0.08;

/**
 * The notes in `activations` `[pitch, frame]`. Onsets are local maxima of the rise r[t] = a[t + d] − a[t − d], where it is above the threshold;
 * velocities go with the root of the peak, the loudest being 1.
 */
export function pickNotes(activations: Float32Array, options: PickNotesOptions): Score {
  const { frameCount, secondsPerFrame, pitches } = options;
  const half = Math.max(1, Math.round(options.riseSeconds / 2 / secondsPerFrame));
  const rows = pitches.map((_, row) => activations.subarray(row * frameCount, (row + 1) * frameCount));
  const rises = rows.map((row) => risesOf(row, half));
  const least =
    options.threshold * rises.reduce((most, rise) => rise.reduce((a, b) => Math.max(a, b), most), 0);
  if (least === 0) return { notes: [] };
  const found = pitches.flatMap((pitch, index) => {
    const row = rows[index]!;
    const onsets = peaksOf(rises[index]!, { least, apart: Math.round(restrikeSeconds / secondsPerFrame) });
    return onsets.map((onset, n) => {
      const { end, peak } = follow(row, { onset, until: onsets[n + 1] ?? frameCount, half });
      const onsetSeconds = onset * secondsPerFrame;
      return { pitch, onsetSeconds, durationSeconds: (end - onset) * secondsPerFrame, peak };
    });
  });
  const loudest = found.reduce((most, { peak }) => Math.max(most, peak), 0);
  const notes = found
    .filter(({ durationSeconds }) => durationSeconds >= options.leastSeconds)
    .map(({ peak, ...note }): Note => ({ ...note, velocity: Math.max(0.01, Math.sqrt(peak / loudest)) }));
  return makeScore(notes);
}

function risesOf(row: Float32Array, half: number): Float32Array {
  return row.map((_, t) =>
    Math.max(0, (row[Math.min(row.length - 1, t + half)] ?? 0) - (t < half ? 0 : row[t - half]!)),
  );
}

/** Local maxima of at least `least`, the higher of two that are closer than `apart`. */
function peaksOf(
  values: Float32Array,
  { least, apart }: { readonly least: number; readonly apart: number },
): number[] {
  const peaks: number[] = [];
  for (let t = 0; t < values.length; t++) {
    const value = values[t]!;
    if (value < least || value < (values[t - 1] ?? 0) || value <= (values[t + 1] ?? 0)) continue;
    const last = peaks.at(-1);
    if (last === undefined || t - last >= apart) peaks.push(t);
    else if (value > values[last]!) peaks[peaks.length - 1] = t;
  }
  return peaks;
}

function follow(
  row: Float32Array,
  { onset, until, half }: { readonly onset: number; readonly until: number; readonly half: number },
): { readonly end: number; readonly peak: number } {
  let peak = 0;
  let end = onset;
  for (let t = onset; t < until; t++) {
    peak = Math.max(peak, row[t]!);
    if (t > onset + half && row[t]! < endLevel * peak) break;
    end = t + 1;
  }
  return { end, peak };
}
