/**
 * The WebAssembly kernels as TypeScript sees them: one instance per thread, made on first use, and the layout of its
 * memory. That instance is stateless: each call lays its memory out anew, so nothing in it survives from call to call.
 */

import { LimitError } from '../../util/index.ts';
import { moduleBase64 } from './generated/module.ts';

/** What is used of a WebAssembly.Memory, whose type not every program has. */
export interface KernelMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** What the compiled module exports; addresses are byte offsets into `memory`. See ./assembly for each function. */
export interface KernelExports {
  readonly memory: KernelMemory;
  addSamples(sum: number, from: number, count: number): void;
  multiplySamples(to: number, from: number, by: number, count: number): void;
  /** 1 or 0. */
  holdsNaN(from: number, count: number): number;
  /** Five arrays, the count, ten factors. */
  adamBlock(...parameters: [...TwelveNumbers, number, number, number, number]): void;
  medianColumns(
    from: number,
    to: number,
    stride: number,
    width: number,
    count: number,
    size: number,
    block: number,
    scratch: number,
  ): void;
  medianOfLists(
    from: number,
    to: number,
    stride: number,
    rows: number,
    width: number,
    starts: number,
    places: number,
    scratch: number,
  ): void;
  medianRows(
    from: number,
    to: number,
    rows: number,
    columns: number,
    size: number,
    block: number,
    line: number,
    result: number,
    scratch: number,
  ): void;
  forwardSingle(...addresses: TwelveNumbers): void;
  inverseSingle(...addresses: TwelveNumbers): void;
  resampleBlock(...parameters: [...TwelveNumbers, number]): void;
  forwardBatch(...addresses: TenNumbers): void;
  inverseBatch(...addresses: TenNumbers): void;
  /** Where to, bins, bins before (0: none), magnitudes, the factor of those before, the count. */
  fitMagnitudes(...parameters: [number, number, number, number, number, number]): void;
  magnitudeError(bins: number, magnitudes: number, count: number): number;
}

type TenNumbers = [number, number, number, number, number, number, number, number, number, number];
type TwelveNumbers = [...TenNumbers, number, number];

let module: WebAssembly.Module | undefined;
let instance: KernelExports | undefined;

/** The kernels of this thread. */
export function kernels(): KernelExports {
  instance ??= newKernels();
  return instance;
}

/** Another instance with a memory of its own, for a user that keeps tables in it from call to call. */
export function newKernels(): KernelExports {
  module ??= new WebAssembly.Module(
    Uint8Array.from(atob(moduleBase64), (character) => character.charCodeAt(0)),
  );
  return new WebAssembly.Instance(module).exports as unknown as KernelExports;
}

const pageBytes = 65_536;

/** A plan of a kernel memory: take every block first, then open, then make views. */
export class MemoryLayout {
  readonly #kernels: KernelExports;
  // Address 0 stays free, so that no block looks like a null pointer.
  #end = 64;

  /** A plan for the memory of `instance`. Default: the kernels that all calls of this thread share. */
  constructor(instance: KernelExports = kernels()) {
    this.#kernels = instance;
  }

  /** The address of a new block of `floats` 32-bit values, aligned to a cache line, with a spare line behind it. */
  take(floats: number): number {
    const address = this.#end;
    this.#end += Math.ceil((floats * 4) / 64) * 64 + 64;
    return address;
  }

  /** Grows the memory to hold all blocks and returns the kernels. Views made before are dead after this. */
  open(): KernelExports {
    const { memory } = this.#kernels;
    const missing = this.#end - memory.buffer.byteLength;
    if (missing > 0) grow(memory, Math.ceil(missing / pageBytes));
    return this.#kernels;
  }

  /** `length` floats at `address`; valid until a layout of the same kernels is opened. */
  floats(address: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#kernels.memory.buffer, address, length);
  }

  /** `length` 32-bit words at `address`; valid until a layout of the same kernels is opened. */
  words(address: number, length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.#kernels.memory.buffer, address, length);
  }
}

function grow(memory: KernelMemory, pages: number): void {
  try {
    memory.grow(pages);
  } catch (cause) {
    throw new LimitError({
      place: 'signal processing kernels',
      expected: `${Math.ceil((memory.buffer.byteLength + pages * pageBytes) / 2 ** 20)} MiB of working memory`,
      got: 'a refusal of the host',
      remedy: 'Use a smaller fftSize, hopSize or filter size, or shorter pieces of sound',
      cause,
    });
  }
}

/** `length` floats of the kernel memory at `address`; valid until the next layout is opened. */
export function floatsAt(address: number, length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(kernels().memory.buffer, address, length);
}
