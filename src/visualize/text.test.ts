import { describe, expect, it } from 'vitest';
import { fitText, measureText, textContours } from './text.ts';

describe('text', () => {
  it('is as wide as its letters', () => {
    expect(measureText('', 12)).toBe(0);
    expect(measureText('ab', 12)).toBeCloseTo(measureText('a', 12) + measureText('b', 12), 10);
    expect(measureText('dB', 24)).toBeCloseTo(2 * measureText('dB', 12), 10);
    // Inter's m is 1792 of 2048 units wide in its drawings, give or take its sides.
    expect(measureText('m', 100)).toBeGreaterThan(80);
    expect(measureText('m', 100)).toBeLessThan(100);
  });

  it('has outlines for Latin, Greek and Cyrillic, and a box for the rest', () => {
    const boxWidth = measureText('日', 100);
    for (const letter of 'Aéßłλжü−–…°µ€') expect(measureText(letter, 100)).not.toBe(boxWidth);
    expect(measureText('語', 100)).toBe(boxWidth);
    expect(measureText('🎵', 100)).toBe(boxWidth);
    expect(textContours('日', 100)).toHaveLength(2);
    expect(textContours(' ', 100)).toEqual([]);
  });

  it('stands on its baseline', () => {
    const heights = textContours('H', 100)[0]!.filter((_, i) => i % 2 === 1);
    expect(Math.max(...heights)).toBeCloseTo(0, 0);
    // Capitals of Inter are 0.727 em high.
    expect(-Math.min(...heights)).toBeCloseTo(72.7, 0);
  });

  it('is cut to the room there is', () => {
    expect(fitText('short', { size: 12, width: 100 })).toBe('short');
    const cut = fitText('a title that is much too long', { size: 12, width: 80 });
    expect(cut).toMatch(/^a title.*…$/);
    expect(measureText(cut, 12)).toBeLessThanOrEqual(80);
    expect(fitText('anything', { size: 12, width: 1 })).toBe('');
  });
});
