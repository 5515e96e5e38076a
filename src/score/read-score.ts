/** A score from a file of either kind: MIDI by its first bytes, else a note list as UTF-8 text. */

import { FormatError } from '../util/index.ts';
import { looksLikeMidi } from './midi-chunks.ts';
import { readNoteList } from './note-list.ts';
import { type ReadMidiOptions, readMidi } from './read-midi.ts';
import type { Score } from './score.ts';

/** The score in `bytes`, which hold a MIDI file or a note list. Throws `FormatError` where they hold neither. */
export function readScore(bytes: Uint8Array, options: ReadMidiOptions = {}): Score {
  const { place = 'score' } = options;
  if (looksLikeMidi(bytes)) return readMidi(bytes, { ...options, place });
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError({
      place,
      expected: 'a MIDI file, or a note list as text',
      got: 'other bytes',
      remedy: 'Give a .mid file, or lines of start;duration;pitch;velocity;part',
      cause,
    });
  }
  return readNoteList(text, { place });
}
