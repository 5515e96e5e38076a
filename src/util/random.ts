/**
 * Seeded randomness: the same seed gives the same numbers on every machine. The generator is Mulberry32, a 32-bit
 * counter-based generator with a full period of 2³², ample for shifts, dithering and augmentation.
 */

/** A stream of pseudo-random numbers. */
export interface Random {
  /** The next number, uniform in [0, 1). */
  uniform(): number;
  /** The next integer, uniform in [low, high], both ends included. */
  integer(low: number, high: number): number;
  /** The next number of a standard normal distribution (Box and Muller 1958). */
  normal(): number;
}

/** A new stream from `seed`, any 32-bit integer; other numbers are reduced to one. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  function uniform(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  return {
    uniform,
    integer: (low, high) => low + Math.floor(uniform() * (high - low + 1)),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}
