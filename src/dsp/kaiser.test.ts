import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { besselI0, designKaiser, unscaledKaiser } from './kaiser.ts';

const golden = (
  JSON.parse(readFileSync(new URL('../../test/golden/dsp-windows.json', import.meta.url), 'utf8')) as {
    kaiser: { x: number[]; i0: number[]; beta150: number; window: number[] };
  }
).kaiser;

describe('the Kaiser window', () => {
  it('rests on the Bessel function of scipy', () => {
    for (const [i, x] of golden.x.entries()) {
      expect(Math.abs(besselI0(x) / golden.i0[i]! - 1)).toBeLessThan(1e-14);
    }
  });

  it('equals that of scipy once its middle is 1', () => {
    for (const [n, value] of golden.window.entries()) {
      expect(unscaledKaiser((n - 16) / 16, 12.5) / besselI0(12.5)).toBeCloseTo(value, 13);
    }
    expect(unscaledKaiser(1.01, 12.5)).toBe(0);
  });

  it('is designed by the formula of scipy', () => {
    expect(designKaiser(150, 192).beta).toBeCloseTo(golden.beta150, 12);
  });
});
