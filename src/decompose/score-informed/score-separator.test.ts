import { describe, expect, it } from 'vitest';
import { separatorTests } from '../../../test/conformance/separator-suite.ts';
import { snrDb } from '../../../test/support/lag.ts';
import type { Audio, Stems } from '../../audio/index.ts';
import { makeScore, type Note, pitchToHertz, type Score } from '../../score/index.ts';
import { ArgumentError } from '../../util/index.ts';
import { createScoreSeparator, separateByScore } from './score-separator.ts';

const sampleRate = 8000;
/** Mixed they stand at 0 dB; every note occurs but once, so that little can be learnt of its colour. */
const partedDb = 10;
/** Single precision. */
const exactDb = 100;

function note(part: string, pitch: number, onsetSeconds: number, durationSeconds = 0.5): Note {
  return { part, pitch, onsetSeconds, durationSeconds };
}

/** Six harmonics that fade, with soft ends. */
function play(notes: readonly Note[], lengthSeconds: number): Float32Array {
  const samples = new Float32Array(Math.round(lengthSeconds * sampleRate));
  for (const { pitch, onsetSeconds, durationSeconds } of notes) {
    const start = Math.round(onsetSeconds * sampleRate);
    const count = Math.round(durationSeconds * sampleRate);
    for (let n = 0; n < count && start + n < samples.length; n++) {
      const t = n / sampleRate;
      const edge = Math.min(1, t / 0.005, (durationSeconds - t) / 0.02) * Math.exp(-t);
      for (let m = 1; m <= 6; m++) {
        const angle = 2 * Math.PI * m * pitchToHertz(pitch) * t;
        samples[start + n]! += (0.1 * edge * Math.sin(angle + m)) / m;
      }
    }
  }
  return samples;
}

/** Two hands, an octave and fewer apart, striking together. */
const duo: Score = makeScore([
  ...[48, 55, 52, 53].map((pitch, n) => note('left', pitch, 0.1 + 0.6 * n)),
  ...[64, 67, 69, 60].map((pitch, n) => note('right', pitch, 0.1 + 0.6 * n)),
]);
const seconds = 2.6;
const hands = ['left', 'right'].map((hand) =>
  play(
    duo.notes.filter(({ part }) => part === hand),
    seconds,
  ),
);
const song: Audio = { sampleRate, channels: [hands[0]!.map((value, n) => value + hands[1]![n]!)] };

function sumOf(stems: Stems, channel = 0): Float32Array {
  return [...stems.values()]
    .map(({ channels }) => channels[channel]!)
    .reduce((sum, samples) => sum.map((value, n) => value + samples[n]!));
}

describe('separating with a score', () => {
  it('parts two hands that strike together', async () => {
    const stems = await separateByScore(song, duo);
    expect([...stems.keys()]).toEqual(['left', 'right']);
    expect(snrDb(hands[0]!, stems.get('left')!.channels[0]!)).toBeGreaterThan(partedDb);
    expect(snrDb(hands[1]!, stems.get('right')!.channels[0]!)).toBeGreaterThan(partedDb);
    expect(snrDb(song.channels[0]!, sumOf(stems))).toBeGreaterThan(exactDb);
  });

  it('parts single notes and pitches, what has none going to the rest', async () => {
    const notes = await separateByScore(song, duo, { by: 'note' });
    expect([...notes.keys()].slice(0, 2)).toEqual(['1-C3', '2-E4']);
    expect([...notes.keys()].at(-1)).toBe('rest');
    expect(snrDb(song.channels[0]!, sumOf(notes))).toBeGreaterThan(exactDb);
    const fifth = play(duo.notes.slice(4, 5), seconds);
    expect(snrDb(fifth, notes.get('5-E3')!.channels[0]!)).toBeGreaterThan(partedDb);
    const pitches = await separateByScore(song, duo, { by: 'pitch', rest: 'share' });
    expect(pitches.size).toBe(8);
    expect(snrDb(song.channels[0]!, sumOf(pitches))).toBeGreaterThan(exactDb);
  });

  it('leaves to the rest what the only part does not play', async () => {
    const left = makeScore(duo.notes.filter(({ part }) => part === 'left'));
    const stems = await separateByScore(song, left);
    expect([...stems.keys()]).toEqual(['left', 'rest']);
    expect(snrDb(hands[0]!, stems.get('left')!.channels[0]!)).toBeGreaterThan(
      snrDb(hands[0]!, song.channels[0]!),
    );
    expect([...(await separateByScore(song, left, { rest: 'share' })).keys()]).toEqual(['left']);
  });

  it('gives a repeated key to whoever strikes it', async () => {
    const score = makeScore([0, 1, 2, 3].map((n) => note(n % 2 === 0 ? 'a' : 'b', 60, 0.1 + 0.6 * n)));
    const [a, b] = ['a', 'b'].map((name) =>
      play(
        score.notes.filter(({ part }) => part === name),
        seconds,
      ),
    );
    const mixture = { sampleRate, channels: [a!.map((value, n) => value + b![n]!)] };
    const stems = await separateByScore(mixture, score);
    expect(snrDb(a!, stems.get('a')!.channels[0]!)).toBeGreaterThan(partedDb);
  });

  it('takes any rule for stems, and a score that begins elsewhere', async () => {
    const late = makeScore(duo.notes.map((n) => ({ ...n, onsetSeconds: n.onsetSeconds + 100 })));
    const by = ({ pitch }: Note): string => (pitch < 60 ? 'low' : 'high');
    const stems = await separateByScore(song, late, { by, offsetSeconds: -100 });
    expect([...stems.keys()]).toEqual(['low', 'high', 'rest']);
    expect(snrDb(hands[0]!, stems.get('low')!.channels[0]!)).toBeGreaterThan(partedDb);
  });

  it('fades blocks of a long song into each other', async () => {
    const rounds = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((n) => 2.6 * n);
    const notes = rounds.flatMap((at) => duo.notes.map((n) => ({ ...n, onsetSeconds: n.onsetSeconds + at })));
    const long = { sampleRate, channels: [new Float32Array(9 * song.channels[0]!.length)] };
    for (const [n] of rounds.entries())
      long.channels[0]!.set(song.channels[0]!, n * song.channels[0]!.length);
    const stems = await separateByScore(long, makeScore(notes));
    expect(snrDb(long.channels[0]!, sumOf(stems))).toBeGreaterThan(exactDb);
    for (const n of [0, 6, 7, 8]) {
      const start = n * hands[0]!.length;
      const left = stems.get('left')!.channels[0]!.subarray(start, start + hands[0]!.length);
      expect(snrDb(hands[0]!, left), `round ${n}`).toBeGreaterThan(partedDb);
    }
  });
});

describe('a score that cannot be', () => {
  const message = async (score: Score, options = {}): Promise<string> =>
    await separateByScore(song, score, options).then(
      () => 'no error',
      (error: unknown) => (error instanceof ArgumentError ? error.message : String(error)),
    );

  it('says which rule it breaks', async () => {
    expect(await message({ notes: [] })).toMatch(/^score: expected at least one note, got none/);
    expect(await message(makeScore([note('a', 60, 2.5, 0.7)]))).toMatch(
      /within the song's 2.60 s.*got a note from 2.50 to 3.20 s.*excerptScore/,
    );
    expect(await message(makeScore([note('a', 60, 2.5, 0.5)]))).toBe('no error');
    expect(await message(makeScore([note('a', 60, 2.65, 0.1)]))).toMatch(/within the song/);
    expect(await message(duo, { offsetSeconds: -1 })).toMatch(
      /from the song's start on.*got a note at -0.90 s/,
    );
    expect(await message(makeScore([note('a', 108, 0)]))).toMatch(
      /pitches from 5 to 4000 Hz.*108 \(C8, 4186 Hz\)/,
    );
    expect(await message(makeScore([note('a', 21, 0)]), { frameSeconds: 0.02 })).toMatch(
      /larger frameSeconds/,
    );
  });

  it('or which option is wrong', () => {
    const create = (options: object): unknown => createScoreSeparator({ score: duo, ...options });
    expect(() => create({ iteration: 3 })).toThrow(/Did you mean iterations/);
    expect(() => create({ by: 'hand' })).toThrow(/score.by: expected one of part, pitch, note/);
    expect(() => create({ noteTolerance: [0.1, -1] })).toThrow(/noteTolerance\[1\]/);
    expect(() => create({ onsetTolerance: [0.1] })).toThrow(/before and after, got 1 values/);
    expect(() => create({ onsetTolerance: 0.1 })).not.toThrow();
    expect(() => createScoreSeparator({ score: 'song.mid' as unknown as Score })).toThrow(/expected a score/);
  });
});

describe('the score separator', () => {
  // Ends within the tolerance of a song of no samples.
  const score = makeScore([note('left', 48, 0, 0.3), note('right', 72, 0, 0.4)]);
  separatorTests({ create: () => createScoreSeparator({ score }) });
});
