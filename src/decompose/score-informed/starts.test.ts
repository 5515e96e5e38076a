import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../../util/index.ts';
import { scoreActivations, scoreActivationsWithOnsets } from './activations.ts';
import { harmonicTemplate, harmonicTemplates, harmonicTemplatesWithOnsets } from './templates.ts';

interface Golden {
  readonly templates: readonly {
    readonly binCount: number;
    readonly hertzPerBin: number;
    readonly pitchTolerance: number;
    readonly pitch: number;
    readonly runs: readonly number[];
  }[];
  readonly notes: readonly (readonly [number, number, number])[];
  readonly pitches: readonly number[];
  readonly rolls: readonly {
    readonly frameCount: number;
    readonly secondsPerFrame: number;
    readonly noteTolerance: [number, number];
    readonly onsetTolerance: [number, number];
    readonly tones: readonly (readonly number[])[];
    readonly strokes: readonly (readonly number[])[];
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../../test/golden/score-informed.json', import.meta.url), 'utf8'),
) as Golden;

/** Value, count, value, count, … as a row of single precision. */
function expand(runs: readonly number[]): number[] {
  return runs.flatMap((value, i) =>
    i % 2 === 0 ? Array.from({ length: runs[i + 1]! }, () => Math.fround(value)) : [],
  );
}

const notes = golden.notes.map(([onsetSeconds, durationSeconds, pitch]) => ({
  ...{ onsetSeconds, durationSeconds, pitch },
}));

describe('harmonic templates', () => {
  it('are those of the reference, bin for bin', () => {
    for (const { pitch, runs, ...options } of golden.templates) {
      expect([...harmonicTemplate(pitch, options)], `pitch ${pitch}`).toEqual(expand(runs));
    }
  });

  it('stand in rows, strokes before tones', () => {
    const options = { binCount: 200, hertzPerBin: 20 };
    const tones = harmonicTemplates([60, 64], options);
    const both = harmonicTemplatesWithOnsets([60, 64], options);
    expect(tones.subarray(200)).toEqual(harmonicTemplate(64, options));
    expect(both.subarray(600)).toEqual(harmonicTemplate(64, options));
    expect(both.subarray(400, 600).every((weight) => weight === Math.fround(0.1))).toBe(true);
  });

  it('refuse a pitch above the spectrum', () => {
    expect(() => harmonicTemplate(100, { binCount: 100, hertzPerBin: 10 })).toThrow(
      /pitch: expected a pitch below 1000 Hz, where the spectrum ends, got 100 \(2637 Hz\)/,
    );
    expect(() => harmonicTemplate(60, { binCount: 0, hertzPerBin: 10 })).toThrow(ArgumentError);
  });
});

describe('activations from a score', () => {
  it('are those of the reference, frame for frame', () => {
    for (const { tones, strokes, ...options } of golden.rolls) {
      const rows = tones.map(expand);
      expect([...scoreActivations({ notes }, options)]).toEqual(rows.flat());
      const both = rows.flatMap((row, r) => [expand(strokes[r]!), row]);
      expect([...scoreActivationsWithOnsets({ notes }, options)]).toEqual(both.flat());
    }
  });

  it('leave out what lies outside the frames or the pitches', () => {
    const late = { notes: [{ pitch: 60, onsetSeconds: 9, durationSeconds: 1 }, ...notes] };
    const options = { frameCount: 10, secondsPerFrame: 0.1, pitches: [61] };
    expect(scoreActivations(late, options).some((value) => value > 0)).toBe(false);
    expect(scoreActivations(late, { frameCount: 5, secondsPerFrame: 0.1, pitches: [60] })).toHaveLength(5);
    expect(() => scoreActivations(late, { ...options, noteTolerance: [-1, 0] })).toThrow(
      /noteTolerance\[0\]/,
    );
  });
});
