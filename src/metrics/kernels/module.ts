/**
 * The metrics' WebAssembly kernels as TypeScript sees them: double precision, an instance per user, since each keeps tables and results in
 * its memory from call to call.
 */

import { type KernelInstance, MemoryPlan } from '../../util/index.ts';
import { moduleBase64 } from './generated/module.ts';

/** What the compiled module exports; addresses are byte offsets into `memory`. See ./assembly for each function. */
export interface MetricKernels extends KernelInstance {
  squaredDistance(a: number, b: number, count: number): number;
  /** Where to, four channels, zeros before, samples, size. */
  gather(...parameters: EightNumbers): void;
  /** The address of the result. */
  transform(x: number, y: number, size: number, twiddles: number): number;
  unpackSpectra(z: number, to: number, size: number, pairBytes: number): void;
  multiplySpectra(...parameters: [...EightNumbers, number, number]): void;
  /** 0, or 1 where the matrix is not positive definite. */
  schurStep(u: number, v: number, columnBytes: number, p: number, rows: number, table: number): number;
  forwardSubstitute(...parameters: SixNumbers): void;
  backSubstitute(...parameters: SixNumbers): void;
}

type SixNumbers = [number, number, number, number, number, number];
type EightNumbers = [...SixNumbers, number, number];

const program = {
  moduleBase64,
  place: 'metric kernels',
  remedy: 'Measure fewer sources or channels at a time, or with shorter filters',
};

/** A plan of the memory of one instance: take every block first, then open it. */
export function planMemory(): MemoryPlan<MetricKernels> {
  return new MemoryPlan(program);
}
