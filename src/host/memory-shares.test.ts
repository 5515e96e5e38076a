/** An allowance of memory: segments become shorter, then threads fewer; what cannot fit is refused with what would do. */

import { describe, expect, it } from 'vitest';
import { type Audio, streamAudio } from '../audio/index.ts';
import type { ChunkExecutor } from '../separate/index.ts';
import { LimitError } from '../util/index.ts';
import { createSeparator } from '../zoo/index.ts';
import { decodeBytes, fitMemory, separateWithin } from './memory-shares.ts';

const separator = createSeparator('hpss');
const song: Audio = { sampleRate: 44100, channels: [0, 1].map(() => new Float32Array(44100 * 60)) };
const input = streamAudio(song);
const costs = { processBytes: 100e6, threadBytes: 40e6 };
const executor: ChunkExecutor = { concurrency: 4, run: async () => new Map() };

describe('an allowance of memory', () => {
  it('changes nothing where there is none', () => {
    const options = { separator, executor };
    expect(fitMemory(input, options, costs)).toBe(options);
    expect(decodeBytes(undefined, costs)).toBeUndefined();
  });

  it('leaves all shares together within it', () => {
    const maxMemoryBytes = 500e6;
    const fitted = fitMemory(input, { separator, executor, maxMemoryBytes }, costs);
    const threads = fitted.executor!.concurrency;
    const standing = costs.processBytes + threads * costs.threadBytes;
    const decode = decodeBytes(maxMemoryBytes - (threads - 1) * costs.threadBytes, costs)!;
    expect(standing + decode + fitted.maxMemoryBytes!).toBeLessThanOrEqual(maxMemoryBytes);
    expect(
      separateWithin(input, { separator, executor, maxMemoryBytes }, costs).plan.memoryBytes,
    ).toBeLessThan(fitted.maxMemoryBytes!);
  });

  it('takes fewer threads where not all fit', () => {
    const { concurrency } = fitMemory(input, { separator, executor, maxMemoryBytes: 215e6 }, costs).executor!;
    expect(concurrency).toBeGreaterThanOrEqual(1);
    expect(concurrency).toBeLessThan(4);
  });

  it('refuses what cannot fit, with the sum that would do', () => {
    const tooLittle = { separator, executor, maxMemoryBytes: 100e6 };
    let error: unknown;
    try {
      fitMemory(input, tooLittle, costs);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(LimitError);
    const { neededBytes, message } = error as LimitError;
    expect(message).toContain(`at least ${Math.ceil(neededBytes! / 1e6)} MB`);
    expect(
      fitMemory(input, { ...tooLittle, maxMemoryBytes: neededBytes! }, costs).executor!.concurrency,
    ).toBe(1);
    expect(() => fitMemory(input, { ...tooLittle, maxMemoryBytes: neededBytes! - 1000 }, costs)).toThrow(
      LimitError,
    );
  });
});
