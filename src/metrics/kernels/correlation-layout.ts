/** Where the correlations of one stretch of sound stand in one array: plain data, which can be added up and moved between threads. */

/** How many signals there are, and how far they may be delayed. */
export interface CorrelationSizes {
  /** Channels of all references together. */
  readonly referenceCount: number;
  /** Channels of all estimates together; 0 for the correlations of filters. */
  readonly estimateCount: number;
  /** Delays from 0 to `filterLength` − 1. */
  readonly filterLength: number;
  /** Channels whose distances are wanted: of the estimates, of the references. */
  readonly distances: readonly (readonly [estimate: number, reference: number])[];
}

/**
 * The layout. With L = `filterLength`, from the start:
 *
 * - for i ≤ j the products of references, Σₙ sᵢ[n]·sⱼ[n + k], at `pairAt(i, j) + k` for |k| < L,
 * - the products of estimates with references, Σₙ eₑ[n]·sᵢ[n − k], at `crossAt(e, i) + k` for 0 ≤ k < L,
 * - the distances Σₙ (eₑ[n] − sᵢ[n])², at `distanceAt + n` for the n-th of `distances`.
 */
export interface CorrelationLayout extends CorrelationSizes {
  /** The index of lag 0; i ≤ j. */
  pairAt(i: number, j: number): number;
  crossAt(estimate: number, i: number): number;
  readonly distanceAt: number;
  /** Values of the first part. */
  readonly pairValues: number;
  /** Values of all parts. */
  readonly length: number;
}

/** The layout for these sizes. */
export function correlationLayout(sizes: CorrelationSizes): CorrelationLayout {
  const { referenceCount, estimateCount, filterLength } = sizes;
  const lags = 2 * filterLength - 1;
  const pairValues = ((referenceCount * (referenceCount + 1)) / 2) * lags;
  // Row i of the triangle begins behind i rows of referenceCount, referenceCount − 1, … pairs.
  const pairIndex = (i: number, j: number): number => i * referenceCount - (i * (i - 1)) / 2 + (j - i);
  const distanceAt = pairValues + estimateCount * referenceCount * filterLength;
  return {
    ...sizes,
    pairAt: (i, j) => pairIndex(i, j) * lags + filterLength - 1,
    crossAt: (estimate, i) => pairValues + (estimate * referenceCount + i) * filterLength,
    distanceAt,
    pairValues,
    length: distanceAt + sizes.distances.length,
  };
}
