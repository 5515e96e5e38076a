/**
 * A piano for measurements: additive, seeded, every note a sum of inharmonic partials on two or three strings that are slightly
 * out of tune, with the noise of the hammer and a damper at the end. Not there to sound well, but to be as hard to take apart
 * as a real one: partials off the harmonic grid, beating, fast treble and slow bass decay, strokes.
 *
 * Partials of a stiff string: f_m = m·f0·√(1 + B·m²) (H. Fletcher, "Normal vibration frequencies of a stiff piano string", JASA 1964).
 */

import type { Audio } from '../../src/audio/index.ts';
import { type Note, pitchToHertz, type Score } from '../../src/score/index.ts';
import { createRandom, type Random } from '../../src/util/index.ts';

/** How a score is played. */
export interface PianoOptions {
  readonly sampleRate: number;
  readonly lengthSeconds: number;
  readonly seed?: number;
}

/** Where on the string the hammer strikes, as a part of its length: partials with a node there are weak. */
const strikePoint = 1 / 8;
const damperSeconds = 0.06;
/** What a lone note of full velocity peaks at, roughly. */
const level = 0.12;

/** The score played, mono. The same seed gives the same samples. */
export function playPiano(score: Score, { sampleRate, lengthSeconds, seed = 1 }: PianoOptions): Audio {
  const samples = new Float32Array(Math.round(lengthSeconds * sampleRate));
  score.notes.forEach((note, index) => {
    const random = createRandom(seed * 100_003 + index);
    const sound = playNote(note, { sampleRate, random });
    const start = Math.round(note.onsetSeconds * sampleRate);
    const count = Math.min(sound.length, samples.length - start);
    for (let n = 0; n < count; n++) samples[start + n]! += sound[n]!;
  });
  return { sampleRate, channels: [samples] };
}

function playNote(
  { pitch, durationSeconds, velocity = 0.6 }: Note,
  { sampleRate, random }: { readonly sampleRate: number; readonly random: Random },
): Float64Array {
  const hertz = pitchToHertz(pitch);
  const sound = new Float64Array(Math.round((durationSeconds + damperSeconds) * sampleRate));
  // From the wound bass strings to the short treble ones: about 1e-4 to 4e-3 over the keyboard.
  const stiffness = 1e-4 * Math.exp((pitch - 30) / 21);
  const strings = pitch < 40 ? 2 : 3;
  for (let m = 1; m <= 40; m++) {
    const partial = m * hertz * Math.sqrt(1 + stiffness * m * m);
    if (partial > 0.45 * sampleRate || partial > 12_000) break;
    // Harder strokes are brighter.
    const slope = 1.9 - 0.9 * velocity;
    const strength = (velocity * Math.abs(Math.sin(Math.PI * m * strikePoint)) + 0.02) / m ** slope;
    // 12 s in the bass to below 1 s in the treble, partials above decay faster.
    const decaySeconds = (9 * Math.exp(-(pitch - 21) / 24)) / (1 + 0.12 * (m - 1)) + 0.12;
    for (let s = 0; s < strings; s++) {
      const cents = (s - (strings - 1) / 2) * 0.9 + 0.2 * random.normal();
      const omega = (2 * Math.PI * partial * 2 ** (cents / 1200)) / sampleRate;
      const amplitude = (level * strength * (0.8 + 0.4 * random.uniform())) / strings;
      addDecayingSine(sound, {
        omega,
        phase: 2 * Math.PI * random.uniform(),
        amplitude,
        decay: decaySeconds * sampleRate,
      });
    }
  }
  addHammer(sound, { sampleRate, velocity, random });
  shape(sound, { sampleRate, durationSeconds });
  return sound;
}

/** A rotating pointer that shrinks: one complex product a sample instead of a sine and an exponential. */
function addDecayingSine(
  sound: Float64Array,
  options: {
    readonly omega: number;
    readonly phase: number;
    readonly amplitude: number;
    readonly decay: number;
  },
): void {
  const { omega, phase, amplitude, decay } = options;
  const shrink = Math.exp(-1 / decay);
  const [c, s] = [shrink * Math.cos(omega), shrink * Math.sin(omega)];
  let [x, y] = [amplitude * Math.cos(phase), amplitude * Math.sin(phase)];
  for (let n = 0; n < sound.length; n++) {
    sound[n]! += y;
    [x, y] = [x * c - y * s, x * s + y * c];
  }
}

/** A thump: noise of 12 ms through a one-pole low-pass. */
function addHammer(
  sound: Float64Array,
  {
    sampleRate,
    velocity,
    random,
  }: { readonly sampleRate: number; readonly velocity: number; readonly random: Random },
): void {
  const decay = 0.012 * sampleRate;
  const pole = Math.exp((-2 * Math.PI * 1800) / sampleRate);
  let state = 0;
  const count = Math.min(sound.length, Math.round(6 * decay));
  for (let n = 0; n < count; n++) {
    state = pole * state + (1 - pole) * random.normal();
    sound[n]! += 0.5 * level * velocity ** 1.5 * state * Math.exp(-n / decay);
  }
}

/** 2 ms of attack, and the damper when the key is let go. */
function shape(
  sound: Float64Array,
  { sampleRate, durationSeconds }: { readonly sampleRate: number; readonly durationSeconds: number },
): void {
  const attack = 0.002 * sampleRate;
  const release = durationSeconds * sampleRate;
  const fall = (damperSeconds / 4) * sampleRate;
  for (let n = 0; n < sound.length; n++) {
    if (n < attack) sound[n]! *= 0.5 - 0.5 * Math.cos((Math.PI * n) / attack);
    if (n > release) sound[n]! *= Math.exp(-(n - release) / fall);
  }
}

/** Beats a minute of {@link twoHands}. */
const beatsPerMinute = 96;
const beat = 60 / beatsPerMinute;

/** Eight bars in C major: the left hand's chords, and the chord tones that the right hand plays. */
const bars: readonly { readonly left: readonly number[]; readonly right: readonly number[] }[] = [
  { left: [48, 55, 60, 64], right: [64, 67, 72, 76] },
  { left: [45, 52, 57, 60], right: [60, 64, 69, 72] },
  { left: [41, 53, 57, 60], right: [60, 65, 69, 77] },
  { left: [43, 50, 59, 62], right: [59, 62, 67, 74] },
  { left: [40, 52, 55, 59], right: [64, 67, 71, 76] },
  { left: [45, 57, 60, 64], right: [57, 60, 64, 69] },
  { left: [38, 50, 53, 57], right: [62, 65, 69, 74] },
  { left: [43, 55, 59, 65], right: [62, 65, 71, 79] },
];

/**
 * A piece for two hands of `barCount` bars of 2.5 s, seeded: the left hand holds a bass and breaks chords over it in eighths, the right
 * plays a melody over held chords. The hands meet in the octaves round middle C, where they share many keys (never at once: a key is one
 * string; a right hand that finds it taken plays an octave higher), and strike mostly together; onsets are off by 8 ms or so, as fingers are.
 */
export function twoHands({ barCount = 8, seed = 1, leftShift = 0 } = {}): Note[] {
  const random = createRandom(seed);
  const notes: Note[] = [];
  function add(part: 'left' | 'right', at: number, beats: number, pitch: number): void {
    const onsetSeconds = Math.max(0, 0.1 + at * beat + 0.008 * random.normal());
    const velocity = Math.min(1, 0.45 + 0.4 * random.uniform());
    const durationSeconds = beats * beat * (0.85 + 0.1 * random.uniform());
    let key = pitch + (part === 'left' ? leftShift : 0);
    while (notes.some((note) => isSameKey(note, { key, onsetSeconds, durationSeconds }))) key += 12;
    notes.push({ pitch: key, onsetSeconds, durationSeconds, velocity, part });
  }
  for (let bar = 0; bar < barCount; bar++) {
    const { left, right } = bars[bar % bars.length]!;
    const start = 4 * bar;
    add('left', start, 4, left[0]!);
    for (let eighth = 1; eighth < 8; eighth++) {
      add('left', start + eighth / 2, 0.5, left[[1, 2, 3, 2][eighth % 4]!]!);
    }
    add('right', start, 2, right[0]!);
    add('right', start, 2, right[1]!);
    add('right', start + 2, 2, right[1]! + (random.uniform() < 0.5 ? 0 : 5));
    for (let at = 0; at < 4; ) {
      const length = Math.min([0.5, 1, 1, 1.5][random.integer(0, 3)]!, 4 - at);
      add('right', start + at, length, right[random.integer(2, 3)]! + [0, 0, -2, 2][random.integer(0, 3)]!);
      at += length;
    }
  }
  return notes;
}

/** Whether a key is held, or struck again within a moment. */
function isSameKey(
  note: Note,
  {
    key,
    onsetSeconds,
    durationSeconds,
  }: { readonly key: number; readonly onsetSeconds: number; readonly durationSeconds: number },
): boolean {
  const end = onsetSeconds + durationSeconds;
  const apart =
    note.onsetSeconds > end + 0.02 || onsetSeconds > note.onsetSeconds + note.durationSeconds + 0.02;
  return note.pitch === key && !apart;
}
