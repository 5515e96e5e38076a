import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkCola, checkNola } from './cola.ts';
import { makeWindow, type WindowName } from './windows.ts';

interface Golden {
  readonly windows: readonly { name: WindowName; length: number; symmetric: boolean; values: number[] }[];
  readonly torch: readonly { name: WindowName; values: number[] }[];
  readonly overlaps: readonly {
    name: WindowName;
    length: number;
    hop: number;
    cola: boolean;
    colaOfSquare: boolean;
    nola: boolean;
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../test/golden/dsp-windows.json', import.meta.url), 'utf8'),
) as Golden;

/** Both sides compute in double precision, by different formulas; √hann doubles the digits lost near 0. */
const windowTolerance = 1e-14;

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
}

describe('makeWindow against scipy and torch', () => {
  it('equals scipy, periodic and symmetric', () => {
    for (const { name, length, symmetric, values } of golden.windows) {
      expect(largestDifference(makeWindow(name, length, { symmetric }), values)).toBeLessThan(
        windowTolerance,
      );
    }
  });

  it('equals torch, periodic', () => {
    for (const { name, values } of golden.torch) {
      expect(largestDifference(makeWindow(name, values.length), values)).toBeLessThan(windowTolerance);
    }
  });
});

describe('checkCola and checkNola', () => {
  it('agree with scipy', () => {
    for (const { name, length, hop, cola, colaOfSquare, nola } of golden.overlaps) {
      const window = makeWindow(name, length);
      const found = [
        checkCola(window, hop).holds,
        checkCola(window, hop, { power: 2 }).holds,
        checkNola(window, hop).holds,
      ];
      expect([name, length, hop, ...found]).toEqual([name, length, hop, cola, colaOfSquare, nola]);
    }
  });

  it('tell the sum and how far it is from constant', () => {
    expect(checkCola(makeWindow('hann', 64), 16).sum).toBeCloseTo(2, 12);
    expect(checkCola([1, 2, 1, 2], 2)).toEqual({ holds: false, deviation: 1, sum: 3 });
    expect(checkCola([1, 2, 1, 2], 2, { tolerance: 1.5 }).holds).toBe(true);
    expect(checkNola([0, 2, 0, 2], 2)).toEqual({ holds: false, smallest: 0 });
  });

  it('refuse hops that leave gaps', () => {
    expect(() => checkCola(makeWindow('hann', 8), 9)).toThrow(/hopSize.*at most 8/);
    expect(() => checkNola(makeWindow('hann', 8), 0)).toThrow(/at least 1/);
  });
});
