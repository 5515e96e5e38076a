/** What makes a vowel a vowel and a consonant a consonant, as targets that the vocal tract glides between. */

import type { Onset, Vowel } from '../score.ts';

/** Targets of one moment of singing. */
export interface Posture {
  /** The lowest three resonances of the vocal tract, in hertz. */
  readonly formantHertz: readonly [number, number, number];
  /** Level of the vocal folds, 0 to 1. */
  readonly voicing: number;
  /** Level of noise made at the folds and shaped by the whole tract: breath, h. */
  readonly breath: number;
  /** Level of noise made at the teeth: s, the burst of d. */
  readonly hiss: number;
}

/** Formants after the averages of Peterson and Barney (1952), between their men and women. */
const vowelFormants: Readonly<Record<Vowel, readonly [number, number, number]>> = {
  a: [780, 1250, 2550],
  e: [540, 1950, 2600],
  i: [310, 2400, 3050],
  o: [500, 900, 2500],
  u: [350, 900, 2350],
};

/** A light breathiness is always there. */
const restingBreath = 0.06;

/** A vowel held. */
export function vowelPosture(vowel: Vowel): Posture {
  return { formantHertz: vowelFormants[vowel], voicing: 1, breath: restingBreath, hiss: 0 };
}

/** A consonant is a short row of postures, each held for `seconds`. */
export interface OnsetStep {
  readonly seconds: number;
  readonly posture: Posture;
}

/** The steps of an onset before the vowel, which they look ahead to where the tongue is free to. */
export function onsetSteps(onset: Onset, vowel: Vowel): readonly OnsetStep[] {
  const formantHertz = vowelFormants[vowel];
  switch (onset) {
    case '':
      return [];
    case 'l':
      return [step(0.07, { formantHertz: [360, 1150, 2700], voicing: 0.45 })];
    case 'n':
      return [step(0.08, { formantHertz: [250, 1500, 2500], voicing: 0.35 })];
    case 'd':
      return [
        step(0.05, { formantHertz: [220, 1700, 2600], voicing: 0.06 }),
        step(0.012, { formantHertz: [300, 1700, 2600], voicing: 0.2, hiss: 0.12 }),
      ];
    case 's':
      return [step(0.11, { formantHertz: [320, 1500, 2500], voicing: 0, hiss: 0.16 })];
    case 'h':
      return [step(0.07, { formantHertz, voicing: 0.1, breath: 0.6 })];
  }
}

function step(
  seconds: number,
  posture: Partial<Posture> & Pick<Posture, 'formantHertz' | 'voicing'>,
): OnsetStep {
  return { seconds, posture: { breath: restingBreath * posture.voicing, hiss: 0, ...posture } };
}
