import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../util/index.ts';
import { createOverlapAdder, makeTransitionWeights } from './overlap-add.ts';

const bits = (channel: Float32Array): Uint32Array =>
  new Uint32Array(channel.buffer, channel.byteOffset, channel.length);

describe('createOverlapAdder', () => {
  it('gives identical pieces back bit for bit, whatever the weights and the cuts', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer(),
        (total, stride, overlaps, seed) => {
          const random = createRandom(seed);
          const special = [0, -0, 1e-45, -1e-39, 3.4e38, 1];
          const signal = Float32Array.from({ length: total }, () =>
            random.uniform() < 0.2 ? special[random.integer(0, 5)]! : random.normal(),
          );
          const adder = createOverlapAdder({ channelCount: 1 });
          const taken: number[] = [];
          for (let start = 0; start < total; start += stride) {
            const piece = signal.subarray(start, start + stride * overlaps);
            const weights = piece.map(() => (random.uniform() < 0.1 ? 0 : random.uniform() ** 8));
            adder.add({ startSample: start, channels: [piece], weights });
            taken.push(...adder.take(Math.min(total, start + stride))[0]!);
          }
          expect(bits(Float32Array.from(taken))).toEqual(bits(signal));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('cross-fades by the weights', () => {
    const adder = createOverlapAdder({ channelCount: 1 });
    adder.add({ startSample: 0, channels: [Float32Array.of(1, 1, 1)], weights: [1, 1, 1] });
    adder.add({ startSample: 1, channels: [Float32Array.of(0, 0, 0)], weights: [1, 3, 5] });
    expect([...adder.take(4)[0]!]).toEqual([1, 0.5, 0.25, 0]);
  });

  it('takes the plain mean where all weights are 0, and 0 where there is no piece', () => {
    const adder = createOverlapAdder({ channelCount: 1, startSample: -2 });
    adder.add({ startSample: -2, channels: [Float32Array.of(3, 5)], weights: [0, 0] });
    adder.add({ startSample: -1, channels: [Float32Array.of(7)], weights: [0] });
    expect(adder.endSample).toBe(0);
    expect([...adder.take(2)[0]!]).toEqual([3, 6, 0, 0]);
    expect([adder.positionSample, adder.endSample]).toEqual([2, 2]);
  });

  it('does not care in which order pieces come', () => {
    const pieces = [4, 0, 2].map((startSample) => ({
      startSample,
      channels: [Float32Array.of(1, 2, 3, 4), Float32Array.of(4, 3, 2, 1)],
    }));
    const forth = createOverlapAdder({ channelCount: 2 });
    const back = createOverlapAdder({ channelCount: 2 });
    for (const piece of pieces) forth.add(piece);
    for (const piece of pieces.toReversed()) back.add(piece);
    expect(forth.take(8)).toEqual(back.take(8));
  });

  it('refuses pieces that come too late or do not fit', () => {
    const adder = createOverlapAdder({ channelCount: 2 });
    const two = [new Float32Array(3), new Float32Array(3)];
    adder.take(5);
    expect(() => adder.add({ startSample: 4, channels: two })).toThrow(/at least 5/);
    expect(() => adder.add({ startSample: 5, channels: two.slice(1) })).toThrow(/2 channels/);
    expect(() => adder.add({ startSample: 5, channels: two, weights: [1] })).toThrow(/at least 3 weights/);
    expect(() => adder.take(4)).toThrow(/at least 5/);
  });
});

describe('makeTransitionWeights', () => {
  it('is the triangle of Demucs', () => {
    expect([...makeTransitionWeights(4)]).toEqual([0.5, 1, 1, 0.5]);
    expect([...makeTransitionWeights(5)]).toEqual([1 / 3, 2 / 3, 1, 2 / 3, 1 / 3]);
    expect([...makeTransitionWeights(4, { power: 2 })]).toEqual([0.25, 1, 1, 0.25]);
    expect([...makeTransitionWeights(1)]).toEqual([1]);
  });
});
