/** How well one score agrees with another: notes found, missed and made up, as transcriptions are judged (MIREX, mir_eval). */

import { checkNumber } from '../util/index.ts';
import type { Note, Score } from './score.ts';

/** Options of {@link matchNotes}. */
export interface MatchNotesOptions {
  /** Onsets this close agree. Default 0.05 s, MIREX's. */
  readonly onsetToleranceSeconds?: number;
}

/** What {@link matchNotes} finds. */
export interface NoteMatch {
  /** Pairs of notes with the same key and onsets within the tolerance, each note in one pair at most. */
  readonly pairs: readonly { readonly reference: Note; readonly estimate: Note }[];
  /** Share of the estimate's notes that are right; 0 without notes. */
  readonly precision: number;
  /** Share of the reference's notes that were found; 0 without notes. */
  readonly recall: number;
  /** Harmonic mean of both, 2PR / (P + R). */
  readonly f1: number;
}

/** Compares two scores by keys and onsets; ends of notes, which are seldom heard exactly, do not count. */
export function matchNotes(reference: Score, estimate: Score, options: MatchNotesOptions = {}): NoteMatch {
  const tolerance = checkNumber('onsetToleranceSeconds', options.onsetToleranceSeconds ?? 0.05, { min: 0 });
  const byKey = new Map<number, Note[]>();
  for (const note of estimate.notes.toSorted(byOnset)) {
    const key = Math.round(note.pitch);
    byKey.set(key, [...(byKey.get(key) ?? []), note]);
  }
  const pairs: { reference: Note; estimate: Note }[] = [];
  // On one key, taking the earliest free candidate for each note in turn leaves most for those that follow.
  for (const note of reference.notes.toSorted(byOnset)) {
    const candidates = byKey.get(Math.round(note.pitch));
    while (candidates !== undefined && candidates.length > 0) {
      const distance = candidates[0]!.onsetSeconds - note.onsetSeconds;
      if (distance > tolerance + rounding) break;
      const candidate = candidates.shift()!;
      if (distance < -tolerance - rounding) continue;
      pairs.push({ reference: note, estimate: candidate });
      break;
    }
  }
  const precision = pairs.length / Math.max(1, estimate.notes.length);
  const recall = pairs.length / Math.max(1, reference.notes.length);
  const f1 = pairs.length === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { pairs, precision, recall, f1 };
}

/** So that a distance of exactly the tolerance counts. */
const rounding = 1e-9;

function byOnset(a: Note, b: Note): number {
  return a.onsetSeconds - b.onsetSeconds;
}
