/**
 * The WebAssembly kernels of the factorizations as TypeScript sees them: single precision, an instance per user, since each lays out a
 * memory of its own.
 */

import { type KernelInstance, MemoryPlan } from '../../util/index.ts';
import { moduleBase64 } from './generated/module.ts';

/** What the compiled module exports; addresses are byte offsets into `memory`. See ./assembly for each function. */
export interface FactorKernels extends KernelInstance {
  /** From, to, inner, count, stride in bytes, width. */
  packAlong(...parameters: SixNumbers): void;
  packAcross(...parameters: SixNumbers): void;
  /** A, B, C, row panels, column panels, inner, bytes of a panel of A and of B, stride of C in bytes, whether to add. */
  multiplyPanels(...parameters: [...SixNumbers, number, number, number, number]): void;
  /** V, M, Q, D, count, beta, floor. */
  ratios(...parameters: SevenNumbers): void;
  /** V, M, count, beta, floor. */
  divergence(v: number, m: number, count: number, beta: number, floor: number): number;
  /** Factor, numerator, denominator, flags, rank, exponent, least. */
  scalePanel(...parameters: SevenNumbers): void;
  spreadPanel(panel: number, rows: number, across: number, acrossBytes: number, rank: number): void;
  gram(across: number, acrossBytes: number, to: number, length: number, rank: number): void;
}

type SixNumbers = [number, number, number, number, number, number];
type SevenNumbers = [...SixNumbers, number];

const program = {
  moduleBase64,
  place: 'factorization kernels',
  remedy: 'Take shorter segments, fewer bins or fewer components',
};

/** A plan of the memory of one instance: take every block first, then open it. */
export function planMemory(): MemoryPlan<FactorKernels> {
  return new MemoryPlan(program);
}
