/** A transform's plan in kernel memory: its tables of roots of unity, its windows and its working memory. */

import type { FftPass, RealFftPlan } from './fft-plan.ts';
import type { MemoryLayout } from './module.ts';

/** Addresses of a plan's tables and working memory. */
export interface FftTables {
  readonly startTwiddles: number;
  readonly turns: number;
  readonly passes: number;
  readonly passCount: number;
  readonly twiddles: readonly number[];
  readonly roots: readonly number[];
  readonly workA: number;
  readonly workB: number;
}

/** Takes the blocks of `plan`'s tables and working memory. */
export function takeTables(layout: MemoryLayout, plan: RealFftPlan): FftTables {
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

/** Fills the tables of an opened layout. */
export function writeTables(layout: MemoryLayout, tables: FftTables, plan: RealFftPlan): void {
  write(layout, tables.startTwiddles, plan.startTwiddles);
  write(layout, tables.turns, plan.turns);
  plan.passes.forEach(({ radix, m, s, twiddles, roots }: FftPass, index) => {
    const [twiddlesAt, rootsAt] = [tables.twiddles[index]!, tables.roots[index]!];
    layout.words(tables.passes + index * 20, 5).set([radix, m, s, twiddlesAt, rootsAt]);
    write(layout, twiddlesAt, twiddles);
    write(layout, rootsAt, roots);
  });
}

/** Writes the weights of a frame, times `scale`. */
export function writeWindow(
  layout: MemoryLayout,
  address: number,
  { window, scale }: { readonly window: Float64Array; readonly scale: number },
): void {
  // Samples are weighted four at a time: what lies beyond the window must be 0.
  const padded = layout.floats(address, Math.ceil(window.length / 4) * 4).fill(0);
  for (let n = 0; n < window.length; n++) padded[n] = window[n]! * scale;
}

/** The weights in the order in which the first pass of a single-frame transform reads them; see assembly/fft-single.ts. */
export function inQuarters(window: Float64Array): Float64Array {
  const quarter = window.length / 4;
  return window.map((_, at) => {
    const [step, part, n] = [Math.floor(at / 32), Math.floor(at / 8) % 4, at % 8];
    return window[part * quarter + step * 8 + n]!;
  });
}

function write(layout: MemoryLayout, address: number, values: Float32Array): void {
  layout.floats(address, values.length).set(values);
}
