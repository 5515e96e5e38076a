/**
 * Memory of WebAssembly kernels that keep tables and results from call to call: an instance per user, laid out before it is opened. What
 * `metrics` and `decompose` make their kernels with.
 */

import { LimitError } from './errors.ts';

/** Kernels compiled to WebAssembly. */
export interface KernelProgram {
  /** The module's bytes. */
  readonly moduleBase64: string;
  /** What users are told they are, where the host refuses memory. */
  readonly place: string;
  /** What users can do then. */
  readonly remedy: string;
}

/** What every instance has; addresses are byte offsets into `memory`. */
export interface KernelInstance {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

const pageBytes = 65_536;
const compiled = new WeakMap<KernelProgram, WebAssembly.Module>();

/** A plan of one instance's memory: take every block first, then open it. */
export class MemoryPlan<Kernels extends KernelInstance> {
  readonly #program: KernelProgram;
  // Address 0 stays free, so that no block looks like a null pointer.
  #end = 64;

  constructor(program: KernelProgram) {
    this.#program = program;
  }

  /** The address of a new block of `bytes`, aligned to a cache line, with a spare line behind it: whole vectors may be read there. */
  take(bytes: number): number {
    const address = this.#end;
    this.#end += Math.ceil(bytes / 64) * 64 + 64;
    return address;
  }

  /** A new instance whose memory holds all blocks, as zeros. Throws `LimitError` where the host refuses so much. */
  open(): Kernels {
    const kernels = new WebAssembly.Instance(moduleOf(this.#program)).exports as unknown as Kernels;
    const missing = this.#end - kernels.memory.buffer.byteLength;
    try {
      if (missing > 0) kernels.memory.grow(Math.ceil(missing / pageBytes));
    } catch (cause) {
      throw new LimitError({
        place: this.#program.place,
        expected: `${Math.ceil(this.#end / 2 ** 20)} MiB of working memory`,
        got: 'a refusal of the host',
        remedy: this.#program.remedy,
        cause,
        neededBytes: this.#end,
      });
    }
    return kernels;
  }
}

/** Compiled when it is first used. */
function moduleOf(program: KernelProgram): WebAssembly.Module {
  const known = compiled.get(program);
  if (known !== undefined) return known;
  const bytes = Uint8Array.from(atob(program.moduleBase64), (character) => character.charCodeAt(0));
  const made = new WebAssembly.Module(bytes);
  compiled.set(program, made);
  return made;
}
