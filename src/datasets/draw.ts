/** Random streams that are named by numbers: what is drawn for item 3 of batch 7 depends on nothing that was drawn before. */

import { createRandom, type Random } from '../util/index.ts';

/**
 * The stream of (seed, epoch, position, …): the same numbers for the same name, whoever asks and in whatever order. The numbers
 * are folded by the finalizer of MurmurHash3, in which every bit of the input moves every bit of the output.
 */
export function namedRandom(...numbers: readonly number[]): Random {
  let state = 0x9e3779b9;
  for (const number of numbers) {
    state = Math.imul(state ^ (number >>> 0), 0x85ebca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    state ^= state >>> 16;
  }
  return createRandom(state);
}

/** 0 to count − 1 in a random order (Fisher and Yates). */
export function shuffled(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, n) => n);
  for (let n = count - 1; n > 0; n--) {
    const other = random.integer(0, n);
    [order[n], order[other]] = [order[other]!, order[n]!];
  }
  return order;
}
