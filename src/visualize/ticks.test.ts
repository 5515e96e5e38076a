import { describe, expect, it } from 'vitest';
import { frequencyTicks, linearTicks, logTicks, niceDomain, timeLabel, timeTicks } from './ticks.ts';

const labels = (ticks: readonly { readonly label: string }[]): string[] => ticks.map(({ label }) => label);

describe('ticks', () => {
  it.each([
    [0, 1, 5, ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']],
    [0, 10, 5, ['0', '2', '4', '6', '8', '10']],
    [-80, 0, 4, ['−80', '−60', '−40', '−20', '0']],
    [-0.3, 0.3, 6, ['−0.3', '−0.2', '−0.1', '0.0', '0.1', '0.2', '0.3']],
    [1, 30, 10, ['2', '4', '6', '8', '10', '12', '14', '16', '18', '20', '22', '24', '26', '28', '30']],
    [0, 3.5e6, 3, ['0', '1M', '2M', '3M']],
    [0, 250_000, 5, ['0', '50k', '100k', '150k', '200k', '250k']],
    [0.001, 0.0021, 2, ['0.0010', '0.0015', '0.0020']],
  ])('are round from %s to %s', (low, high, count, expected) => {
    expect(labels(linearTicks(low, high, count))).toEqual(expected);
  });

  it('are the very numbers that they say', () => {
    for (const { value, label } of linearTicks(0, 1, 10)) expect(value).toBe(Number(label));
  });

  it('have room at the ends of a nice domain, but none beyond 0', () => {
    expect(niceDomain(0, 7.3, 6)).toEqual([0, 8]);
    expect(niceDomain(-2, 7, 6)).toEqual([-4, 8]);
    expect(niceDomain(3, 3, 6)).toEqual([2.5, 3.5]);
  });

  it('go by decades on logarithmic axes, and finer where there is room', () => {
    expect(labels(logTicks(0.001, 1, 4))).toEqual(['0.001', '0.01', '0.1', '1']);
    expect(labels(logTicks(1, 100, 8))).toEqual(['1', '2', '5', '10', '20', '50', '100']);
    expect(labels(logTicks(0.3, 0.8, 5)).length).toBeGreaterThan(2);
    expect(labels(logTicks(1e-9, 1e9, 4)).length).toBeLessThan(8);
  });

  it('count minutes where seconds would be long', () => {
    expect(labels(timeTicks(0, 20, 5))).toEqual(['0', '5', '10', '15', '20']);
    expect(labels(timeTicks(0, 250, 5))).toEqual(['0:00', '1:00', '2:00', '3:00', '4:00']);
    expect(labels(timeTicks(3500, 3720, 4))).toEqual(['59:00', '1:00:00', '1:01:00', '1:02:00']);
    expect(labels(timeTicks(100, 100.5, 5))).toContain('100.2');
    expect([timeLabel(0, 20, 10), timeLabel(0, 250, 10), timeLabel(0, 8000, 10)]).toEqual([
      'Time (s)',
      'Time (min:s)',
      'Time (h:min:s)',
    ]);
  });

  it('keep their distance on frequency axes', () => {
    const place = (hertz: number): number => Math.log(hertz / 30) / Math.log(22050 / 30);
    expect(labels(frequencyTicks(30, 22050, { place, spacing: 0.08 }))).toEqual([
      '50',
      '100',
      '200',
      '500',
      '1k',
      '2k',
      '5k',
      '10k',
      '20k',
    ]);
    for (const spacing of [0.02, 0.05, 0.15, 0.4]) {
      const places = frequencyTicks(30, 22050, { place, spacing }).map(({ value }) => place(value));
      expect(places.length).toBeGreaterThan(0);
      const distances = places.slice(1).map((value, i) => value - places[i]!);
      expect(distances.every((distance) => distance >= spacing)).toBe(true);
    }
  });
});
