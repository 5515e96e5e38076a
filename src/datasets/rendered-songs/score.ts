/** A song on paper: tempo, chords, melody with its syllables, bass line and drum patterns. No sound in here. */

/** A pitch as a MIDI number: 60 is middle C, 69 is A at 440 Hz. */
export type Pitch = number;

/** A note; beats are counted from the start of the song. */
export interface Note {
  readonly beat: number;
  readonly beats: number;
  readonly pitch: Pitch;
}

/** A chord. */
export interface Chord {
  readonly beat: number;
  readonly beats: number;
  /** Lowest to highest. */
  readonly pitches: readonly Pitch[];
}

/** Vowels that can be sung. */
export type Vowel = 'a' | 'e' | 'i' | 'o' | 'u';
/** What a syllable begins with: `''` is sung straight on from the one before. */
export type Onset = '' | 'l' | 'n' | 'd' | 's' | 'h';

/** A note with what is sung on it. */
export interface Syllable extends Note {
  readonly onset: Onset;
  readonly vowel: Vowel;
}

/** The drum kit. */
export type Drum = 'kick' | 'snare' | 'closedHat' | 'openHat' | 'tom' | 'crash';

/** Who sings. */
export interface Voice {
  /** Formants are multiplied by this: 1 lies between men and women, 1.15 is a shorter vocal tract. */
  readonly formantScale: number;
}

/** What each stem is multiplied by. */
export type Levels = Readonly<Record<StemName, number>>;

/** In the usual order of stems. */
export const stemNames = ['vocals', 'drums', 'bass', 'other'] as const;
/** A stem of a rendered song. */
export type StemName = (typeof stemNames)[number];

/** Everything that the band needs. */
export interface Score {
  readonly beatsPerMinute: number;
  /** Length of the song. */
  readonly beats: number;
  /** From this beat on chords ring out. */
  readonly endBeat: number;
  readonly chords: readonly Chord[];
  readonly melody: readonly Syllable[];
  readonly bassLine: readonly Note[];
  /** Four steps a beat from the first beat on: `x` loud, `o` soft, `.` silent. */
  readonly drums: Readonly<Record<Drum, string>>;
  readonly voice: Voice;
  readonly levels: Levels;
  /** Whether stems are brought to one loudness (root mean square) before `levels`; else they are as loud as they were played. */
  readonly isLevelled: boolean;
}

/** How beats become samples. */
export interface Timing {
  readonly beatsPerMinute: number;
  /** Hertz. */
  readonly sampleRate: number;
}

/** The first sample of a beat. */
export function beatToSample(beat: number, { beatsPerMinute, sampleRate }: Timing): number {
  return Math.round((beat * 60 * sampleRate) / beatsPerMinute);
}

/** Hertz of a pitch in equal temperament. */
export function pitchToHertz(pitch: Pitch): number {
  return 440 * 2 ** ((pitch - 69) / 12);
}
