/**
 * Adam's step on arrays of any length, a sixth of a plain loop's time where they are `kernelArrays`. Others go through kernel
 * memory block by block, each block small enough to stay in the cache: twice that time.
 */

import { kernelsOf } from './kernel-arrays.ts';
import { type KernelExports, newKernels } from './module.ts';

/** The arrays of one parameter, all of one length. */
export interface AdamArrays {
  /** Changed in place. */
  readonly weights: Float32Array;
  readonly gradient: Float32Array;
  /** Running mean of the gradient; changed in place. */
  readonly mean: Float32Array;
  /** Running mean of its square; changed in place. */
  readonly square: Float32Array;
  /** The largest mean square so far, changed in place; absent without AMSGrad. */
  readonly largest?: Float32Array | undefined;
}

/**
 * g = `gradientScale`·gradient + `penalty`·w, m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
 * w ← `shrink`·w − `stepSize`·m / (`rootScale`·√v + `epsilon`).
 */
export interface AdamFactors {
  readonly beta1: number;
  readonly beta2: number;
  readonly gradientScale: number;
  readonly penalty: number;
  readonly shrink: number;
  readonly stepSize: number;
  readonly rootScale: number;
  readonly epsilon: number;
}

/** Elements of a block: five arrays of 64 KiB stay in a second-level cache. */
const blockLength = 16_384;
const pageBytes = 65_536;

interface Workplace {
  readonly step: KernelExports['adamBlock'];
  /** Addresses and views of weights, gradient, mean, square, largest. */
  readonly addresses: readonly [number, number, number, number, number];
  readonly views: readonly Float32Array[];
}

let workplace: Workplace | undefined;

/** One step, in single precision. The same bits wherever the arrays lie. */
export function adamStep(arrays: AdamArrays, factors: AdamFactors): void {
  const { weights, gradient, mean, square, largest } = arrays;
  const own = kernelsOf([weights, gradient, mean, square, largest]);
  if (own === undefined) stepThroughBlocks(arrays, factors);
  else {
    own.adamBlock(
      ...([weights.byteOffset, gradient.byteOffset, mean.byteOffset, square.byteOffset] as const),
      ...([largest?.byteOffset ?? 0, weights.length] as const),
      ...numbersOf(factors),
    );
  }
}

function stepThroughBlocks(arrays: AdamArrays, factors: AdamFactors): void {
  workplace ??= openWorkplace();
  const { step, addresses, views } = workplace;
  const [weights, gradient, mean, square, largest] = addresses;
  const all = [arrays.weights, arrays.gradient, arrays.mean, arrays.square, arrays.largest];
  for (let start = 0; start < arrays.weights.length; start += blockLength) {
    const count = Math.min(blockLength, arrays.weights.length - start);
    all.forEach((array, i) => {
      if (array !== undefined) views[i]!.set(array.subarray(start, start + count));
    });
    step(
      ...([weights, gradient, mean, square, arrays.largest === undefined ? 0 : largest, count] as const),
      ...numbersOf(factors),
    );
    all.forEach((array, i) => {
      if (array !== undefined && array !== arrays.gradient) array.set(views[i]!.subarray(0, count), start);
    });
  }
}

type TenNumbers = [number, number, number, number, number, number, number, number, number, number];

function numbersOf(factors: AdamFactors): TenNumbers {
  const { beta1, beta2, gradientScale, penalty, shrink, stepSize, rootScale, epsilon } = factors;
  return [beta1, 1 - beta1, beta2, 1 - beta2, gradientScale, penalty, shrink, stepSize, rootScale, epsilon];
}

/** An instance of its own: its memory is laid out once. Address 0 says that there is no array. */
function openWorkplace(): Workplace {
  const { memory, adamBlock } = newKernels();
  const place = (n: number): number => 64 + n * (blockLength * 4 + 64);
  const missing = place(5) - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  const addresses = [place(0), place(1), place(2), place(3), place(4)] as const;
  const views = addresses.map((address) => new Float32Array(memory.buffer, address, blockLength));
  return { step: adamBlock, addresses, views };
}
