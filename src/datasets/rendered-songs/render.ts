/**
 * The band plays the score: seed in, stems out. Every random number comes from the seed and every value is rounded to 16
 * bits at the end, so the tiny differences that sine and exponential may have between machines do not show.
 */

import { createRandom } from '../../util/index.ts';
import { pluckBass } from './instruments/bass.ts';
import { strike } from './instruments/drums.ts';
import { strikeKey } from './instruments/electric-piano.ts';
import { swell } from './instruments/pad.ts';
import { pluckString } from './instruments/plucked-string.ts';
import {
  addRoom,
  createStereo,
  fadeOut,
  place,
  quantise,
  type Stereo,
  type StereoPcm,
  sumPcm,
} from './mixer.ts';
import {
  beatToSample,
  type Chord,
  type Drum,
  pitchToHertz,
  type Score,
  type StemName,
  type Timing,
} from './score.ts';
import { sing } from './voice/sing.ts';

/** A rendered song; `mixture` is the integer sum of the stems. */
export interface Song {
  readonly mixture: StereoPcm;
  readonly stems: Readonly<Record<StemName, StereoPcm>>;
}

/** How a score is played. */
export interface RenderOptions {
  /** Another seed is another performance. */
  readonly seed: number;
  /** Hertz, at least 8000. */
  readonly sampleRate: number;
}

/** The score on its way to sound. */
interface Session extends Timing {
  readonly score: Score;
  readonly seed: number;
  readonly lengthSamples: number;
}

/** Peak of the mixture: −1 dB of full scale, which leaves lossy encoders some room. */
const mixturePeak = 10 ** (-1 / 20);
const fadeSeconds = 0.4;

/** Renders a score in stereo, 16 bits. */
export function renderScore(score: Score, { seed, sampleRate }: RenderOptions): Song {
  const { beatsPerMinute, beats, levels } = score;
  const timing = { beatsPerMinute, sampleRate };
  const session = { ...timing, score, seed, lengthSamples: beatToSample(beats, timing) };
  const recorded: Record<StemName, Stereo> = {
    vocals: recordVocals(session),
    drums: recordDrums(session),
    bass: recordBass(session),
    other: recordChords(session),
  };
  for (const [name, stem] of Object.entries(recorded) as [StemName, Stereo][]) {
    scale(stem, levels[name] / (score.isLevelled ? loudness(stem) : 1));
    fadeOut(stem, fadeSeconds * sampleRate);
  }
  const gain = mixturePeak / peakOfSum(Object.values(recorded));
  const pcm = mapStems((name) => quantise(recorded[name], gain));
  return { mixture: sumPcm(Object.values(pcm)), stems: pcm };
}

function secondsOf(beats: number, { beatsPerMinute }: Timing): number {
  return (beats * 60) / beatsPerMinute;
}

function recordVocals(session: Session): Stereo {
  const { score, lengthSamples, sampleRate, seed } = session;
  const stem = createStereo(lengthSamples);
  const random = createRandom(seed + 1);
  const voice = sing(score.melody, { lengthSamples, random, timing: session, voice: score.voice });
  place(stem, voice, { startSample: 0, gain: 0.36 });
  addRoom(stem, { level: 0.07, seconds: 0.9, sampleRate });
  return stem;
}

/** Gain and pan of each drum: the skins in the centre, the metal to the sides. */
const kit: Readonly<Record<Drum, { gain: number; pan: number }>> = {
  kick: { gain: 0.62, pan: 0 },
  snare: { gain: 0.4, pan: 0 },
  closedHat: { gain: 0.55, pan: 0.45 },
  openHat: { gain: 0.35, pan: 0.45 },
  tom: { gain: 0.4, pan: -0.3 },
  crash: { gain: 0.3, pan: -0.5 },
};

function recordDrums(session: Session): Stereo {
  const { score, lengthSamples, sampleRate } = session;
  const random = createRandom(session.seed + 2);
  const stem = createStereo(lengthSamples);
  // A drummer's two milliseconds.
  const latest = Math.round((90 * sampleRate) / 44100);
  for (const [drum, steps] of Object.entries(score.drums) as [Drum, string][]) {
    [...steps].forEach((mark, step) => {
      if (mark === '.') return;
      const velocity = (mark === 'x' ? 1 : 0.5) * (0.94 + 0.12 * random.uniform());
      const startSample = beatToSample(step / 4, session) + random.integer(0, latest);
      place(stem, strike(drum, { random, sampleRate }), {
        ...kit[drum],
        startSample,
        gain: kit[drum].gain * velocity,
      });
    });
  }
  addRoom(stem, { level: 0.02, seconds: 0.35, sampleRate });
  return stem;
}

function recordBass(session: Session): Stereo {
  const { score, lengthSamples, sampleRate } = session;
  const stem = createStereo(lengthSamples);
  for (const { beat, beats, pitch } of score.bassLine) {
    const note = pluckBass(pitchToHertz(pitch), { seconds: 0.94 * secondsOf(beats, session), sampleRate });
    place(stem, note, { startSample: beatToSample(beat, session), gain: 0.23 });
  }
  return stem;
}

function recordChords(session: Session): Stereo {
  const { score, lengthSamples, sampleRate } = session;
  const random = createRandom(session.seed + 3);
  const stem = createStereo(lengthSamples);
  for (const chord of score.chords) {
    const { beat, beats, pitches } = chord;
    playPiano(stem, chord, session);
    playPad(stem, chord, session);
    // The guitar picks the chord in eighths, up and down, an octave above.
    const order = [0, 2, 1, 3, 2, 3, 1, 2];
    for (let eighth = 0; eighth < beats * 2; eighth++) {
      const pitch = pitches[order[eighth % order.length]!]! + 12;
      const length = secondsOf(beat >= score.endBeat ? 3 : 1.25, session);
      const string = pluckString(pitchToHertz(pitch), { seconds: length, random, sampleRate });
      const accent = eighth % 2 === 0 ? 1 : 0.75;
      const startSample = beatToSample(beat + eighth / 2, session);
      place(stem, string, { startSample, gain: 0.42 * accent, pan: 0.6 });
    }
  }
  addRoom(stem, { level: 0.05, seconds: 0.9, sampleRate });
  return stem;
}

/** The chord on the beat and again, softer, on the "and" of two; rolled by a few milliseconds. */
function playPiano(stem: Stereo, { beat, beats, pitches }: Chord, session: Session): void {
  const { sampleRate, score } = session;
  const rolled = Math.round((260 * sampleRate) / 44100);
  const strokes = beats >= 4 && beat < score.endBeat ? [0, 1.5] : [0];
  strokes.forEach((offset, stroke) => {
    const held = (strokes[stroke + 1] ?? beats) - offset;
    pitches.forEach((pitch, i) => {
      const key = strikeKey(pitchToHertz(pitch), {
        seconds: 0.92 * secondsOf(held, session),
        velocity: stroke === 0 ? 0.9 : 0.7,
        sampleRate,
      });
      const startSample = beatToSample(beat + offset, session) + rolled * i;
      place(stem, key, { startSample, gain: 0.1, pan: -0.45 });
    });
  });
}

/** Each note twice, a few cents apart on either side: that is what makes it wide. */
function playPad(stem: Stereo, { beat, beats, pitches }: Chord, session: Session): void {
  const { sampleRate } = session;
  for (const pitch of pitches) {
    for (const side of [-1, 1]) {
      const seconds = secondsOf(beats, session);
      const note = swell(pitchToHertz(pitch), { seconds, detuneCents: 5 * side, sampleRate });
      place(stem, note, { startSample: beatToSample(beat, session), gain: 0.03, pan: 0.9 * side });
    }
  }
}

function peakOfSum(stems: readonly Stereo[]): number {
  let peak = 0;
  for (const side of ['left', 'right'] as const) {
    for (let n = 0; n < stems[0]!.left.length; n++) {
      let sum = 0;
      for (const stem of stems) sum += stem[side][n]!;
      peak = Math.max(peak, Math.abs(sum));
    }
  }
  return peak;
}

/** Root mean square of both channels; 1 for silence. */
function loudness({ left, right }: Stereo): number {
  let sum = 0;
  for (let n = 0; n < left.length; n++) sum += left[n]! ** 2 + right[n]! ** 2;
  return sum === 0 ? 1 : Math.sqrt(sum / (2 * left.length));
}

/** Multiplies by `level` in place. */
function scale({ left, right }: Stereo, level: number): void {
  if (level === 1) return;
  for (const channel of [left, right]) for (let n = 0; n < channel.length; n++) channel[n]! *= level;
}

function mapStems<T>(make: (name: StemName) => T): Record<StemName, T> {
  return { vocals: make('vocals'), drums: make('drums'), bass: make('bass'), other: make('other') };
}
