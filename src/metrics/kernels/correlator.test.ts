/** Correlations by blocks against their sums: sizes, lags, stretches longer and shorter than a block, parts added up. */

import { describe, expect, it } from 'vitest';
import { createRandom } from '../../util/index.ts';
import type { CorrelationLayout } from './correlation-layout.ts';
import { type CorrelatedSignals, Correlator, type Stretch } from './correlator.ts';

/** Sums of some thousand products of numbers about 1, in doubles. */
const tolerance = 1e-10;

function draw(count: number, length: number): Float64Array[] {
  const random = createRandom(count * 31 + length);
  return Array.from({ length: count }, () => Float64Array.from({ length }, () => random.normal()));
}

function plain({ references, estimates }: CorrelatedSignals, stretch: Stretch, layout: CorrelationLayout) {
  const result = new Float64Array(layout.length);
  const reach = layout.filterLength - 1;
  const sum = (x: ArrayLike<number>, y: ArrayLike<number>, lag: number): number => {
    let total = 0;
    for (let n = stretch.start; n < stretch.end; n++) {
      if (n + lag >= stretch.start && n + lag < stretch.end) total += x[n]! * y[n + lag]!;
    }
    return total;
  };
  for (let i = 0; i < references.length; i++) {
    for (let j = i; j < references.length; j++) {
      for (let lag = -reach; lag <= reach; lag++) {
        result[layout.pairAt(i, j) + lag] = sum(references[i]!, references[j]!, lag);
      }
    }
    for (let e = 0; e < estimates.length; e++) {
      for (let lag = 0; lag <= reach; lag++) {
        result[layout.crossAt(e, i) + lag] = sum(estimates[e]!, references[i]!, -lag);
      }
    }
  }
  layout.distances.forEach(([e, i], n) => {
    for (let k = stretch.start; k < stretch.end; k++) {
      result[layout.distanceAt + n]! += (estimates[e]![k]! - references[i]![k]!) ** 2;
    }
  });
  return result;
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((largest, value, n) => Math.max(largest, Math.abs(value - b[n]!)), 0);
}

describe('Correlator', () => {
  for (const [referenceCount, estimateCount, filterLength, length] of [
    [1, 1, 1, 9],
    [2, 2, 5, 300],
    [3, 3, 16, 2000],
    [5, 5, 33, 700],
    [4, 4, 64, 20],
    [8, 8, 9, 12_000],
    [3, 0, 12, 40],
  ] as const) {
    it(`sums ${referenceCount} references and ${estimateCount} estimates, ${filterLength} lags, ${length} samples`, () => {
      const signals = {
        references: draw(referenceCount, length),
        estimates: draw(estimateCount, length + 1).map((channel) => channel.subarray(1)),
      };
      const distances = signals.estimates.map((_, e) => [e, e] as const);
      const sizes = { referenceCount, estimateCount, filterLength, distances };
      const correlator = new Correlator({ ...sizes, longestSamples: length });
      for (const stretch of [
        { start: 0, end: length },
        { start: 3, end: length - 2 },
      ]) {
        correlator.addStretch(signals, stretch);
        const difference = largestDifference(correlator.take(), plain(signals, stretch, correlator.layout));
        expect(difference).toBeLessThan(tolerance * Math.sqrt(length));
      }
    });
  }

  it('adds stretches and their boundaries to the whole, in float32 too', () => {
    const doubles = { references: draw(3, 500), estimates: draw(2, 501).map((c) => c.subarray(1)) };
    const signals = {
      references: doubles.references.map((channel) => Float32Array.from(channel)),
      estimates: doubles.estimates.map((channel) => Float32Array.from(channel)),
    };
    const sizes = { referenceCount: 3, estimateCount: 2, filterLength: 30, distances: [] };
    const whole = { start: 10, end: 490 };
    const parts = new Correlator({ ...sizes, longestSamples: 200 });
    const cuts = [10, 200, 235, 440, 480, 490];
    for (let n = 1; n < cuts.length; n++) {
      parts.addStretch(signals, { start: cuts[n - 1]!, end: cuts[n]! });
      // The reach of a boundary is 29 samples: parts of at least as many have no others; the last one is shorter and at the end.
      if (n > 1) parts.addBoundary(signals, cuts[n - 1]!, whole);
    }
    const difference = largestDifference(parts.take(), plain(signals, whole, parts.layout));
    expect(difference).toBeLessThan(tolerance * 10);
  });
});
