/**
 * The band plays the score: seed in, stems out. Every random number comes from the seed and every value is rounded to 16
 * bits at the end, so the tiny differences that sine and exponential may have between machines do not show.
 */

import { createRandom } from '../../src/util/index.ts';
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
  bassLine,
  beatsPerBar,
  beatsPerMinute,
  beatToSample,
  chords,
  type Drum,
  drumPatterns,
  melody,
  pitchToHertz,
  songSamples,
} from './score.ts';
import { sing } from './voice/sing.ts';

/** In the usual order of stems. */
export const stemNames = ['vocals', 'drums', 'bass', 'other'] as const;
export type StemName = (typeof stemNames)[number];

/** A rendered song; `mixture` is the integer sum of the stems. */
export interface Song {
  readonly mixture: StereoPcm;
  readonly stems: Readonly<Record<StemName, StereoPcm>>;
}

/** Peak of the mixture: −1 dB of full scale, which leaves lossy encoders some room. */
const mixturePeak = 10 ** (-1 / 20);
const seconds = (beats: number): number => (beats * 60) / beatsPerMinute;

/** Renders the whole song, 20 seconds of 44.1 kHz stereo. */
export function renderSong(seed: number): Song {
  const recorded: Record<StemName, Stereo> = {
    vocals: recordVocals(seed + 1),
    drums: recordDrums(seed + 2),
    bass: recordBass(),
    other: recordChords(seed + 3),
  };
  const stems = Object.values(recorded);
  for (const stem of stems) fadeOut(stem, 0.4);
  const gain = mixturePeak / peakOfSum(stems);
  const pcm = mapStems((name) => quantise(recorded[name], gain));
  return { mixture: sumPcm(Object.values(pcm)), stems: pcm };
}

function recordVocals(seed: number): Stereo {
  const stem = createStereo(songSamples);
  const voice = sing(melody, { lengthSamples: songSamples, random: createRandom(seed) });
  place(stem, voice, { startSample: 0, gain: 0.36 });
  addRoom(stem, { level: 0.07, seconds: 0.9 });
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

function recordDrums(seed: number): Stereo {
  const random = createRandom(seed);
  const stem = createStereo(songSamples);
  for (const [drum, bars] of Object.entries(drumPatterns) as [Drum, readonly string[]][]) {
    [...bars.join('')].forEach((mark, step) => {
      if (mark === '.') return;
      const velocity = (mark === 'x' ? 1 : 0.5) * (0.94 + 0.12 * random.uniform());
      const startSample = beatToSample((step * beatsPerBar) / 16) + random.integer(0, 90);
      place(stem, strike(drum, random), { ...kit[drum], startSample, gain: kit[drum].gain * velocity });
    });
  }
  addRoom(stem, { level: 0.02, seconds: 0.35 });
  return stem;
}

function recordBass(): Stereo {
  const stem = createStereo(songSamples);
  for (const { beat, beats, pitch } of bassLine) {
    const note = pluckBass(pitchToHertz(pitch), 0.94 * seconds(beats));
    place(stem, note, { startSample: beatToSample(beat), gain: 0.23 });
  }
  return stem;
}

function recordChords(seed: number): Stereo {
  const random = createRandom(seed);
  const stem = createStereo(songSamples);
  for (const { beat, beats, pitches } of chords) {
    playPiano(stem, { beat, beats, pitches });
    playPad(stem, { beat, beats, pitches });
    // The guitar picks the chord in eighths, up and down, an octave above.
    const order = [0, 2, 1, 3, 2, 3, 1, 2];
    for (let eighth = 0; eighth < beats * 2; eighth++) {
      const pitch = pitches[order[eighth % order.length]!]! + 12;
      const length = seconds(beat >= 32 ? 3 : 1.25);
      const string = pluckString(pitchToHertz(pitch), { seconds: length, random });
      const accent = eighth % 2 === 0 ? 1 : 0.75;
      place(stem, string, { startSample: beatToSample(beat + eighth / 2), gain: 0.42 * accent, pan: 0.6 });
    }
  }
  addRoom(stem, { level: 0.05, seconds: 0.9 });
  return stem;
}

interface Bar {
  readonly beat: number;
  readonly beats: number;
  readonly pitches: readonly number[];
}

/** The chord on the beat and again, softer, on the "and" of two; rolled by a few milliseconds. */
function playPiano(stem: Stereo, { beat, beats, pitches }: Bar): void {
  const strokes = beats >= 4 && beat < 32 ? [0, 1.5] : [0];
  strokes.forEach((offset, stroke) => {
    const held = (strokes[stroke + 1] ?? beats) - offset;
    pitches.forEach((pitch, i) => {
      const key = strikeKey(pitchToHertz(pitch), {
        seconds: 0.92 * seconds(held),
        velocity: stroke === 0 ? 0.9 : 0.7,
      });
      place(stem, key, { startSample: beatToSample(beat + offset) + 260 * i, gain: 0.1, pan: -0.45 });
    });
  });
}

/** Each note twice, a few cents apart on either side: that is what makes it wide. */
function playPad(stem: Stereo, { beat, beats, pitches }: Bar): void {
  for (const pitch of pitches) {
    for (const side of [-1, 1]) {
      const note = swell(pitchToHertz(pitch), { seconds: seconds(beats), detuneCents: 5 * side });
      place(stem, note, { startSample: beatToSample(beat), gain: 0.03, pan: 0.9 * side });
    }
  }
}

function peakOfSum(stems: readonly Stereo[]): number {
  let peak = 0;
  for (const side of ['left', 'right'] as const) {
    for (let n = 0; n < songSamples; n++) {
      let sum = 0;
      for (const stem of stems) sum += stem[side][n]!;
      peak = Math.max(peak, Math.abs(sum));
    }
  }
  return peak;
}

function mapStems<T>(make: (name: StemName) => T): Record<StemName, T> {
  return { vocals: make('vocals'), drums: make('drums'), bass: make('bass'), other: make('other') };
}
