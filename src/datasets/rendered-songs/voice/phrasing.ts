/** From the melody to a row of moments: when the singer holds which posture at which pitch. */

import { beatToSample, type Pitch, type Syllable, type Timing } from '../score.ts';
import { onsetSteps, type Posture, vowelPosture } from './phonemes.ts';

/** From `startSample` on, until the next moment. */
export interface Moment {
  readonly startSample: number;
  readonly posture: Posture;
  readonly pitch: Pitch;
  /** Whether a note begins here, from which the vibrato counts its delay. */
  readonly beginsNote: boolean;
}

/** Shorter gaps between notes are sung through. */
const legatoGapSeconds = 0.03;
const breathSeconds = 0.22;

/** All moments of a melody in order, beginning and ending with silence. */
export function phrase(melody: readonly Syllable[], timing: Timing): readonly Moment[] {
  const { sampleRate } = timing;
  const legatoGapSamples = Math.round(legatoGapSeconds * sampleRate);
  const moments: Moment[] = [];
  let previousEnd = 0;
  for (const syllable of melody) {
    const start = beatToSample(syllable.beat, timing);
    const steps = onsetSteps(syllable.onset, syllable.vowel);
    const onsetSamples = steps.reduce((sum, step) => sum + step.seconds * sampleRate, 0);
    const isNewPhrase = start - previousEnd > legatoGapSamples;
    if (isNewPhrase) moments.push(...breathe(start - onsetSamples, { pitch: syllable.pitch, sampleRate }));
    // The vowel, not the consonant, falls on the beat: that is how singers place words.
    let cursor = start - onsetSamples;
    for (const { seconds, posture } of steps) {
      moments.push({ startSample: cursor, posture, pitch: syllable.pitch, beginsNote: false });
      cursor += seconds * sampleRate;
    }
    moments.push({
      startSample: start,
      posture: vowelPosture(syllable.vowel),
      pitch: syllable.pitch,
      beginsNote: true,
    });
    previousEnd = beatToSample(syllable.beat + syllable.beats, timing);
    moments.push({ startSample: previousEnd, posture: rest, pitch: syllable.pitch, beginsNote: false });
  }
  // A consonant may begin before the note before it has ended: later rows win, and the rest in between is dropped.
  return moments.filter((moment, i) => !isOverrun(moment, moments[i + 1]));
}

const rest: Posture = { ...vowelPosture('a'), voicing: 0, breath: 0 };

function isOverrun(moment: Moment, next: Moment | undefined): boolean {
  return next !== undefined && next.startSample <= moment.startSample + 1;
}

/** The breath taken before a phrase, ending where its first sound begins. */
function breathe(
  endSample: number,
  { pitch, sampleRate }: { readonly pitch: Pitch; readonly sampleRate: number },
): readonly Moment[] {
  const startSample = endSample - (breathSeconds + 0.05) * sampleRate;
  if (startSample < 0) return [];
  const inhale: Posture = { formantHertz: [900, 1500, 2700], voicing: 0, breath: 0.22, hiss: 0.01 };
  return [
    { startSample, posture: inhale, pitch, beginsNote: false },
    { startSample: endSample - 0.05 * sampleRate, posture: rest, pitch, beginsNote: false },
  ];
}
