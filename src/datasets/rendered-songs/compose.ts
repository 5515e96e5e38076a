/** Writes songs by chance: tempo, key, progression, groove, melody and words from a stream of random numbers. */

import type { Random } from '../../util/index.ts';
import type { Chord, Drum, Levels, Note, Onset, Pitch, Score, Syllable, Vowel } from './score.ts';

/** Semitones of a major scale above its root. */
const scale = [0, 2, 4, 5, 7, 9, 11] as const;
/** Degrees of four bars, 0 the tonic: turns that pop songs are made of. */
const progressions: readonly (readonly number[])[] = [
  [5, 3, 0, 4],
  [0, 4, 5, 3],
  [0, 5, 3, 4],
  [0, 3, 0, 4],
  [5, 4, 3, 4],
  [1, 4, 0, 5],
];
const onsets: readonly Onset[] = ['', 'l', 'n', 'd', 's', 'h'];
const vowels: readonly Vowel[] = ['a', 'e', 'i', 'o', 'u'];

/** Starts of notes in two bars, in beats; a note lasts to the next one or a little less. */
const phrases: readonly (readonly number[])[] = [
  [0.5, 1, 1.5, 3, 3.5, 4, 4.5],
  [0, 1, 2, 2.5, 3, 4, 6],
  [0, 0.5, 1.5, 2, 3.5, 4, 5.5],
  [1, 1.5, 2, 2.5, 3, 3.5, 4],
  [0, 1.5, 3, 4, 5.5],
  [2, 2.5, 3, 4, 5, 5.5, 6],
];

type Groove = Readonly<Record<Drum, string>>;
const silent = '................';
const grooves: readonly Groove[] = [
  groove({ kick: 'x.....x.x.......', snare: '....x.......x...', closedHat: 'x.o.x.o.x.o.x.o.' }),
  groove({ kick: 'x...x...x...x...', snare: '....x.......x...', openHat: '..x...x...x...x.' }),
  groove({ kick: 'x..x..x...x..x..', snare: '....x..o.o..x...', closedHat: 'xoxoxoxoxoxoxoxo' }),
  groove({
    kick: 'x.......x.x.....',
    snare: '........x.......',
    closedHat: 'x...x...x...x...',
    tom: '..............oo',
  }),
];

/** Beats (in a bar) and length of bass notes, and the chord's degree that they play. */
const basses: readonly (readonly (readonly [number, number, number])[])[] = [
  [
    [0, 1.25, 0],
    [1.5, 0.5, 0],
    [2.5, 0.75, 4],
    [3.5, 0.5, 7],
  ],
  [
    [0, 2, 0],
    [2, 2, 4],
  ],
  Array.from({ length: 8 }, (_, n) => [n / 2, 0.5, 0] as const),
];

const beatsPerBar = 4;
const slowest = 84;
const fastest = 140;

/** A score of exactly `seconds` seconds, at least one bar. */
export function composeSong(random: Random, { seconds }: { readonly seconds: number }): Score {
  const wanted = slowest + (fastest - slowest) * random.uniform();
  const bars = Math.max(1, Math.round((seconds * wanted) / (60 * beatsPerBar)));
  const root = random.integer(0, 11);
  const progression = pick(progressions, random);
  const degrees = Array.from({ length: bars }, (_, bar) => progression[bar % progression.length]!);
  return {
    beatsPerMinute: (bars * beatsPerBar * 60) / seconds,
    beats: bars * beatsPerBar,
    endBeat: Math.max(0, bars - 1) * beatsPerBar,
    chords: degrees.map((degree, bar) => chordOf(degree, { root, beat: bar * beatsPerBar, random })),
    melody: melodyOf(degrees, { root, random }),
    bassLine: bassOf(degrees, { root, pattern: pick(basses, random) }),
    drums: drumsOf(bars, random),
    voice: { formantScale: 0.9 + 0.3 * random.uniform() },
    levels: levelsOf(random),
    isLevelled: true,
  };
}

interface Key {
  /** Semitones above C. */
  readonly root: number;
}

function chordOf(
  degree: number,
  { root, beat, random }: Key & { readonly beat: number; readonly random: Random },
): Chord {
  const highest = random.uniform() < 0.4 ? 6 : 7;
  // Around middle C, so that each chord moves little from the one before.
  const pitches = [0, 2, 4, highest].map(
    (step) => 54 + ((((pitchOf(degree + step, root) - 54) % 12) + 12) % 12),
  );
  const four = new Set(pitches);
  if (four.size < 4) four.add(Math.min(...pitches) + 12);
  return { beat, beats: beatsPerBar, pitches: [...four].sort((a, b) => a - b) };
}

/** A step of the scale as a pitch: step 0 is the tonic above middle C. */
function pitchOf(step: number, root: number): Pitch {
  const octave = Math.floor(step / 7);
  return 60 + root + 12 * octave + scale[step - 7 * octave]!;
}

function melodyOf(
  degrees: readonly number[],
  { root, random }: Key & { readonly random: Random },
): Syllable[] {
  const melody: Syllable[] = [];
  // Low voices sing around A below middle C, high ones around the A above it.
  const middle = random.integer(58, 68);
  const center = Math.round(((middle - 60 - root) * 7) / 12);
  let step = center;
  const end = degrees.length * beatsPerBar;
  for (let start = 0; start < end; start += 2 * beatsPerBar) {
    // Singers breathe: some phrases are left to the band, the first never.
    if (start > 0 && random.uniform() < 0.15) continue;
    const starts = pick(phrases, random)
      .map((beat) => start + beat)
      .filter((beat) => beat < end - 0.5);
    for (const [n, beat] of starts.entries()) {
      const until = Math.min(starts[n + 1] ?? beat + 2, end);
      const chord = degrees[Math.floor(beat / beatsPerBar)]!;
      step += random.integer(-2, 2);
      if (Number.isInteger(beat)) step = nearestTone(step, chord);
      step = Math.min(center + 6, Math.max(center - 4, step));
      melody.push({
        beat,
        beats: until - beat > 1.5 ? until - beat - 0.5 : until - beat,
        pitch: pitchOf(step, root),
        onset: pick(onsets, random),
        vowel: pick(vowels, random),
      });
    }
  }
  return melody;
}

/** The step of the scale next to `step` that belongs to the triad on `degree`. */
function nearestTone(step: number, degree: number): number {
  const isTone = (candidate: number) => [0, 2, 4].includes((((candidate - degree) % 7) + 7) % 7);
  return [0, 1, -1, 2, -2].map((offset) => step + offset).find(isTone) ?? step;
}

function bassOf(
  degrees: readonly number[],
  { root, pattern }: Key & { readonly pattern: (typeof basses)[number] },
): Note[] {
  return degrees.flatMap((degree, bar) =>
    pattern.map(([beat, beats, step]) => {
      // Between E below the stave and the E above it.
      const low = 28 + ((pitchOf(degree, root) - 28) % 12);
      const interval = pitchOf(degree + step, root) - pitchOf(degree, root);
      return { beat: bar * beatsPerBar + beat, beats, pitch: low + interval };
    }),
  );
}

function drumsOf(bars: number, random: Random): Groove {
  const own = pick(grooves, random);
  const drums = Object.entries(own).map(([drum, bar]) => {
    const fill = drum === 'snare' ? '....x...o.oxxxxx' : bar;
    return [drum, Array.from({ length: bars }, (_, n) => (n % 4 === 3 ? fill : bar)).join('')] as const;
  });
  return { ...own, ...Object.fromEntries(drums) };
}

/** Each stem up to 4 dB louder or softer than usual, the voice in front. */
function levelsOf(random: Random): Levels {
  const level = (frontDb = 0): number => 10 ** ((8 * random.uniform() - 4 + frontDb) / 20);
  return { vocals: level(3), drums: level(), bass: level(), other: level() };
}

function groove(drums: Partial<Groove>): Groove {
  return {
    kick: silent,
    snare: silent,
    closedHat: silent,
    openHat: silent,
    tom: silent,
    crash: silent,
    ...drums,
  };
}

function pick<T>(choices: readonly T[], random: Random): T {
  return choices[random.integer(0, choices.length - 1)]!;
}
