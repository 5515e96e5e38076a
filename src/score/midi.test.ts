import { describe, expect, it } from 'vitest';
import { mutate } from '../../test/support/mutate.ts';
import { ArgumentError, AuralflowError, createRandom, FormatError } from '../util/index.ts';
import { readMidi } from './read-midi.ts';
import { makeScore, type Note, type Score } from './score.ts';
import { writeMidi } from './write-midi.ts';

/** MThd with type, count and division, then the tracks, each with its length. */
function midiFile(tracks: readonly (readonly number[])[], { type = 1, division = 100 } = {}): Uint8Array {
  const chunk = (id: string, data: readonly number[]): number[] => [
    ...[...id].map((letter) => letter.charCodeAt(0)),
    ...[24, 16, 8, 0].map((shift) => (data.length >> shift) & 0xff),
    ...data,
  ];
  const header = [0, type, 0, tracks.length, division >> 8, division & 0xff];
  return Uint8Array.from([...chunk('MThd', header), ...tracks.flatMap((track) => chunk('MTrk', track))]);
}

const end = [0, 0xff, 0x2f, 0];
const tempo = (delta: number, microseconds: number): number[] => [
  ...[delta, 0xff, 0x51, 3],
  ...[16, 8, 0].map((shift) => (microseconds >> shift) & 0xff),
];
const named = (name: string): number[] => [0, 0xff, 3, name.length, ...[...name].map((c) => c.charCodeAt(0))];

/** Onset, duration, pitch, part of each note. */
function rows({ notes }: Score): unknown[][] {
  return notes.map(({ onsetSeconds, durationSeconds, pitch, part }) => [
    ...[+onsetSeconds.toFixed(6), +durationSeconds.toFixed(6), pitch, part],
  ]);
}

describe('reading MIDI', () => {
  it('turns ticks into seconds across tempo changes, in whichever track they stand', () => {
    // 100 ticks a beat; 1 s a beat, from beat 1 on 0.25 s a beat. A note over the change, one after it.
    const conductor = [...tempo(0, 1_000_000), ...tempo(100, 250_000), ...end];
    const notes = [50, 0x90, 60, 64, 100, 0x80, 60, 0, 50, 0x90, 62, 127, 100, 0x80, 62, 0, ...end];
    const score = readMidi(midiFile([conductor, [...named('Piano'), ...notes]]));
    expect(rows(score)).toEqual([
      [0.5, 0.625, 60, 'Piano'],
      [1.25, 0.25, 62, 'Piano'],
    ]);
    expect(score.notes.map(({ velocity }) => velocity)).toEqual([64 / 127, 1]);
  });

  it('takes running status and note-ons of velocity 0 as ends, at 120 beats a minute unless told', () => {
    const track = [0, 0x90, 60, 64, 10, 64, 64, 90, 60, 0, 10, 64, 0, ...end];
    expect(rows(readMidi(midiFile([track], { type: 0 })))).toEqual([
      [0, 0.5, 60, 'track 1'],
      [0.05, 0.5, 64, 'track 1'],
    ]);
  });

  it('makes parts of tracks and channels, each with a name of its own', () => {
    const two = [0, 0x90, 60, 64, 0, 0x91, 48, 64, 100, 0x80, 60, 0, 0, 0x81, 48, 0, ...end];
    const one = [0, 0x90, 72, 64, 100, 0x80, 72, 0, ...end];
    const file = midiFile([[...named('Keys'), ...two], [...named('Keys'), ...one], one]);
    expect(readMidi(file).notes.map(({ part }) => part)).toEqual([
      'Keys, channel 2',
      'Keys, channel 1',
      'Keys 2',
      'track 3',
    ]);
  });

  it('lets the pedal hold notes until it is lifted or the key struck again', () => {
    const pedal = (delta: number, value: number): number[] => [delta, 0xb0, 64, value];
    const track = [
      ...[...pedal(0, 127), 0, 0x90, 60, 64, 10, 0x80, 60, 0, 30, 0x90, 60, 64, 10, 0x80, 60, 0],
      ...[...pedal(50, 0), ...end],
    ];
    const times = (sustainPedal: boolean): unknown[] =>
      rows(readMidi(midiFile([track]), { sustainPedal })).map(([onset, duration]) => [onset, duration]);
    expect(times(true)).toEqual([
      [0, 0.2],
      [0.2, 0.3],
    ]);
    expect(times(false)).toEqual([
      [0, 0.05],
      [0.2, 0.05],
    ]);
  });

  it('leaves drums out unless they are asked for', () => {
    const file = midiFile([[0, 0x99, 36, 64, 10, 0x89, 36, 0, ...end]]);
    expect(readMidi(file).notes).toHaveLength(0);
    expect(readMidi(file, { percussion: 'keep' }).notes).toHaveLength(1);
  });

  it('reads film time', () => {
    // -25 frames a second of 40 ticks: a tick is 1 ms.
    const file = midiFile([[100, 0x90, 60, 64, 100, 0x80, 60, 0, ...end]], { division: 0xe728 });
    expect(rows(readMidi(file))).toEqual([[0.1, 0.1, 60, 'track 1']]);
  });

  it('says what is wrong with other bytes', () => {
    expect(() => readMidi(new TextEncoder().encode('start;duration;pitch'))).toThrow(/begins with MThd/);
    expect(() => readMidi(new Uint8Array(0))).toThrow(FormatError);
    const file = midiFile([end, end]);
    expect(() => readMidi(file.subarray(0, -2))).toThrow(/the file is cut off/);
    expect(() => readMidi(file.subarray(0, -12))).toThrow(
      'midi: expected 2 tracks, as the header says, got 1',
    );
    expect(() => readMidi(midiFile([end], { type: 2 }))).toThrow(/type 0 or 1, got type 2/);
    expect(() => readMidi(midiFile([end], { division: 0 }))).toThrow(/0 ticks per beat/);
    expect(() => readMidi('x.mid' as unknown as Uint8Array)).toThrow(ArgumentError);
    // A text whose length, read as 32 bits, would be negative.
    expect(() => readMidi(midiFile([[0, 0xff, 1, 0x8f, 0xff, 0xff, 0xff, 0x7f, ...end]]))).toThrow(
      FormatError,
    );
  });

  it('either reads damaged files or refuses them with a FormatError, in no time', () => {
    const file = writeMidi(randomScore(200));
    const started = performance.now();
    for (let seed = 0; seed < 700; seed++) {
      const { bytes, kind } = mutate(file, seed);
      try {
        for (const { onsetSeconds } of readMidi(bytes).notes) expect(onsetSeconds).toBeGreaterThanOrEqual(0);
      } catch (error) {
        expect(error, `${kind}, seed ${seed}`).toBeInstanceOf(AuralflowError);
        expect((error as Error).name, `${kind}, seed ${seed}`).toBe('FormatError');
      }
    }
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

/** Notes that do not meet on a key, in three parts. */
function randomScore(count: number): Score {
  const random = createRandom(5);
  return makeScore(
    Array.from({ length: count }, (_, n): Note => {
      const onsetSeconds = 0.25 * n + 0.1 * random.uniform();
      const part = ['right', 'left', 'solo é'][n % 3]!;
      const velocity = random.integer(1, 127) / 127;
      return {
        pitch: random.integer(21, 108),
        onsetSeconds,
        durationSeconds: 0.02 + 0.1 * random.uniform(),
        velocity,
        part,
      };
    }),
  );
}

describe('writing MIDI', () => {
  it('gives the score back, to a tick', () => {
    const score = randomScore(300);
    const back = readMidi(writeMidi(score, { beatsPerMinute: 90 }));
    const tick = 60 / 90 / 480;
    expect(back.notes).toHaveLength(300);
    back.notes.forEach((note, index) => {
      const original = score.notes[index]!;
      expect({ ...note, onsetSeconds: 0, durationSeconds: 0 }).toEqual({
        ...original,
        ...{ onsetSeconds: 0, durationSeconds: 0 },
      });
      expect(Math.abs(note.onsetSeconds - original.onsetSeconds)).toBeLessThanOrEqual(tick);
      expect(Math.abs(note.durationSeconds - original.durationSeconds)).toBeLessThanOrEqual(tick);
    });
  });

  it('keeps notes that follow at once on one key apart', () => {
    const notes = [0, 0.5, 1].map((onsetSeconds) => ({ pitch: 60, onsetSeconds, durationSeconds: 0.5 }));
    expect(rows(readMidi(writeMidi({ notes })))).toEqual([0, 0.5, 1].map((at) => [at, 0.5, 60, 'notes']));
  });

  it('keeps clear of the channel of drums however many parts there are', () => {
    const notes = Array.from({ length: 20 }, (_, n) => ({
      ...{ pitch: 60, onsetSeconds: n, durationSeconds: 0.5, part: `p${n}` },
    }));
    expect(readMidi(writeMidi({ notes })).notes).toHaveLength(20);
  });

  it('takes ten thousand notes in no time', () => {
    const score = randomScore(10_000);
    const started = performance.now();
    expect(writeMidi(score).length).toBeGreaterThan(60_000);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('refuses scores out of range', () => {
    const note = { pitch: 60, onsetSeconds: 0, durationSeconds: 1 };
    expect(() => writeMidi({ notes: [{ ...note, pitch: 128 }] })).toThrow(/notes\[0\]\.pitch.*at most 127/);
    expect(() => writeMidi({ notes: [{ ...note, onsetSeconds: 1e9 }] })).toThrow(/2²⁸ ticks/);
    expect(() => writeMidi({ notes: [note] }, { ticksPerBeat: 0 })).toThrow(ArgumentError);
    expect(() => writeMidi(undefined as unknown as Score)).toThrow(/expected a score/);
  });
});
