/**
 * The metrics' WebAssembly kernels as TypeScript sees them: double precision, an instance per user, since each keeps tables and results in
 * its memory from call to call.
 */

import { LimitError } from '../../util/index.ts';
import { moduleBase64 } from './generated/module.ts';

/** What the compiled module exports; addresses are byte offsets into `memory`. See ./assembly for each function. */
export interface MetricKernels {
  readonly memory: WebAssembly.Memory;
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

let module: WebAssembly.Module | undefined;

const pageBytes = 65_536;

/** A plan of one instance's memory: take every block first, then open it. */
export class MemoryPlan {
  // Address 0 stays free, so that no block looks like a null pointer.
  #end = 64;

  /** The address of a new block of `bytes`, aligned to a cache line, with a spare line behind it. */
  take(bytes: number): number {
    const address = this.#end;
    this.#end += Math.ceil(bytes / 64) * 64 + 64;
    return address;
  }

  /** A new instance whose memory holds all blocks, as zeros. Throws `LimitError` where the host refuses so much. */
  open(): MetricKernels {
    module ??= new WebAssembly.Module(
      Uint8Array.from(atob(moduleBase64), (character) => character.charCodeAt(0)),
    );
    const kernels = new WebAssembly.Instance(module).exports as unknown as MetricKernels;
    const missing = this.#end - kernels.memory.buffer.byteLength;
    try {
      if (missing > 0) kernels.memory.grow(Math.ceil(missing / pageBytes));
    } catch (cause) {
      throw new LimitError({
        place: 'metric kernels',
        expected: `${Math.ceil(this.#end / 2 ** 20)} MiB of working memory`,
        got: 'a refusal of the host',
        remedy: 'Measure fewer sources or channels at a time, or with shorter filters',
        cause,
        neededBytes: this.#end,
      });
    }
    return kernels;
  }
}
