import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { amplitudeToDb, dbToAmplitude, dbToPower, powerToDb } from './decibel.ts';

interface Golden {
  readonly values: number[];
  readonly cases: readonly {
    options: { ref?: number | 'max'; amin?: number; topDb?: number | 'none' };
    powerToDb: number[];
    amplitudeToDb: number[];
  }[];
  readonly db: number[];
  readonly dbToPower: number[];
  readonly dbToAmplitude: number[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../test/golden/dsp-decibel.json', import.meta.url), 'utf8'),
) as Golden;

/** librosa computes in float32: about seven digits of values up to 100 dB. */
const dbTolerance = 4e-5;

function expectClose(actual: Float32Array, expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(Math.abs(actual[i]! - value)).toBeLessThan(tolerance);
}

describe('decibels', () => {
  it('equal those of librosa for every option', () => {
    const values = Float32Array.from(golden.values);
    for (const { options, powerToDb: power, amplitudeToDb: amplitude } of golden.cases) {
      const topDb = options.topDb === 'none' ? Number.POSITIVE_INFINITY : options.topDb;
      const mine = { ...options, ...(topDb === undefined ? {} : { topDb }) } as { ref?: number };
      expectClose(powerToDb(values, mine), power, dbTolerance);
      expectClose(amplitudeToDb(values, mine), amplitude, dbTolerance);
    }
  });

  it('turn back as in librosa', () => {
    const db = Float32Array.from(golden.db);
    for (const [i, value] of dbToPower(db, { ref: 0.5 }).entries()) {
      expect(Math.abs(value / golden.dbToPower[i]! - 1)).toBeLessThan(1e-5);
    }
    for (const [i, value] of dbToAmplitude(db, { ref: 0.5 }).entries()) {
      expect(Math.abs(value / golden.dbToAmplitude[i]! - 1)).toBeLessThan(1e-5);
    }
  });

  it('come back from where they went', () => {
    const values = Float32Array.of(1e-4, 0.3, 1, 20);
    const back = dbToAmplitude(amplitudeToDb(values, { topDb: Number.POSITIVE_INFINITY, ref: 'max' }), {
      ref: 20,
    });
    for (const [i, value] of values.entries()) expect(back[i]! / value).toBeCloseTo(1, 5);
  });

  it('stay finite on silence and on nothing', () => {
    expect([...powerToDb(new Float32Array(2))]).toEqual([-100, -100]);
    expect([...amplitudeToDb(new Float32Array(2), { ref: 'max' })]).toEqual([0, 0]);
    expect(powerToDb(new Float32Array(0))).toHaveLength(0);
  });

  it('refuse floors and references that have no logarithm', () => {
    expect(() => powerToDb(new Float32Array(1), { amin: 0 })).toThrow(/amin.*above 0/);
    expect(() => powerToDb(new Float32Array(1), { ref: 0 })).toThrow(/ref.*above 0/);
    expect(() => powerToDb(new Float32Array(1), { topDb: -1 })).toThrow(/topDb/);
    expect(() => dbToPower(new Float32Array(1), { ref: -1 })).toThrow(/ref/);
  });
});
