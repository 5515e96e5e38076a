import { describe, expect, it } from 'vitest';
import { checkMasksSumToOne } from '../../dsp/index.ts';
import { ArgumentError, createRandom } from '../../util/index.ts';
import { type KernelSource, kernelMasks } from './back-fitting.ts';
import { createKam } from './kam.ts';
import { kernelMedian, type ProximityKernel } from './proximity-kernel.ts';

const frameCount = 60;
const binCount = 40;
const shape = { frameCount, binCount };
const random = createRandom(8);
const floor = Float32Array.from({ length: frameCount * binCount }, () => 0.01 * random.uniform());

/** `floor` with ones where `inside` holds. */
function drawn(inside: (frame: number, bin: number) => boolean): Float32Array {
  return floor.map((value, i) => (inside(Math.floor(i / binCount), i % binCount) ? 1 : value));
}

const horizontal: KernelSource = { kernel: { kind: 'horizontal', frames: 15 } };
const vertical: KernelSource = { kernel: { kind: 'vertical', bins: 15 } };

describe('kernel additive modelling', () => {
  it('keeps of a matrix what is alike in the kernel', () => {
    const line = drawn((_, bin) => bin === 20);
    const [along, across] = [horizontal, vertical].map(({ kernel }) =>
      kernelMedian(line, { ...shape, kernel }),
    );
    expect(along![30 * binCount + 20]).toBe(1);
    expect(across![30 * binCount + 20]).toBeLessThan(0.02);
    const pulses = drawn((frame) => frame % 12 === 5);
    const periodic: ProximityKernel = { kind: 'periodic', period: 12, repetitions: 3 };
    expect(kernelMedian(pulses, { ...shape, kernel: periodic })[29 * binCount + 7]).toBe(1);
    const plus = drawn(
      (frame, bin) => (frame === 30 && Math.abs(bin - 20) < 4) || (bin === 20 && Math.abs(frame - 30) < 2),
    );
    const cross: ProximityKernel = { kind: 'cross', frames: 3, bins: 7 };
    expect(kernelMedian(plus, { ...shape, kernel: cross })[30 * binCount + 20]).toBe(1);
    expect(kernelMedian(plus, { ...shape, kernel: cross })[30 * binCount + 30]).toBeLessThan(0.02);
  });

  it('gives lines to one source and columns to another, more clearly with every turn', () => {
    const powers = drawn((frame, bin) => bin === 20 || frame === 30);
    const clearness = [1, 3].map((iterations) => {
      const masks = kernelMasks(powers, { ...shape, sources: [horizontal, vertical], iterations });
      expect(checkMasksSumToOne(masks).holds).toBe(true);
      return Math.min(masks[0]![10 * binCount + 20]!, masks[1]![30 * binCount + 5]!);
    });
    expect(clearness[0]).toBeGreaterThan(0.95);
    expect(clearness[1]).toBeGreaterThan(clearness[0]!);
  });

  it('leaves a source nothing below its first bin, and divides silence evenly', () => {
    const sources = [{ ...horizontal, firstBin: 10 }, vertical];
    const masks = kernelMasks(
      drawn(() => true),
      { ...shape, sources },
    );
    expect([masks[0]![9], masks[1]![9]]).toEqual([0, 1]);
    const ofSilence = kernelMasks(new Float32Array(frameCount * binCount), { ...shape, sources });
    expect([ofSilence[0]![9], ofSilence[0]![10]]).toEqual([0, 0.5]);
    expect(checkMasksSumToOne(ofSilence).holds).toBe(true);
  });

  it('refuses even lengths, no sources and sources without low bins', () => {
    const kernels: ProximityKernel[] = [
      { kind: 'horizontal', frames: 4 },
      { kind: 'vertical', bins: 0 },
      { kind: 'cross', frames: 3, bins: 2 },
      { kind: 'periodic', period: 0, repetitions: 3 },
      { kind: 'periodic', period: 4, repetitions: 2 },
    ];
    for (const kernel of kernels)
      expect(() => kernelMedian(floor, { ...shape, kernel })).toThrow(ArgumentError);
    expect(() => kernelMasks(floor, { ...shape, sources: [] })).toThrow(ArgumentError);
    expect(() => kernelMasks(floor, { ...shape, sources: [{ ...vertical, firstBin: 1 }] })).toThrow(
      ArgumentError,
    );
    expect(() => kernelMasks(floor.subarray(1), { ...shape, sources: [vertical] })).toThrow(ArgumentError);
    expect(() => createKam({ iterations: 0 })).toThrow(ArgumentError);
    expect(() => createKam({ voiceHertz: 0 })).toThrow(ArgumentError);
  });
});
