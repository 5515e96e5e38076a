import { describe, expect, it } from 'vitest';
import { playPiano, twoHands } from '../../../bench/classical/piano.ts';
import type { Audio } from '../../audio/index.ts';
import {
  makeScore,
  matchNotes,
  pitchToHertz,
  readMidi,
  scoreEndSeconds,
  writeMidi,
} from '../../score/index.ts';
import { ArgumentError } from '../../util/index.ts';
import { keyTemplates, noiseTemplates, pianoInharmonicity } from './key-templates.ts';
import { pickNotes } from './pick-notes.ts';
import { keyActivations, transcribe } from './transcribe.ts';

const sampleRate = 16_000;

describe('transcribing', () => {
  it('finds most notes of a piano and few others, and they survive a MIDI file', async () => {
    const piece = makeScore(twoHands({ barCount: 2 }));
    const song = playPiano(piece, { sampleRate, lengthSeconds: scoreEndSeconds(piece) + 0.3 });
    const found = await transcribe(song);
    const { f1, precision, recall } = matchNotes(piece, found);
    // 0.86 on longer pieces at 22 kHz and more.
    expect(f1).toBeGreaterThan(0.75);
    expect(Math.min(precision, recall)).toBeGreaterThan(0.65);
    expect(matchNotes(found, readMidi(writeMidi(found)), { onsetToleranceSeconds: 0.002 }).f1).toBe(1);
  });

  it('does not depend on the level, nor on where its blocks meet', async () => {
    // One note every 1.9 s, so that one lies on each border of 20 s.
    const piece = makeScore(
      Array.from({ length: 22 }, (_, n) => ({
        pitch: 60 + (n % 5),
        onsetSeconds: 0.05 + 1.9 * n,
        durationSeconds: 1,
      })),
    );
    const song = playPiano(piece, { sampleRate, lengthSeconds: 42 });
    const few = { lowestPitch: 55, highestPitch: 70, iterations: 8 };
    const found = await transcribe(song, few);
    expect(matchNotes(piece, found).recall).toBe(1);
    const soft: Audio = {
      sampleRate,
      channels: [song.channels[0]!.slice(0, 80_000).map((value) => value / 1024)],
    };
    const loud: Audio = { sampleRate, channels: [song.channels[0]!.slice(0, 80_000)] };
    expect(await transcribe(soft, few)).toEqual(await transcribe(loud, few));
  });

  it('finds nothing in silence and in nothing', async () => {
    for (const length of [0, 1, 100, 9000]) {
      const song = { sampleRate, channels: [new Float32Array(length), new Float32Array(length)] };
      expect((await transcribe(song)).notes).toEqual([]);
    }
  });

  it('shows keys over time', async () => {
    const song = playPiano(
      { notes: [{ pitch: 69, onsetSeconds: 0.2, durationSeconds: 0.5 }] },
      { sampleRate, lengthSeconds: 1 },
    );
    const { pitches, frameCount, secondsPerFrame, activations } = await keyActivations(song);
    const sums = pitches.map((_, row) =>
      activations.subarray(row * frameCount, (row + 1) * frameCount).reduce((a, b) => a + b, 0),
    );
    expect(pitches[sums.indexOf(Math.max(...sums))]).toBe(69);
    expect(frameCount * secondsPerFrame).toBeCloseTo(1, 1);
  });

  it('refuses what it cannot do', async () => {
    const song = { sampleRate: 400, channels: [new Float32Array(100)] };
    await expect(transcribe(song, { lowestPitch: 60 })).rejects.toThrow(
      /a key below 200 Hz, got 60 \(262 Hz\)/,
    );
    await expect(transcribe(song, { treshold: 1 } as object)).rejects.toThrow(/Did you mean threshold/);
    await expect(transcribe(song, { threshold: 0 })).rejects.toThrow(ArgumentError);
    const broken = { sampleRate, channels: [Float32Array.of(0, Number.NaN)] };
    await expect(transcribe(broken)).rejects.toThrow(/finite sample/);
    const signal = AbortSignal.abort(new Error('enough'));
    const noise = { sampleRate, channels: [new Float32Array(9000)] };
    await expect(transcribe(noise, { signal })).rejects.toThrow('enough');
  });
});

describe('spectra of keys', () => {
  it('have their peaks at the partials, stretched for a piano', () => {
    const grid = { binCount: 2000, hertzPerBin: 2.5 };
    const [harmonic] = [keyTemplates([60], { ...grid, instrument: 'harmonic' })];
    const piano = keyTemplates([60], { ...grid, instrument: 'piano' });
    const peakNear = (template: Float32Array, hertz: number): number => {
      const from = Math.round(hertz / 2.5) - 20;
      const around = template.subarray(from, from + 41);
      return (from + around.indexOf(Math.max(...around))) * 2.5;
    };
    const tenth = 10 * pitchToHertz(60);
    expect(peakNear(harmonic, tenth)).toBeCloseTo(tenth, -1);
    expect(peakNear(piano, tenth * 1.016)).toBeCloseTo(
      tenth * Math.sqrt(1 + 100 * pianoInharmonicity(60)),
      -1,
    );
    expect(pianoInharmonicity(60)).toBeGreaterThan(2e-4);
    expect(pianoInharmonicity(60)).toBeLessThan(4e-4);
    expect(piano.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  });

  it('of noise cover all bins', () => {
    const bands = noiseTemplates(4, { binCount: 100, hertzPerBin: 50 });
    for (let bin = 0; bin < 100; bin++) {
      expect([0, 1, 2, 3].some((band) => bands[band * 100 + bin]! > 0)).toBe(true);
    }
  });
});

describe('picking notes', () => {
  it('begins where a key rises, ends where it has faded or is struck again', () => {
    const row = (n: number): number => (n < 20 ? 0 : n < 50 ? 1 : n < 60 ? 2 : n < 80 ? 0.01 : 0);
    const { notes } = pickNotes(
      Float32Array.from({ length: 100 }, (_, n) => row(n)),
      {
        ...{ frameCount: 100, secondsPerFrame: 0.01, pitches: [60] },
        ...{ threshold: 0.25, riseSeconds: 0.04, leastSeconds: 0.05 },
      },
    );
    expect(notes.map(({ onsetSeconds }) => onsetSeconds)).toEqual([
      expect.closeTo(0.2, 1),
      expect.closeTo(0.5, 1),
    ]);
    expect(notes[1]!.onsetSeconds + notes[1]!.durationSeconds).toBeCloseTo(0.6, 1);
    expect(notes[1]!.velocity).toBe(1);
  });
});
