import { describe, expect, it } from 'vitest';
import type { Audio } from '../audio/index.ts';
import type { TrackAudio } from '../datasets/index.ts';
import { matchStems } from './match.ts';

function constant(value: number, { length = 4, channels = 1, sampleRate = 8000 } = {}): Audio {
  return {
    sampleRate,
    channels: Array.from({ length: channels }, () => new Float32Array(length).fill(value)),
  };
}

function truth(names: Readonly<Record<string, number>>): TrackAudio {
  const stems = new Map(Object.entries(names).map(([name, value]) => [name, constant(value)]));
  return { stems, mixture: constant(0), notes: [] };
}

const song = truth({ vocals: 1, drums: 2, bass: 4, other: 8 });

function matched(estimates: readonly string[], equations: readonly string[] = []): Record<string, number> {
  const given = new Map(estimates.map((name) => [name, constant(0)]));
  const { references } = matchStems(given, song, { track: 'song', equations });
  return Object.fromEntries([...references].map(([name, { channels }]) => [name, channels[0]![0]!]));
}

describe('references of estimates', () => {
  it('are the stems of the same name', () => {
    expect(matched(['drums', 'vocals', 'bass', 'other'])).toEqual({ drums: 2, vocals: 1, bass: 4, other: 8 });
  });

  it('are, for other, all that no other estimate is, and then called by what they are', () => {
    expect(matched(['vocals', 'drums', 'other'])).toEqual({ vocals: 1, drums: 2, 'bass + other': 12 });
  });

  it('are all but the voice for an accompaniment, and all but the one for no_…', () => {
    expect(matched(['vocals', 'accompaniment'])).toEqual({ vocals: 1, accompaniment: 14 });
    expect(matched(['no_drums'])).toEqual({ no_drums: 13 });
  });

  it('are what an equation says', () => {
    const equations = ['percussive = drums', 'harmonic = vocals + bass + 0.5 * other'];
    expect(matched(['harmonic', 'percussive'], equations)).toEqual({ harmonic: 9, percussive: 2 });
  });

  it('are told in notes where they are not plain', () => {
    const given = new Map(['vocals', 'accompaniment', 'hum'].map((name) => [name, constant(0)]));
    expect(matchStems(given, song, { track: 'song' }).notes).toEqual([
      'reference of accompaniment: drums + bass + other',
      'hum is not scored: no reference of that name',
    ]);
  });
});

describe('estimates', () => {
  it.each([
    [6, 'estimate drums: its last 2 samples were cut to the length of the references'],
    [3, 'estimate drums: 1 samples of silence were added to the length of the references'],
  ])('of %i samples are brought to the length of the references', (length, note) => {
    const { estimates, notes } = matchStems(new Map([['drums', constant(1, { length })]]), song, {
      track: 'song',
    });
    expect(estimates.get('drums')!.channels[0]!.length).toBe(4);
    expect(notes.at(-1)).toBe(note);
  });

  it.each([
    [{ sampleRate: 44100 }, 'song: estimate drums: expected 8000 Hz'],
    [{ channels: 2 }, 'song: estimate drums: expected 1 channels'],
  ])('of another kind are refused by name: %o', (kind, message) => {
    const given = new Map([['drums', constant(1, kind)]]);
    expect(() => matchStems(given, song, { track: 'song' })).toThrow(message);
  });

  it('that fit nothing are refused with an equation to go on with', () => {
    const given = new Map([['percussive', constant(1)]]);
    expect(() => matchStems(given, song, { track: 'song' })).toThrow('"percussive = vocals"');
  });
});
