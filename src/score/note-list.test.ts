import { describe, expect, it } from 'vitest';
import { FormatError } from '../util/index.ts';
import { matchNotes } from './match-notes.ts';
import { readNoteList, writeNoteList } from './note-list.ts';
import { readScore } from './read-score.ts';
import { excerptScore, makeScore, pitchName, scoreEndSeconds, scoreParts } from './score.ts';
import { writeMidi } from './write-midi.ts';

const notes = [
  { pitch: 60, onsetSeconds: 0.5, durationSeconds: 1, velocity: 0.5, part: 'left' },
  { pitch: 72, onsetSeconds: 1, durationSeconds: 0.25, velocity: 1, part: 'right; hand' },
];

describe('note lists', () => {
  it('are read with semicolons, commas or tabs, with or without a header', () => {
    const semicolons = 'start;duration;pitch;velocity;label\n0.5;1;60;0.5;left\n1;0.25;72;1;"right; hand"\n';
    const commas = '0.5, 1, 60, 0.5, left\r\n1, 0.25, 72, 1, right; hand\r\n';
    const tabs =
      '# by hand\nPitch\tStart (s)\tEnd\tPart\tVelocity\n60\t0,5\t1,5\tleft\t0.5\n72\t1\t1.25\tright; hand\t127\n';
    expect(readNoteList(semicolons).notes).toEqual(notes);
    expect(readNoteList(commas).notes).toEqual(notes);
    expect(readNoteList(tabs).notes).toEqual(notes);
  });

  it('need no more than start, duration and pitch', () => {
    expect(readNoteList('1;2;60').notes).toEqual([{ pitch: 60, onsetSeconds: 1, durationSeconds: 2 }]);
    expect(readNoteList('\n').notes).toEqual([]);
  });

  it('are written as they are read', () => {
    expect(readNoteList(writeNoteList({ notes })).notes).toEqual(notes);
  });

  it('say the line that cannot be read', () => {
    expect(() => readNoteList('0;1;60\n0;x;60', { place: 'a.csv' })).toThrow(
      'a.csv line 2: expected a number as duration, got "x"',
    );
    expect(() => readNoteList('start;end;pitch\n2;1;60')).toThrow(
      /line 2, durationSeconds.*at least 0, got -1/,
    );
    expect(() => readNoteList('0;1;600')).toThrow(FormatError);
    expect(() => readNoteList('start;duration;key\n0;1;60')).toThrow(/expected a column pitch/);
  });

  it('and MIDI files are told apart by their bytes', () => {
    expect(readScore(writeMidi({ notes })).notes.map(({ pitch }) => pitch)).toEqual([60, 72]);
    expect(readScore(new TextEncoder().encode('0;1;60')).notes).toHaveLength(1);
    expect(() => readScore(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))).toThrow(/a MIDI file, or a note list/);
  });
});

describe('scores', () => {
  it('are in order, know their end and their parts', () => {
    const score = makeScore(notes.toReversed());
    expect(score.notes).toEqual(notes);
    expect(scoreEndSeconds(score)).toBe(1.5);
    expect(scoreParts(score)).toEqual(['left', 'right; hand']);
    expect([21, 60, 61, 69].map(pitchName)).toEqual(['A0', 'C4', 'C#4', 'A4']);
  });

  it('are cut to excerpts', () => {
    const cut = excerptScore({ notes }, { startSeconds: 1.125, durationSeconds: 0.25 });
    expect(cut.notes.map((note) => [note.onsetSeconds, note.durationSeconds])).toEqual([
      [0, 0.25],
      [0, 0.125],
    ]);
    expect(excerptScore({ notes }, { startSeconds: -1 }).notes[0]!.onsetSeconds).toBe(1.5);
    expect(excerptScore({ notes }, { startSeconds: 2 }).notes).toEqual([]);
  });
});

describe('comparing scores', () => {
  const at = (onset: number, pitch = 60) => ({ pitch, onsetSeconds: onset, durationSeconds: 0.1 });

  it('pairs notes of one key within the tolerance, each once', () => {
    const reference = makeScore([at(0), at(0.06), at(1), at(2, 61)]);
    const estimate = makeScore([at(0.04), at(0.09), at(1.06), at(2, 62), at(3)]);
    const { pairs, precision, recall, f1 } = matchNotes(reference, estimate);
    expect(pairs.map((pair) => pair.estimate.onsetSeconds)).toEqual([0.04, 0.09]);
    expect([precision, recall]).toEqual([2 / 5, 2 / 4]);
    expect(f1).toBeCloseTo(4 / 9);
    expect(matchNotes(reference, reference).f1).toBe(1);
    expect(matchNotes(reference, { notes: [] }).f1).toBe(0);
  });
});
