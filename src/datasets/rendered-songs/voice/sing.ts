/** The singer: glottal source, vocal tract and expression, from a melody to sound (after Klatt 1980). */

import type { Random } from '../../../util/index.ts';
import { chain, createGlide, createResonator, highPass, lowPass } from '../filters.ts';
import { pitchToHertz, type Syllable, type Timing, type Voice } from '../score.ts';
import { createGlottis } from './glottis.ts';
import { type Moment, phrase } from './phrasing.ts';

/** The tract is retuned every 0.7 ms, faster than any mouth: so many samples at 44.1 kHz. */
const controlsAt44100 = 32;
/** Resonances above the vowels', the same for all of them; 3 kHz apart they give the voice its ring. */
const upperFormantHertz = [3300, 3900, 5200] as const;
/** Vowels come out of the resonators some twenty times as large as they went in; this brings them back near 1. */
const tractGain = 0.05;
const bandwidthHertz = [80, 95, 130, 190, 240, 400] as const;

/** Sings a melody into `lengthSamples` samples, mono. */
export function sing(
  melody: readonly Syllable[],
  options: { lengthSamples: number; random: Random; timing: Timing; voice: Voice },
): Float64Array {
  const { lengthSamples, random, timing, voice } = options;
  const { sampleRate } = timing;
  const controlSamples = Math.max(1, Math.round((controlsAt44100 * sampleRate) / 44100));
  const moments = phrase(melody, timing);
  const expression = createExpression(random, { controlSamples, sampleRate });
  const glottis = createGlottis(random, sampleRate);
  const tract = createTract({ controlSamples, sampleRate, formantScale: voice.formantScale });
  const low = (hertz: number) => lowPass(hertz, sampleRate);
  const high = (hertz: number) => highPass(hertz, sampleRate);
  const tilt = low(6000);
  const body = chain(high(110), high(90));
  const teeth = chain(high(5200), high(4200), low(9500));
  const glides = {
    pitch: createGlide(moments[0]!.pitch, 0.022 * sampleRate),
    voicing: createGlide(0, 0.011 * sampleRate),
    breath: createGlide(0, 0.015 * sampleRate),
    hiss: createGlide(0, 0.007 * sampleRate),
  };
  const result = new Float64Array(lengthSamples);
  let at = -1;
  let noteStart = 0;
  for (let n = 0; n < lengthSamples; n++) {
    while (at + 1 < moments.length && moments[at + 1]!.startSample <= n) {
      at++;
      if (moments[at]!.beginsNote) noteStart = n;
    }
    const { posture, pitch } = moments[Math.max(at, 0)]! as Moment;
    const silent = at < 0;
    const hertz = pitchToHertz(glides.pitch(pitch) + expression(n, noteStart));
    if (n % controlSamples === 0) tract.shape(posture.formantHertz, hertz);
    const swell = 0.8 + 0.2 * Math.min(1, (n - noteStart) / (0.5 * sampleRate));
    const source = glottis(hertz);
    const voiced = tilt(source.pulse) * glides.voicing(silent ? 0 : posture.voicing) * swell;
    const breath = source.noise * glides.breath(silent ? 0 : posture.breath);
    const hiss = glides.hiss(silent ? 0 : posture.hiss) * teeth(3 * random.uniform() - 1.5);
    result[n] = tractGain * body(tract.next(voiced + breath)) + hiss;
  }
  return result;
}

/** How often what moves is moved. */
interface Control {
  readonly controlSamples: number;
  readonly sampleRate: number;
}

/** Offsets of the pitch in semitones: a vibrato that sets in after a while, and a slow, small waver. */
function createExpression(
  random: Random,
  { controlSamples, sampleRate }: Control,
): (n: number, noteStart: number) => number {
  let phase = 0;
  let waver = 0;
  let jitter = 0;
  return (n, noteStart) => {
    if (n % controlSamples === 0) {
      waver = 0.999 * waver + 0.003 * random.normal();
      jitter = 0.7 * jitter + 0.006 * random.normal();
    }
    const heldSeconds = (n - noteStart) / sampleRate;
    const depth = 0.32 * Math.min(1, Math.max(0, (heldSeconds - 0.25) / 0.35));
    phase += (5.6 + 2 * waver) / sampleRate;
    return depth * Math.sin(2 * Math.PI * phase) + waver + jitter;
  };
}

interface Tract {
  shape(formantHertz: readonly [number, number, number], pitchHertz: number): void;
  next(sample: number): number;
}

/** Six resonators in a row whose lower three glide to the vowel's formants. */
function createTract({ controlSamples, sampleRate, formantScale }: Control & Voice): Tract {
  const highest = 0.45 * sampleRate;
  const upper = upperFormantHertz.map((hertz) => hertz * formantScale).filter((hertz) => hertz < highest);
  const resonators = bandwidthHertz.slice(0, 3 + upper.length).map(() => createResonator(sampleRate));
  const controlGlideSamples = (0.018 / controlSamples) * sampleRate;
  const glides = [600, 1400, 2500].map((hertz) => createGlide(hertz, controlGlideSamples));
  upper.forEach((hertz, i) => {
    resonators[i + 3]!.tune(hertz, bandwidthHertz[i + 3]!);
  });
  return {
    shape(formantHertz, pitchHertz) {
      formantHertz.forEach((target, i) => {
        // Singers open the mouth as they climb, so that the lowest resonance never falls below the pitch.
        const own = target * formantScale;
        const reached = glides[i]!(i === 0 ? Math.max(own, 1.03 * pitchHertz) : own);
        resonators[i]!.tune(Math.min(reached, highest), bandwidthHertz[i]!);
      });
    },
    next: (sample) => resonators.reduce((value, resonator) => resonator.next(value), sample),
  };
}
