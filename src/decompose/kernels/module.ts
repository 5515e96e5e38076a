/**
 * The WebAssembly kernels of the factorizations as TypeScript sees them: single precision, an instance per user, since each lays out a
 * memory of its own.
 */

import { LimitError } from '../../util/index.ts';
import { moduleBase64 } from './generated/module.ts';

/** What the compiled module exports; addresses are byte offsets into `memory`. See ./assembly for each function. */
export interface FactorKernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
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

let module: WebAssembly.Module | undefined;

const pageBytes = 65_536;

/** A plan of one instance's memory: take every block first, then open it. */
export class MemoryPlan {
  // Address 0 stays free, so that no block looks like a null pointer.
  #end = 64;

  /** The address of a new block of `bytes`, aligned to a cache line, with a spare line behind it: whole vectors may be read there. */
  take(bytes: number): number {
    const address = this.#end;
    this.#end += Math.ceil(bytes / 64) * 64 + 64;
    return address;
  }

  /** A new instance whose memory holds all blocks, as zeros. Throws `LimitError` where the host refuses so much. */
  open(): FactorKernels {
    module ??= new WebAssembly.Module(
      Uint8Array.from(atob(moduleBase64), (character) => character.charCodeAt(0)),
    );
    const kernels = new WebAssembly.Instance(module).exports as unknown as FactorKernels;
    const missing = this.#end - kernels.memory.buffer.byteLength;
    try {
      if (missing > 0) kernels.memory.grow(Math.ceil(missing / pageBytes));
    } catch (cause) {
      throw new LimitError({
        place: 'factorization kernels',
        expected: `${Math.ceil(this.#end / 2 ** 20)} MiB of working memory`,
        got: 'a refusal of the host',
        remedy: 'Take shorter segments, fewer bins or fewer components',
        cause,
        neededBytes: this.#end,
      });
    }
    return kernels;
  }
}
