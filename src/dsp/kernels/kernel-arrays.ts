/** Arrays that lie in kernel memory for good: a kernel works on them where they are, and nothing is copied in and out. */

import { type KernelExports, newKernels } from './module.ts';

/** A memory holds at most 4 GiB; with half of that, growing it never fails for its size alone. */
const largestBytes = 2 ** 31;
const pageBytes = 65_536;
const lineBytes = 64;

const owners = new WeakMap<ArrayBufferLike, KernelExports>();

/**
 * Zeros of these lengths, each from a cache line of its own. Where the host refuses the memory they are ordinary arrays, on which
 * kernels work as well, by way of a copy.
 */
export function kernelArrays(lengths: readonly number[]): Float32Array<ArrayBuffer>[] {
  const arrays: Float32Array<ArrayBuffer>[] = [];
  while (arrays.length < lengths.length) {
    const rest = lengths.slice(arrays.length);
    let bytes = lineBytes;
    const fitting = rest.findIndex((length) => {
      bytes += spanOf(length);
      return bytes > largestBytes;
    });
    const count = fitting < 0 ? rest.length : Math.max(1, fitting);
    arrays.push(...together(rest.slice(0, count)));
  }
  return arrays;
}

/** The kernels whose memory all of `arrays` lie in, or `undefined`. */
export function kernelsOf(arrays: readonly (Float32Array | undefined)[]): KernelExports | undefined {
  const buffers = new Set(arrays.flatMap((array) => (array === undefined ? [] : [array.buffer])));
  const [buffer] = buffers;
  return buffers.size === 1 ? owners.get(buffer!) : undefined;
}

function together(lengths: readonly number[]): Float32Array<ArrayBuffer>[] {
  const bytes = lengths.reduce((sum, length) => sum + spanOf(length), lineBytes);
  const kernels = bytes > largestBytes ? undefined : kernelsWith(bytes);
  if (kernels === undefined) return lengths.map((length) => new Float32Array(length));
  const buffer = kernels.memory.buffer as ArrayBuffer;
  owners.set(buffer, kernels);
  // Address 0 says that there is no array.
  let address = lineBytes;
  return lengths.map((length) => {
    const array = new Float32Array(buffer, address, length);
    address += spanOf(length);
    return array;
  });
}

function kernelsWith(bytes: number): KernelExports | undefined {
  try {
    const kernels = newKernels();
    const missing = bytes - kernels.memory.buffer.byteLength;
    if (missing > 0) kernels.memory.grow(Math.ceil(missing / pageBytes));
    return kernels;
  } catch {
    return undefined;
  }
}

/** Whole vectors may be read and written behind the last element. */
function spanOf(length: number): number {
  return Math.ceil((length * 4) / lineBytes) * lineBytes;
}
