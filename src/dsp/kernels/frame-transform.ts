/**
 * Blocks of real frames to bins and back in the kernel memory: the plan, the windows and the working memory of one call
 * laid out, with plain functions over a block. What `stft` and `istft` loop over; the signal passes through in blocks, so
 * the kernel memory stays at a few megabytes whatever its length.
 */

import { type FftPass, type RealFftPlan, realFftPlan } from './fft-plan.ts';
import { floatsAt, MemoryLayout, wordsAt } from './module.ts';

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
function framesPerBlock(fftSize: number): number {
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
  writeTables(tables, plan);
  // Half of an even-sized transform's unpacking (see fft-single.ts) is a factor of ½.
  const scale = fftSize % 2 === 0 ? 0.5 : 1;
  writeWindow(windowAt, { window: plan.kind === 'single' ? inQuarters(window) : window, scale });
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
    samples: floatsAt(samples, sampleCount),
    bins: floatsAt(bins, blockFrames * binCount * 2),
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
  writeTables(tables, plan);
  writeWindow(windowAt, { window, scale: 1 / fftSize });
  const sums = floatsAt(sumsAt, advance + fftSize);
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
    bins: floatsAt(bins, blockFrames * binCount * 2),
    sums,
    factors: floatsAt(factors, advance),
    finished: floatsAt(finished, advance),
    run,
    finish,
  };
}

/** Addresses of a plan's tables and working memory. */
interface Tables {
  readonly startTwiddles: number;
  readonly turns: number;
  readonly passes: number;
  readonly passCount: number;
  readonly twiddles: readonly number[];
  readonly roots: readonly number[];
  readonly workA: number;
  readonly workB: number;
}

function takeTables(layout: MemoryLayout, plan: RealFftPlan): Tables {
  // Batch: a group of 8 floats per point, up to `size` points and 4 beyond. Single: 2 floats per point and a spare group.
  const work =
    plan.kind === 'single' ? plan.size + 8 : ((plan.size % 2 === 1 ? plan.size : plan.size / 2) + 4) * 8;
  return {
    startTwiddles: layout.take(plan.startTwiddles.length),
    turns: layout.take(plan.turns.length),
    passes: layout.take(plan.passes.length * 5),
    passCount: plan.passes.length,
    twiddles: plan.passes.map((pass) => layout.take(pass.twiddles.length)),
    roots: plan.passes.map((pass) => layout.take(pass.roots.length)),
    workA: layout.take(work),
    workB: layout.take(work),
  };
}

function writeTables(tables: Tables, plan: RealFftPlan): void {
  write(tables.startTwiddles, plan.startTwiddles);
  write(tables.turns, plan.turns);
  plan.passes.forEach(({ radix, m, s, twiddles, roots }: FftPass, index) => {
    const [twiddlesAt, rootsAt] = [tables.twiddles[index]!, tables.roots[index]!];
    wordsAt(tables.passes + index * 20, 5).set([radix, m, s, twiddlesAt, rootsAt]);
    write(twiddlesAt, twiddles);
    write(rootsAt, roots);
  });
}

function writeWindow(address: number, { window, scale }: { window: Float64Array; scale: number }): void {
  // Samples are weighted four at a time: what lies beyond the window must be 0.
  const padded = floatsAt(address, Math.ceil(window.length / 4) * 4).fill(0);
  for (let n = 0; n < window.length; n++) padded[n] = window[n]! * scale;
}

/** The weights in the order in which the first pass of a single-frame transform reads them; see assembly/fft-single.ts. */
function inQuarters(window: Float64Array): Float64Array {
  const quarter = window.length / 4;
  return window.map((_, at) => {
    const [step, part, n] = [Math.floor(at / 32), Math.floor(at / 8) % 4, at % 8];
    return window[part * quarter + step * 8 + n]!;
  });
}

function write(address: number, values: Float32Array): void {
  floatsAt(address, values.length).set(values);
}
