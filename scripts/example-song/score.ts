/** "Paper Boats" on paper: the song under examples/song. */

import type {
  Chord,
  Drum,
  Note,
  Onset,
  Pitch,
  Score,
  Syllable,
  Vowel,
} from '../../src/datasets/rendered-songs/score.ts';

/** What the example is rendered at, in hertz. */
export const sampleRate = 44100;
const beatsPerMinute = 108;
/** Nine bars of four at 108 a minute: exactly 20 seconds. */
const beats = 36;

const am7 = [57, 60, 64, 67];
const fMajor7 = [57, 60, 64, 65];
const c = [55, 60, 64, 67];
const g = [55, 59, 62, 67];
const dm7 = [57, 60, 62, 65];
const em7 = [55, 59, 62, 64];
const cAdd9 = [55, 60, 62, 64];

/** C major: vi IV I V, then vi IV and a climb ii iii IV V home to I. */
const chords: readonly Chord[] = [
  { beat: 0, beats: 4, pitches: am7 },
  { beat: 4, beats: 4, pitches: fMajor7 },
  { beat: 8, beats: 4, pitches: c },
  { beat: 12, beats: 4, pitches: g },
  { beat: 16, beats: 4, pitches: am7 },
  { beat: 20, beats: 4, pitches: fMajor7 },
  { beat: 24, beats: 2, pitches: dm7 },
  { beat: 26, beats: 2, pitches: em7 },
  { beat: 28, beats: 2, pitches: fMajor7 },
  { beat: 30, beats: 2, pitches: g },
  { beat: 32, beats: 4, pitches: cAdd9 },
];

/** Beat, beats, pitch, syllable. */
type SyllableRow = readonly [number, number, Pitch, `${Onset}${Vowel}`];

const melodyRows: readonly SyllableRow[] = [
  [0.5, 0.5, 64, 'la'],
  [1, 0.5, 67, 'na'],
  [1.5, 1.5, 69, 'do'],
  [3, 0.5, 67, 'la'],
  [3.5, 0.5, 64, 'e'],
  [4, 0.5, 62, 'no'],
  [4.5, 2, 60, 'lu'],
  [7, 0.5, 60, 'sa'],
  [7.5, 0.5, 62, 'la'],
  [8, 1.5, 64, 'de'],
  [9.5, 0.5, 67, 'li'],
  [10, 1, 64, 'na'],
  [11, 0.5, 62, 'o'],
  [11.5, 0.5, 60, 'lo'],
  [12, 2.75, 62, 'na'],
  [16.5, 0.5, 64, 'la'],
  [17, 0.5, 67, 'na'],
  [17.5, 1.5, 69, 'do'],
  [19, 0.5, 72, 'li'],
  [19.5, 0.5, 69, 'a'],
  [20, 0.5, 69, 'se'],
  [20.5, 0.5, 67, 'le'],
  [21, 1.5, 69, 'na'],
  [23, 0.5, 67, 'ho'],
  [23.5, 0.5, 69, 'la'],
  [24, 1, 65, 'du'],
  [25, 0.5, 64, 'na'],
  [25.5, 0.5, 62, 'la'],
  [26, 1, 67, 'de'],
  [27, 0.5, 64, 'la'],
  [27.5, 0.5, 67, 'no'],
  [28, 1.5, 69, 'la'],
  [29.5, 0.5, 67, 'i'],
  [30, 0.5, 62, 'sa'],
  [30.5, 0.5, 64, 'la'],
  [31, 1, 62, 'du'],
  [32, 2.75, 60, 'la'],
];

const melody: readonly Syllable[] = melodyRows.map(([beat, beats, pitch, text]) => ({
  beat,
  beats,
  pitch,
  onset: text.slice(0, -1) as Onset,
  vowel: text.slice(-1) as Vowel,
}));

/** Beat, beats, pitch. */
const bassRows: readonly (readonly [number, number, Pitch])[] = [
  ...groove(0, 33, 40),
  ...groove(4, 29, 36),
  ...groove(8, 36, 43),
  ...groove(12, 31, 38),
  ...groove(16, 33, 40),
  ...groove(20, 29, 36),
  [24, 1.5, 38],
  [25.5, 0.5, 38],
  [26, 1.5, 40],
  [27.5, 0.5, 40],
  [28, 1.5, 29],
  [29.5, 0.5, 29],
  [30, 1, 31],
  [31, 0.5, 31],
  [31.5, 0.5, 35],
  [32, 4, 36],
];

/** One bar of root, root, fifth and octave. */
function groove(beat: number, root: Pitch, fifth: Pitch): readonly (readonly [number, number, Pitch])[] {
  return [
    [beat, 1.25, root],
    [beat + 1.5, 0.5, root],
    [beat + 2.5, 0.75, fifth],
    [beat + 3.5, 0.5, root + 12],
  ];
}

const bassLine: readonly Note[] = bassRows.map(([beat, beats, pitch]) => ({ beat, beats, pitch }));

/** Sixteen steps a bar: `x` loud, `o` soft, `.` silent. One row per drum. */
const drums: Readonly<Record<Drum, string>> = {
  kick: bars('x.....x.x.......', 'x.....o.x..o....', 'x.....x.x.o.....', 'x...............'),
  snare: bars('....x.......x...', '....x..o....x...', '....x.....o.xoxx', '................'),
  closedHat: bars('x.o.x.o.x.o.x.o.', 'x.o.x.ooxoo.x...', 'x.o.x.o.x.o.....', '................'),
  openHat: bars('................', '..............o.', '................', '................'),
  tom: bars('................', '................', '........x.x.....', '................'),
  crash: bars('................', '................', '................', 'x...............'),
};

/** Lays out a drum's nine bars: two that alternate, a fill in the eighth, the end in the ninth. */
function bars(odd: string, even: string, fill: string, end: string): string {
  return [odd, even, odd, even, odd, even, odd, fill, end].join('');
}

/** The whole song. */
export const paperBoats: Score = {
  beatsPerMinute,
  beats,
  endBeat: 32,
  chords,
  melody,
  bassLine,
  drums,
  voice: { formantScale: 1 },
  levels: { vocals: 1, drums: 1, bass: 1, other: 1 },
  isLevelled: false,
};
