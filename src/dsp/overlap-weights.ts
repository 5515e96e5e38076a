/**
 * The weight of each sample under overlapping frames, Σₜ w²[n − tH]: what a least-squares overlap-add divides by. It is
 * periodic with the hop where all frames are present, and smaller at both ends.
 */

/** The frames that overlap. */
export interface WeightsOptions {
  /** Weights of a frame. */
  readonly window: Float64Array;
  readonly hopSize: number;
  readonly frameCount: number;
}

/** The sums of squared windows by padded sample: sample 0 is the first of frame 0. */
export interface OverlapWeights {
  /** The first sample in [from, to) whose weight is not above `limit`. */
  firstBelow(limit: number, range: { readonly from: number; readonly to: number }): number | undefined;
  /**
   * Fills `factors` with 1/weight from hop `firstHop` on; weights not above `smallestWeight` give 0. To be called for
   * block after block with the same array: where all frames are present the values are those of the block before, and stay.
   */
  writeInverse(
    factors: Float32Array,
    options: { readonly firstHop: number; readonly smallestWeight: number },
  ): void;
}

/** The weights of `frameCount` frames through `window`, `hopSize` apart. */
export function createWeights({ window, hopSize, frameCount }: WeightsOptions): OverlapWeights {
  // A hop of samples is under this many frames, the one that starts with it and those before.
  const depth = Math.ceil(window.length / hopSize);
  const steady = hopWeights(undefined);
  let steadyFactors: Float32Array | undefined;

  function isSteady(hop: number): boolean {
    return hop >= depth - 1 && hop < frameCount;
  }

  /** The weights of the samples of `hop`. */
  function hopWeights(hop: number | undefined): Float64Array {
    const sums = new Float64Array(hopSize);
    const youngest = hop === undefined ? 0 : Math.max(0, hop - frameCount + 1);
    const oldest = hop === undefined ? depth - 1 : Math.min(depth - 1, hop);
    for (let age = youngest; age <= oldest; age++) {
      const end = Math.min(hopSize, window.length - age * hopSize);
      for (let n = 0; n < end; n++) sums[n]! += window[age * hopSize + n]! ** 2;
    }
    return sums;
  }

  return {
    firstBelow(limit, { from, to }) {
      let steadyIsFine = false;
      for (let hop = Math.floor(from / hopSize); hop * hopSize < to; hop++) {
        if (isSteady(hop) && steadyIsFine) continue;
        const weights = isSteady(hop) ? steady : hopWeights(hop);
        const begin = Math.max(0, from - hop * hopSize);
        const end = Math.min(hopSize, to - hop * hopSize);
        for (let n = begin; n < end; n++) if (!(weights[n]! > limit)) return hop * hopSize + n;
        steadyIsFine ||= isSteady(hop) && begin === 0 && end === hopSize;
      }
      return undefined;
    },
    writeInverse(factors, { firstHop, smallestWeight }) {
      const hops = factors.length / hopSize;
      const allSteady = isSteady(firstHop) && isSteady(firstHop + hops - 1);
      if (allSteady && steadyFactors === factors) return;
      steadyFactors = allSteady ? factors : undefined;
      for (let hop = 0; hop < hops; hop++) {
        const weights = isSteady(firstHop + hop) ? steady : hopWeights(firstHop + hop);
        for (let n = 0; n < hopSize; n++) {
          factors[hop * hopSize + n] = weights[n]! > smallestWeight ? 1 / weights[n]! : 0;
        }
      }
    },
  };
}
