import { describe, expect, it } from 'vitest';
import { isFriendlySize, nearestFriendlySize } from './friendly-size.ts';

describe('nearestFriendlySize', () => {
  it('finds what a search over all sizes finds', () => {
    for (let size = 1; size <= 2000; size++) {
      let up = size;
      while (!isFriendlySize(up)) up++;
      let down = size;
      while (!isFriendlySize(down)) down--;
      const nearest = up / size <= size / down ? up : down;
      expect(nearestFriendlySize(size)).toBe(nearest);
      expect(nearestFriendlySize(size, { direction: 'up' })).toBe(up);
      expect(nearestFriendlySize(size, { direction: 'down' })).toBe(down);
    }
  });

  it('gives multiples of multipleOf', () => {
    expect(nearestFriendlySize(8820)).toBe(8748);
    expect(nearestFriendlySize(8820, { multipleOf: 8 })).toBe(9000);
    expect(nearestFriendlySize(3, { multipleOf: 8 })).toBe(8);
    expect(nearestFriendlySize(1, { direction: 'down', multipleOf: 8 })).toBe(8);
  });

  it('refuses sizes that are no positive integers and unfriendly multiples', () => {
    expect(() => nearestFriendlySize(0)).toThrow(/at least 1/);
    expect(() => nearestFriendlySize(10.5)).toThrow(/integer/);
    expect(() => nearestFriendlySize(100, { multipleOf: 7 })).toThrow(/product of 2, 3 and 5/);
  });
});
