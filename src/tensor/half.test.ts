import { describe, expect, it } from 'vitest';
import { fromHalf, toFloat16, toFloat32, toHalf } from './half.ts';
import { floatTensor } from './tensor.ts';

const isNan = (half: number): boolean => (half & 0x7fff) > 0x7c00;

describe('half floats', () => {
  it('come back from float32 bit for bit, all 65536 of them', () => {
    for (let half = 0; half < 65536; half++) {
      const back = toHalf(fromHalf(half));
      if (isNan(half)) expect(isNan(back)).toBe(true);
      else if (back !== half) expect(back, `${half}`).toBe(half);
    }
  });

  it('are the nearest, ties to the even one', () => {
    for (let half = 0; half < 0x7bff; half++) {
      const [low, high] = [fromHalf(half), fromHalf(half + 1)];
      const middle = (low + high) / 2;
      const even = half % 2 === 0 ? half : half + 1;
      const got = [toHalf(middle), toHalf(middle - (high - low) / 4), toHalf(middle + (high - low) / 4)];
      if (got[0] !== even || got[1] !== half || got[2] !== half + 1)
        expect(got).toEqual([even, half, half + 1]);
    }
  });

  it('know zeros of both signs, infinities, overflow and NaN', () => {
    expect(toHalf(-0)).toBe(0x8000);
    expect(fromHalf(0x8000)).toBe(-0);
    expect(toHalf(65519.99)).toBe(0x7bff);
    expect(toHalf(65520)).toBe(0x7c00);
    expect(toHalf(Number.NEGATIVE_INFINITY)).toBe(0xfc00);
    expect(toHalf(2 ** -25)).toBe(0);
    expect(toHalf(2 ** -24)).toBe(1);
    expect(fromHalf(toHalf(Number.NaN))).toBeNaN();
  });

  it('convert whole tensors', () => {
    const half = toFloat16(floatTensor([3], [1, -2.5, 0.333251953125]));
    expect([...half.data]).toEqual([0x3c00, 0xc100, 0x3555]);
    expect([...toFloat32(half).data]).toEqual([1, -2.5, 0.333251953125]);
  });
});
