/** The Score: the notes of a piece as a list, in seconds; what a MIDI file or a note list says and a transcription finds. */

import { ArgumentError, checkNumber } from '../util/index.ts';

/** A note. */
export interface Note {
  /** MIDI number: 60 is middle C, 69 is A at 440 Hz; 0 to 127, fractions are quarter tones and the like. */
  readonly pitch: number;
  /** When it begins, in seconds from the start of the song; at least 0. */
  readonly onsetSeconds: number;
  /** How long it is held, in seconds; at least 0. */
  readonly durationSeconds: number;
  /** How hard it is struck, above 0 up to 1; where it is missing, nothing is known of it. */
  readonly velocity?: number;
  /** Who plays it: an instrument, a hand, a voice. */
  readonly part?: string;
}

/** A piece as a list of notes, in order of their onsets, low before high, as all functions here return it. */
export interface Score {
  readonly notes: readonly Note[];
}

/** The part of notes that name none. */
export const unnamedPart = 'notes';

/** A Score of `notes`, put in order. Throws `ArgumentError` for a note whose numbers are out of range. */
export function makeScore(notes: readonly Note[]): Score {
  return checkScore('notes', { notes: notes.toSorted(compareNotes) });
}

/** Onset first, then pitch, so that the order does not depend on the one that was given. */
function compareNotes(a: Note, b: Note): number {
  return a.onsetSeconds - b.onsetSeconds || a.pitch - b.pitch || a.durationSeconds - b.durationSeconds;
}

/** Returns `score` if all of its numbers are in range; else throws `ArgumentError` with the note's index. */
export function checkScore(place: string, score: Score): Score {
  if (!Array.isArray(score?.notes)) {
    throw new ArgumentError({
      place,
      expected: 'a score: { notes: [{ pitch, onsetSeconds, durationSeconds }, …] }',
      got: typeof score,
      remedy: 'Read one with readMidi or readNoteList, or make one with makeScore',
    });
  }
  score.notes.forEach(({ pitch, onsetSeconds, durationSeconds, velocity }, index) => {
    const note = `${place}.notes[${index}]`;
    checkNumber(`${note}.pitch`, pitch, { min: 0, max: 127 });
    checkNumber(`${note}.onsetSeconds`, onsetSeconds, { min: 0 });
    checkNumber(`${note}.durationSeconds`, durationSeconds, { min: 0 });
    if (velocity !== undefined) checkNumber(`${note}.velocity`, velocity, { above: 0, max: 1 });
  });
  return score;
}

/** When the last note ends, in seconds; 0 without notes. */
export function scoreEndSeconds({ notes }: Score): number {
  return notes.reduce((end, note) => Math.max(end, note.onsetSeconds + note.durationSeconds), 0);
}

/** The names of the parts in order of their first notes; notes without one are of the part `'notes'`. */
export function scoreParts({ notes }: Score): readonly string[] {
  return [...new Set(notes.map(partOf))];
}

/** The part of a note. */
export function partOf({ part }: Note): string {
  return part === undefined || part === '' ? unnamedPart : part;
}

/** The pitches that occur, each once, low to high. */
export function scorePitches({ notes }: Score): readonly number[] {
  return [...new Set(notes.map(({ pitch }) => pitch))].sort((a, b) => a - b);
}

/** Hertz of a pitch in equal temperament, A4 (69) at 440 Hz. */
export function pitchToHertz(pitch: number): number {
  return 440 * 2 ** ((pitch - 69) / 12);
}

/** The name of the nearest key, middle C (60) being C4: `C#4`. */
export function pitchName(pitch: number): string {
  const key = Math.round(pitch);
  return `${keyNames[((key % 12) + 12) % 12]}${Math.floor(key / 12) - 1}`;
}

const keyNames = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'] as const;

/** A part of the time of {@link excerptScore}. */
export interface ScoreExcerpt {
  /** From here, in seconds. Default 0; negative values move the notes to later. */
  readonly startSeconds?: number;
  /** Only this long, in seconds. Default: to the end. */
  readonly durationSeconds?: number;
}

/**
 * The score of an excerpt of the song, its start at 0: notes outside are left out, those across an edge are cut. Throws
 * `ArgumentError` for times that are no numbers.
 */
export function excerptScore(score: Score, { startSeconds = 0, durationSeconds }: ScoreExcerpt): Score {
  checkNumber('startSeconds', startSeconds);
  const end =
    durationSeconds === undefined
      ? Number.POSITIVE_INFINITY
      : checkNumber('durationSeconds', durationSeconds, { min: 0 });
  const notes = score.notes.flatMap((note) => {
    const from = Math.max(0, note.onsetSeconds - startSeconds);
    const to = Math.min(end, note.onsetSeconds + note.durationSeconds - startSeconds);
    return to > from ? [{ ...note, onsetSeconds: from, durationSeconds: to - from }] : [];
  });
  return { notes };
}
