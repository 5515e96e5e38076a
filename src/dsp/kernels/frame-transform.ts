/**
 * Blocks of real frames to bins and back in the kernel memory: the plan, the windows and the working memory of one call
 * laid out, with plain functions over a block. What `stft` and `istft` loop over; the signal passes through in blocks, so
 * the kernel memory stays at a few megabytes whatever its length.
 */

import { realFftPlan } from './fft-plan.ts';
import { inQuarters, takeTables, writeTables, writeWindow } from './fft-tables.ts';
import { MemoryLayout } from './module.ts';

/** Frames of `hopSize` distance through a window. */
export interface FrameTransformOptions {
  readonly fftSize: number;
  /** Distance of the frames of a block, at most `fftSize`. */
  readonly hopSize: number;
  /** `fftSize` weights; the inverse transform holds the factor 1/fftSize by itself. */
  readonly window: Float64Array;
}

/** Forward transform of blocks. Use it at once: opening another transform takes its memory over. */
export interface ForwardTransform {
  /** Most frames in a block. */
  readonly blockFrames: number;
  /** Where the samples of a block go: frame `f` starts at `f · hopSize`. */
  readonly samples: Float32Array;
  /** Where its bins are found after `run`, `[frame, bin, part]`. */
  readonly bins: Float32Array;
  run(frames: number): void;
}

/** Inverse transform of blocks with overlap-add. Use it at once: opening another transform takes its memory over. */
export interface InverseTransform {
  readonly blockFrames: number;
  /** Where the bins of a block go, `[frame, bin, part]`; they are used up. */
  readonly bins: Float32Array;
  /** The running sum: frame `f` of a block is added from `f · hopSize` on. Starts as zeros. */
  readonly sums: Float32Array;
  /** Factors for the finished part of the sums, `blockFrames · hopSize` of them. */
  readonly factors: Float32Array;
  /** sums · factors after `finish`. */
  readonly finished: Float32Array;
  /** Adds `frames` frames to the sums. */
  run(frames: number): void;
  /** Writes sums · factors to `finished`, moves the sums on by a block and clears the freed end. */
  finish(): void;
}

/** Bins of a block in bytes: small enough for the second-level cache, large enough to make calls rare. */
const blockBytes = 1 << 18;

/** Frames per block: a multiple of the four that are transformed together. */
export function framesPerBlock(fftSize: number): number {
  const frames = Math.floor(blockBytes / (fftSize * 4) / 4) * 4;
  return Math.min(64, Math.max(4, frames));
}

/** Lays out the memory for transforming blocks of frames into bins. */
export function openForwardTransform({ fftSize, hopSize, window }: FrameTransformOptions): ForwardTransform {
  const plan = realFftPlan(fftSize);
  const blockFrames = framesPerBlock(fftSize);
  const binCount = Math.floor(fftSize / 2) + 1;
  const layout = new MemoryLayout();
  const sampleCount = (blockFrames - 1) * hopSize + fftSize;
  const samples = layout.take(sampleCount);
  const bins = layout.take(blockFrames * binCount * 2);
  const windowAt = layout.take(fftSize);
  const tables = takeTables(layout, plan);
  const { forwardSingle, forwardBatch } = layout.open();
  writeTables(layout, tables, plan);
  // Half of an even-sized transform's unpacking (see fft-single.ts) is a factor of ½.
  const scale = fftSize % 2 === 0 ? 0.5 : 1;
  writeWindow(layout, windowAt, { window: plan.kind === 'single' ? inQuarters(window) : window, scale });
  const { passes, passCount, startTwiddles, turns, workA, workB } = tables;

  function run(frames: number): void {
    if (plan.kind === 'single') {
      const rest = [turns, workA, workB] as const;
      const m = fftSize / 2;
      forwardSingle(samples, hopSize, frames, bins, m, windowAt, startTwiddles, passes, passCount, ...rest);
      return;
    }
    for (let frame = 0; frame < frames; frame += 4) {
      const from = samples + frame * hopSize * 4;
      const to = bins + frame * binCount * 8;
      forwardBatch(from, hopSize, to, fftSize, windowAt, passes, passCount, turns, workA, workB);
    }
  }

  return {
    blockFrames,
    samples: layout.floats(samples, sampleCount),
    bins: layout.floats(bins, blockFrames * binCount * 2),
    run,
  };
}

/** Lays out the memory for transforming blocks of bins into overlapped samples. */
export function openInverseTransform({ fftSize, hopSize, window }: FrameTransformOptions): InverseTransform {
  const plan = realFftPlan(fftSize);
  const blockFrames = framesPerBlock(fftSize);
  const binCount = Math.floor(fftSize / 2) + 1;
  const layout = new MemoryLayout();
  const stride = Math.ceil(fftSize / 4) * 4;
  const advance = blockFrames * hopSize;
  const bins = layout.take(blockFrames * binCount * 2 + 2);
  const sumsAt = layout.take(advance + fftSize);
  const factors = layout.take(advance);
  const finished = layout.take(advance);
  const frameBuffer = layout.take(plan.kind === 'batch' ? 4 * stride : 0);
  const windowAt = layout.take(fftSize);
  const tables = takeTables(layout, plan);
  const { inverseSingle, inverseBatch, addSamples, multiplySamples } = layout.open();
  writeTables(layout, tables, plan);
  writeWindow(layout, windowAt, { window, scale: 1 / fftSize });
  const sums = layout.floats(sumsAt, advance + fftSize);
  sums.fill(0);
  const { passes, passCount, startTwiddles, turns, workA, workB } = tables;

  function run(frames: number): void {
    if (plan.kind === 'single') {
      const rest = [turns, workA, workB] as const;
      const m = fftSize / 2;
      inverseSingle(bins, hopSize, frames, sumsAt, m, windowAt, startTwiddles, passes, passCount, ...rest);
      return;
    }
    for (let frame = 0; frame < frames; frame += 4) {
      const from = bins + frame * binCount * 8;
      const rest = [passes, passCount, turns, workA, workB] as const;
      inverseBatch(from, frameBuffer, stride, fftSize, windowAt, ...rest);
      for (let lane = 0; lane < Math.min(4, frames - frame); lane++) {
        addSamples(sumsAt + (frame + lane) * hopSize * 4, frameBuffer + lane * stride * 4, fftSize);
      }
    }
  }

  function finish(): void {
    multiplySamples(finished, sumsAt, factors, advance);
    sums.copyWithin(0, advance);
    sums.fill(0, fftSize);
  }

  return {
    blockFrames,
    bins: layout.floats(bins, blockFrames * binCount * 2),
    sums,
    factors: layout.floats(factors, advance),
    finished: layout.floats(finished, advance),
    run,
    finish,
  };
}
