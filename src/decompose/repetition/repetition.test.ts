import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ArgumentError, createRandom } from '../../util/index.ts';
import { ft2dMask } from '../ft2d/ft2d-mask.ts';
import { kernelMasks } from '../kernel-additive/back-fitting.ts';
import type { ProximityKernel } from '../kernel-additive/proximity-kernel.ts';
import { beatSpectrogram, beatSpectrum, findPeriod } from './beat-spectrum.ts';
import { adaptiveModel, findPeriodWithin, periodicModel, periodsOverTime } from './periodic-model.ts';
import { repeatingMask } from './repeating-mask.ts';
import { similarFrames, similarityMatrix, similarityModel } from './similar-frames.ts';

interface Place {
  offset: number;
  length: number;
}
interface GoldenCase {
  kind: 'repet' | 'adaptive' | 'sim' | 'ft2d' | 'kam';
  matrix: 'odd' | 'even';
  frameCount: number;
  binCount: number;
  minFrames: number;
  maxFrames: number;
  windowFrames: number;
  stepFrames: number;
  order: number;
  count: number;
  distanceFrames: number;
  threshold: number;
  frames: number;
  bins: number;
  peaks: 'local' | 'global';
  kernels: ProximityKernel[];
  iterations: number;
  results: Record<string, Place>;
}

const folder = new URL('../../../test/golden/', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('repetition.json', folder), 'utf8')) as {
  matrices: Record<string, Place>;
  cases: GoldenCase[];
};
const bytes = new Uint8Array(readFileSync(new URL('repetition.f32', folder)));
const vector = ({ offset, length }: Place): Float32Array =>
  new Float32Array(bytes.buffer, offset * 4, length);

/** Single against double precision on values around 1. */
const tolerance = 2e-6;

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
}

const square = (matrix: Float32Array): Float32Array => matrix.map((x) => x * x);
const named = golden.cases.map((entry, i) => [`${entry.kind} ${i} (${entry.matrix} size)`, entry] as const);

/** What the method computes of a case, by the names of the reference's results. */
function compute(entry: GoldenCase): Record<string, ArrayLike<number>> {
  const matrix = vector(golden.matrices[entry.matrix]!);
  const range = { minFrames: entry.minFrames, maxFrames: entry.maxFrames };
  if (entry.kind === 'repet') {
    const spectrum = beatSpectrum(square(matrix), entry);
    const period = findPeriodWithin(spectrum, range);
    const mask = repeatingMask(periodicModel(matrix, { ...entry, period }), matrix, entry);
    return { spectrum, period: [period], mask };
  }
  if (entry.kind === 'adaptive') {
    const beats = beatSpectrogram(square(matrix), entry);
    const periods = periodsOverTime(beats, { frameCount: entry.frameCount, range });
    return { periods, mask: repeatingMask(adaptiveModel(matrix, { ...entry, periods }), matrix, entry) };
  }
  if (entry.kind === 'sim') {
    const lists = similarFrames(matrix, entry);
    const mask = repeatingMask(similarityModel(matrix, { ...entry, ...lists }), matrix, entry);
    return { similarity: similarityMatrix(matrix, entry), mask };
  }
  if (entry.kind === 'kam') {
    const sources = entry.kernels.map((kernel) => ({ kernel }));
    const masks = kernelMasks(square(matrix), { ...entry, sources });
    return Object.fromEntries(masks.map((mask, i) => [`mask${i}`, mask]));
  }
  return { mask: ft2dMask(matrix, entry) };
}

describe('what repeats', () => {
  it.each(named)('is what the reference finds: %s', (_, entry) => {
    const results = compute(entry);
    expect(Object.keys(results)).toEqual(Object.keys(entry.results));
    for (const [name, place] of Object.entries(entry.results)) {
      const expected = vector(place);
      const scale = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
      expect(largestDifference(results[name]!, expected) / scale, name).toBeLessThan(tolerance);
    }
  });

  const frameCount = 200;
  const binCount = 6;
  const random = createRandom(3);
  const pattern = Float32Array.from({ length: 17 * binCount }, () => random.uniform());
  const repeating = Float32Array.from(
    { length: frameCount * binCount },
    (_, i) => pattern[i % pattern.length]!,
  );
  const range = { minFrames: 2, maxFrames: 60 };

  it('is all of a pattern that comes again', () => {
    const spectrum = beatSpectrum(square(repeating), { frameCount, binCount });
    expect(findPeriod(spectrum, { minFrames: 2, maxFrames: 30 })).toBe(17);
    const shape = { frameCount, binCount };
    expect(periodicModel(repeating, { ...shape, period: 17 })).toEqual(repeating);
    const lists = similarFrames(repeating, { ...shape, count: 9, distanceFrames: 3 });
    expect(largestDifference(similarityModel(repeating, { ...shape, ...lists }), repeating)).toBe(0);
    const mask = repeatingMask(repeating.slice(), repeating, shape);
    expect(mask.every((share) => share === 1)).toBe(true);
  });

  it('leaves out what comes once, and keeps what lies below the voice', () => {
    const mixture = repeating.slice();
    mixture[100 * binCount] += 5;
    mixture[101 * binCount + 3] += 5;
    const model = periodicModel(mixture, { frameCount, binCount, period: 17 });
    expect(largestDifference(model, repeating)).toBe(0);
    const mask = repeatingMask(model, mixture, { frameCount, binCount, firstBin: 1 });
    expect(mask[100 * binCount]).toBe(1);
    expect(mask[101 * binCount + 3]).toBeCloseTo(
      repeating[101 * binCount + 3]! / mixture[101 * binCount + 3]!,
      5,
    );
  });

  it('follows a period that changes', () => {
    const frames = 400;
    const matrix = Float32Array.from({ length: frames * binCount }, (_, i) => {
      const t = Math.floor(i / binCount);
      const phase = t < 200 ? t % 17 : (t - 200) % 11;
      return pattern[phase * binCount + (i % binCount)]!;
    });
    const beats = beatSpectrogram(square(matrix), {
      frameCount: frames,
      binCount,
      windowFrames: 90,
      stepFrames: 20,
    });
    const periods = periodsOverTime(beats, { frameCount: frames, range: { minFrames: 5, maxFrames: 20 } });
    expect([periods[50], periods[350]]).toEqual([17, 11]);
    const model = adaptiveModel(matrix, { frameCount: frames, binCount, periods, order: 3 });
    expect(
      largestDifference(
        model.subarray(50 * binCount, 100 * binCount),
        matrix.subarray(50 * binCount, 100 * binCount),
      ),
    ).toBe(0);
  });

  it('works on a frame or two', () => {
    for (const count of [1, 2, 3]) {
      const shape = { frameCount: count, binCount };
      const part = repeating.subarray(0, count * binCount);
      const period = findPeriodWithin(beatSpectrum(part, shape), range);
      expect(period).toBe(1);
      expect(periodicModel(part, { ...shape, period })).toHaveLength(part.length);
      const lists = similarFrames(part, { ...shape, count: 5, distanceFrames: 0 });
      expect(lists.starts).toHaveLength(count + 1);
    }
  });

  it('lists a frame first in its own list, and no neighbours', () => {
    const lists = similarFrames(repeating, { frameCount, binCount, count: 4, distanceFrames: 8 });
    for (let t = 0; t < frameCount; t++) {
      const list = [...lists.members.subarray(lists.starts[t], lists.starts[t + 1])];
      expect(list[0]).toBe(t);
      expect(list.length).toBeLessThanOrEqual(4);
      const sorted = list.sort((a, b) => a - b);
      for (let i = 1; i < sorted.length; i++) expect(sorted[i]! - sorted[i - 1]!).toBeGreaterThan(8);
    }
  });

  it('lets a silent frame resemble itself alone', () => {
    const silent = repeating.slice().fill(0, 50 * binCount, 60 * binCount);
    const { starts, members } = similarFrames(silent, { frameCount, binCount, count: 9, distanceFrames: 0 });
    expect([...members.subarray(starts[55], starts[56])]).toEqual([55]);
  });

  it('refuses matrices of another size, periods that do not fit and even orders', () => {
    const shape = { frameCount, binCount };
    const short = repeating.subarray(1);
    const periods = new Int32Array(frameCount).fill(4);
    for (const attempt of [
      () => beatSpectrum(short, shape),
      () => beatSpectrogram(repeating, { ...shape, windowFrames: 0, stepFrames: 1 }),
      () => findPeriod(new Float64Array(5), { minFrames: 5, maxFrames: 9 }),
      () => periodicModel(repeating, { ...shape, period: 0 }),
      () => adaptiveModel(repeating, { ...shape, periods, order: 4 }),
      () => adaptiveModel(repeating, { ...shape, periods: periods.subarray(1), order: 3 }),
      () => similarFrames(repeating, { ...shape, count: 0, distanceFrames: 1 }),
      () => similarityMatrix(short, shape),
      () => repeatingMask(short.slice(), repeating, shape),
      () => ft2dMask(repeating, { ...shape, frames: 24 }),
      () => ft2dMask(short, shape),
    ]) {
      expect(attempt).toThrow(ArgumentError);
    }
  });
});
