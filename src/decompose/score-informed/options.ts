/** The options of separating with a score, as data and checked. */

import { type Note, partOf, pitchName, type Score } from '../../score/index.ts';
import { checkChoice, checkInteger, checkNumber } from '../../util/index.ts';
import { checkOptionNames, frameSecondsOption, type OptionDescription } from '../option.ts';
import {
  type ActivationTolerances,
  checkTolerance,
  defaultNoteTolerance,
  defaultOnsetTolerance,
} from './activations.ts';
import { defaultPitchTolerance } from './templates.ts';

/** What a stem is made of: the notes of a part, of a pitch, one note, or of whatever name a function gives a note. */
export type StemRule = 'part' | 'pitch' | 'note' | ((note: Note, index: number) => string);

/** Options of `separateByScore` and `createScoreSeparator`. */
export interface ScoreSeparationOptions extends ActivationTolerances {
  /** Default `'part'`: a stem per instrument, hand or voice of the score. */
  readonly by?: StemRule;
  /**
   * What strokes are made of. Default `'flat'`: components of their own with the same weight in all bins. `'learnt'`: their spectra change too,
   * as in the lectures; where both hands strike at once, they learn the other's tones. `'none'`: no components.
   */
  readonly onsets?: 'flat' | 'learnt' | 'none';
  /** Default `'pitch'`: all parts share the spectrum of a pitch, as two hands at a piano do; `'part'`: instruments of their own. */
  readonly templatesPer?: 'pitch' | 'part';
  /** Half-width of the bands of a template, as a part of their frequency. Default 0.05. */
  readonly pitchTolerance?: number;
  /** Exponent by which the weights of harmonics fall at the start, m^−d. Default 3. */
  readonly harmonicDecay?: number;
  /** Default `'kullback-leibler'`. */
  readonly cost?: 'euclidean' | 'kullback-leibler' | 'itakura-saito';
  /** Default 8: enough to learn the colours; more of them learn the other notes' harmonics. */
  readonly iterations?: number;
  /** Exponent of the masks, above 0. Default 1. */
  readonly power?: number;
  /**
   * What becomes of sound that no note explains: `'share'` deals it out among the stems, `'stem'` makes a stem `rest` of it. Default:
   * `'share'` for two parts and more, else `'stem'`.
   */
  readonly rest?: 'share' | 'stem';
  /** Length of a frame in seconds. Default 0.186, which tells apart the harmonics of low chords. */
  readonly frameSeconds?: number;
  /** Seconds added to every time of the score, which may be negative. Default 0. */
  readonly offsetSeconds?: number;
}

/** The options as data, the tolerances as pairs of before and after. */
export const scoreOptions: readonly OptionDescription[] = [
  {
    name: 'by',
    kind: 'choice',
    choices: ['part', 'pitch', 'note'],
    default: 'part',
    summary: 'what a stem is: a part, a pitch or a note',
  },
  {
    name: 'onsets',
    kind: 'choice',
    choices: ['flat', 'learnt', 'none'],
    default: 'flat',
    summary: 'components for strokes: with a flat spectrum, one that is learnt, or none',
  },
  {
    name: 'templatesPer',
    kind: 'choice',
    choices: ['pitch', 'part'],
    default: 'pitch',
    summary: 'whether parts share the spectrum of a pitch',
  },
  {
    name: 'pitchTolerance',
    kind: 'number',
    default: '0.05',
    summary: 'half-width of harmonics, as a part of their frequency',
  },
  {
    name: 'harmonicDecay',
    kind: 'number',
    default: '3',
    summary: 'how fast the weights of harmonics fall at the start',
  },
  {
    name: 'noteTolerance',
    kind: 'pair',
    default: '0.2,0.5',
    summary: 'seconds that a note may start before and end after the score',
  },
  {
    name: 'onsetTolerance',
    kind: 'pair',
    default: '0.3,0.1',
    summary: 'seconds that a stroke may lie before and after the score',
  },
  {
    name: 'cost',
    kind: 'choice',
    choices: ['euclidean', 'kullback-leibler', 'itakura-saito'],
    default: 'kullback-leibler',
    summary: 'what the factorization makes small',
  },
  { name: 'iterations', kind: 'integer', default: '8', summary: 'iterations of the factorization' },
  { name: 'power', kind: 'number', default: '1', summary: 'exponent of the masks' },
  {
    name: 'rest',
    kind: 'choice',
    choices: ['share', 'stem'],
    default: 'share among parts, stem for one part, pitches and notes',
    summary: 'sound without a note: dealt out, or a stem rest',
  },
  frameSecondsOption(0.186),
  { name: 'offsetSeconds', kind: 'number', default: '0', summary: 'seconds added to the times of the score' },
];

/** The options with their defaults. */
export interface ScoreSettings
  extends Required<Omit<ScoreSeparationOptions, 'by' | 'rest' | 'noteTolerance' | 'onsetTolerance'>> {
  readonly rest: 'share' | 'stem';
  readonly noteTolerance: readonly [number, number];
  readonly onsetTolerance: readonly [number, number];
}

/** Checks the options. Throws `ArgumentError` for an unknown one and for values out of range. */
export function resolveScoreOptions(place: string, options: ScoreSeparationOptions): ScoreSettings {
  checkOptionNames(place, options, scoreOptions);
  const { by = 'part' } = options;
  if (typeof by !== 'function') checkChoice(`${place}.by`, by, ['part', 'pitch', 'note']);
  const costs = ['euclidean', 'kullback-leibler', 'itakura-saito'] as const;
  return {
    onsets: checkChoice(`${place}.onsets`, options.onsets ?? 'flat', ['flat', 'learnt', 'none']),
    templatesPer: checkChoice(`${place}.templatesPer`, options.templatesPer ?? 'pitch', ['pitch', 'part']),
    pitchTolerance: checkNumber(`${place}.pitchTolerance`, options.pitchTolerance ?? defaultPitchTolerance, {
      above: 0,
      below: 1,
    }),
    harmonicDecay: checkNumber(`${place}.harmonicDecay`, options.harmonicDecay ?? 3, { min: 0, max: 20 }),
    noteTolerance: checkTolerance(`${place}.noteTolerance`, options.noteTolerance ?? defaultNoteTolerance),
    onsetTolerance: checkTolerance(
      `${place}.onsetTolerance`,
      options.onsetTolerance ?? defaultOnsetTolerance,
    ),
    cost: checkChoice(`${place}.cost`, options.cost ?? 'kullback-leibler', costs),
    iterations: checkInteger(`${place}.iterations`, options.iterations ?? 8, { min: 0, max: 10_000 }),
    power: checkNumber(`${place}.power`, options.power ?? 1, { above: 0, max: 10 }),
    rest: checkChoice(`${place}.rest`, options.rest ?? (by === 'part' ? 'share' : 'stem'), ['share', 'stem']),
    frameSeconds: checkNumber(`${place}.frameSeconds`, options.frameSeconds ?? 0.186, { min: 0.005, max: 1 }),
    offsetSeconds: checkNumber(`${place}.offsetSeconds`, options.offsetSeconds ?? 0),
  };
}

/** The stem of each note, by the rule. */
export function stemOfNotes({ notes }: Score, by: StemRule = 'part'): readonly string[] {
  const digits = String(notes.length).length;
  return notes.map((note, index) => {
    if (by === 'part') return partOf(note);
    if (by === 'pitch') return pitchName(note.pitch);
    if (by === 'note') return `${String(index + 1).padStart(digits, '0')}-${pitchName(note.pitch)}`;
    return by(note, index);
  });
}
