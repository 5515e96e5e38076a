/**
 * Scores: which notes a piece has, and when. Read from MIDI files and note lists, written back to them. Stands on `util` alone and
 * knows nothing of sound; `decompose` separates with scores and finds them in recordings.
 */

export { type MatchNotesOptions, matchNotes, type NoteMatch } from './match-notes.ts';
export { looksLikeMidi } from './midi-chunks.ts';
export { type ReadNoteListOptions, readNoteList, writeNoteList } from './note-list.ts';
export { type ReadMidiOptions, readMidi } from './read-midi.ts';
export { readScore } from './read-score.ts';
export {
  checkScore,
  excerptScore,
  makeScore,
  type Note,
  partOf,
  pitchName,
  pitchToHertz,
  type Score,
  type ScoreExcerpt,
  scoreEndSeconds,
  scoreParts,
  scorePitches,
  unnamedPart,
} from './score.ts';
export { type WriteMidiOptions, writeMidi } from './write-midi.ts';
