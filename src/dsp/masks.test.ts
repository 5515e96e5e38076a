import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binaryMask, checkMasksSumToOne, invertMask, ratioMasks, softMask } from './masks.ts';
import { wienerMasks } from './wiener.ts';

interface Golden {
  readonly target: number[];
  readonly rest: number[];
  readonly cases: readonly { power: number | 'inf'; splitZeros: boolean; mask: number[] }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../test/golden/dsp-masks.json', import.meta.url), 'utf8'),
) as Golden;

/** Magnitudes of every size that float32 has, and many zeros. */
const magnitudeValue = fc.oneof(
  fc.constant(0),
  fc.float({ min: 0, noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(1, 2, 1e-42, 3e38),
);
const sources = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 8 }))
  .chain(([count, length]) =>
    fc.array(
      fc.float32Array({ minLength: length, maxLength: length, min: 0, noNaN: true, noDefaultInfinity: true }),
      {
        minLength: count,
        maxLength: count,
      },
    ),
  );
const powers = fc.constantFrom(0.3, 1, 2, 5, Number.POSITIVE_INFINITY);

describe('softMask', () => {
  it('equals librosa.util.softmask, from denormal to huge', () => {
    const [target, rest] = [Float32Array.from(golden.target), Float32Array.from(golden.rest)];
    for (const { power, splitZeros, mask } of golden.cases) {
      const options = { power: power === 'inf' ? Number.POSITIVE_INFINITY : power, splitZeros };
      for (const [i, value] of softMask(target, rest, options).entries()) {
        expect(Math.abs(value - mask[i]!)).toBeLessThan(1e-6);
      }
    }
  });

  it('and its counterpart add up to 1 where anything sounds', () => {
    fc.assert(
      fc.property(magnitudeValue, magnitudeValue, fc.constantFrom(0.5, 1, 2, 3.3), (a, b, power) => {
        const [target, rest] = [Float32Array.of(a), Float32Array.of(b)];
        const sum = softMask(target, rest, { power })[0]! + softMask(rest, target, { power })[0]!;
        if (Math.max(a, b) >= 2 ** -126) expect(sum).toBeCloseTo(1, 6);
        else expect(sum).toBe(0);
        const split = { power, splitZeros: true };
        expect(softMask(target, rest, split)[0]! + softMask(rest, target, split)[0]!).toBeCloseTo(1, 6);
      }),
    );
  });

  it('refuses matrices that do not belong together and powers that mean nothing', () => {
    expect(() => softMask(new Float32Array(2), new Float32Array(3))).toThrow(/one length.*2, 3/);
    expect(() => softMask(new Float32Array(2), new Float32Array(2), { power: 0 })).toThrow(/power.*above 0/);
  });
});

describe('binaryMask', () => {
  it('gives ties to the rest, or to the target when asked', () => {
    const [target, rest] = [Float32Array.of(0, 1, 1, 2), Float32Array.of(0, 2, 1, 1)];
    expect([...binaryMask(target, rest)]).toEqual([0, 0, 0, 1]);
    expect([...binaryMask(target, rest, { ties: 'target' })]).toEqual([1, 0, 1, 1]);
  });

  it('is complete when one side of it takes the ties', () => {
    fc.assert(
      fc.property(sources, ([target, rest = target]) => {
        const one = binaryMask(target!, rest!);
        const other = binaryMask(rest!, target!, { ties: 'target' });
        expect(checkMasksSumToOne([one, other], 0)).toEqual({ holds: true, deviation: 0 });
      }),
    );
  });

  it('asks for a margin', () => {
    const mask = binaryMask(Float32Array.of(1.9, 2, 2.1), Float32Array.of(1, 1, 1), { margin: 2 });
    expect([...mask]).toEqual([0, 0, 1]);
  });
});

describe('ratioMasks', () => {
  it('add up to 1 in every bin for any sources and exponent', () => {
    fc.assert(
      fc.property(
        sources,
        powers,
        fc.constantFrom('equal' as const, 'last' as const),
        (magnitudes, power, zeros) => {
          const masks = ratioMasks(magnitudes, { power, zeros });
          expect(checkMasksSumToOne(masks).deviation).toBeLessThan(4e-7);
          expect(masks.every((mask) => mask.every((value) => value >= 0 && value <= 1))).toBe(true);
        },
      ),
    );
  });

  it('treat silence as told', () => {
    const silence = [new Float32Array(1), new Float32Array(1), new Float32Array(1), new Float32Array(1)];
    const given = (zeros: 'equal' | 'last' | 'none'): number[] =>
      ratioMasks(silence, { zeros }).map((mask) => mask[0]!);
    expect(given('equal')).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(given('last')).toEqual([0, 0, 0, 1]);
    expect(given('none')).toEqual([0, 0, 0, 0]);
  });

  it('are the soft mask for two sources', () => {
    const [target, rest] = [Float32Array.from(golden.target), Float32Array.from(golden.rest)];
    const [mask] = ratioMasks([target, rest], { power: 2, zeros: 'none' });
    for (const [i, value] of softMask(target, rest, { power: 2 }).entries())
      expect(mask![i]).toBeCloseTo(value, 6);
  });

  it('with an infinite exponent give each bin to the largest, the first among equals', () => {
    const masks = ratioMasks([Float32Array.of(1, 3), Float32Array.of(2, 3)], {
      power: Number.POSITIVE_INFINITY,
    });
    expect(masks.map((mask) => [...mask])).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it('refuse an empty list', () => {
    expect(() => ratioMasks([])).toThrow(/got none/);
  });
});

describe('wienerMasks', () => {
  it('compare powers as ratioMasks compare squared magnitudes', () => {
    const magnitudes = [Float32Array.of(1, 2, 0), Float32Array.of(3, 4, 0)];
    const squares = magnitudes.map((matrix) => matrix.map((value) => value ** 2));
    expect(wienerMasks(squares)).toEqual(ratioMasks(magnitudes, { power: 2 }));
  });
});

describe('checkMasksSumToOne', () => {
  it('finds the worst bin, NaN included', () => {
    const mask = Float32Array.of(0.25, 1, 0.5);
    expect(checkMasksSumToOne([mask, invertMask(mask)]).deviation).toBe(0);
    expect(checkMasksSumToOne([mask, Float32Array.of(0.75, 0, 0.75)])).toEqual({
      holds: false,
      deviation: 0.25,
    });
    expect(checkMasksSumToOne([Float32Array.of(Number.NaN, 1)]).holds).toBe(false);
    expect(checkMasksSumToOne([Float32Array.of(0.75)], 0.25).holds).toBe(true);
  });
});
