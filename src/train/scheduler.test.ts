import { describe, expect, it } from 'vitest';
import { optimizerGolden as golden } from '../../test/support/optimizer-golden.ts';
import {
  constantRate,
  cosine,
  inSequence,
  plateau,
  product,
  type Schedule,
  stepEvery,
  stepsAt,
  warmUp,
} from './schedule.ts';
import { createScheduler } from './scheduler.ts';

const schedules: Record<string, Schedule> = {
  every: stepEvery(7, { factor: 0.3 }),
  steps: stepsAt([3, 11, 30], { factor: 0.5 }),
  exponential: stepEvery(1, { factor: 0.9 }),
  cosine: cosine(40, { minimum: 0.05 }),
  warmUp: warmUp(12, { start: 0.2 }),
  sequence: inSequence([warmUp(10, { start: 0.1 }), cosine(30, { minimum: 0.01 })], [10]),
  product: product(warmUp(4, { start: 0.25 }), stepEvery(1, { factor: 0.95 })),
  plateau: plateau({ factor: 0.5, patience: 2, cooldown: 3, minimum: 0.1 }),
  plateauMax: plateau({ mode: 'max', factor: 0.5, patience: 3, threshold: 0.05, thresholdMode: 'absolute' }),
};

function factors(schedule: Schedule): number[] {
  const scheduler = createScheduler(schedule);
  return golden.metrics.map((metric) => {
    const { factor } = scheduler;
    scheduler.advance(metric);
    return factor;
  });
}

describe('schedules', () => {
  for (const [name, schedule] of Object.entries(schedules)) {
    it(`${name} has PyTorch's values`, () => {
      const expected = golden.schedules[name]!;
      // PyTorch multiplies tick by tick, these formulas are closed: rounding of doubles differs.
      factors(schedule).forEach((factor, tick) => {
        expect(factor).toBeCloseTo(expected[tick]!, 12);
      });
    });

    it(`${name} goes on from a saved state`, () => {
      const whole = factors(schedule);
      const first = createScheduler(schedule);
      for (const metric of golden.metrics.slice(0, 9)) first.advance(metric);
      const second = createScheduler(schedule);
      second.restore(JSON.parse(JSON.stringify(first.state())));
      const rest = golden.metrics.slice(9).map((metric) => {
        const { factor } = second;
        second.advance(metric);
        return factor;
      });
      expect(rest).toEqual(whole.slice(9));
    });
  }

  it('stays low after a cosine has ended, and constant where it is constant', () => {
    const scheduler = createScheduler(product(cosine(2), constantRate(0.5)));
    const seen = [0, 1, 2, 3, 4].map(() => {
      const { factor } = scheduler;
      scheduler.advance();
      return factor;
    });
    expect(seen.slice(2)).toEqual([0, 0, 0]);
    expect(seen[0]).toBe(0.5);
  });

  it('wants a finite metric for a plateau', () => {
    const scheduler = createScheduler(plateau());
    expect(() => scheduler.advance()).toThrow('a finite metric');
    expect(() => scheduler.advance(Number.NaN)).toThrow('a finite metric');
    expect(() => scheduler.restore({ tick: 0, plateaus: [] })).toThrow('1 plateaus');
  });
});
