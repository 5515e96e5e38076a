/**
 * Energies of filtered signals without filtering: |Σᵢ cᵢ * sᵢ|² = Σᵢⱼ Σₖ rᵢⱼ[k]·ρᵢⱼ[−k], where r are the correlations of the signals and ρ
 * those of the filters. The correlations of a window are computed once and serve all filters, and the other way around.
 */

import type { CorrelationLayout } from '../kernels/correlation-layout.ts';
import { Correlator } from '../kernels/correlator.ts';

/** Filters into several outputs: `[output][signal][lag]`. */
export type FilterBank = readonly (readonly Float64Array[])[];

/** The weights of correlations in an energy: from `at` on, as many as there are in `weights`. */
export interface QuadraticForm {
  readonly parts: readonly { readonly at: number; readonly weights: Float64Array }[];
}

/** What a double is precise to. */
const precision = 2 ** -52;

/** From a bank for the signals from `firstSignal` on (default 0) to the energy of what it makes of them, all its outputs together. */
export type FormMaker = (bank: FilterBank, firstSignal?: number) => QuadraticForm;

/** Forms for banks of filters for `signalCount` of the signals in `layout`. */
export function createFormMaker(layout: CorrelationLayout, signalCount: number): FormMaker {
  const { filterLength } = layout;
  const sizes = { referenceCount: signalCount, estimateCount: 0, filterLength, distances: [] };
  const correlator = new Correlator({ ...sizes, longestSamples: filterLength });
  return (bank, firstSignal = 0) => {
    for (const references of bank) {
      correlator.addStretch({ references, estimates: [] }, { start: 0, end: filterLength });
    }
    const products = correlator.take();
    const parts: { at: number; weights: Float64Array }[] = [];
    for (let i = 0; i < signalCount; i++) {
      for (let j = i; j < signalCount; j++) {
        const from = correlator.layout.pairAt(i, j) - filterLength + 1;
        const weights = products.slice(from, from + 2 * filterLength - 1).reverse();
        // Pairs stand once and count both ways.
        if (i < j) for (let n = 0; n < weights.length; n++) weights[n]! *= 2;
        const at = layout.pairAt(firstSignal + i, firstSignal + j) - filterLength + 1;
        parts.push({ at, weights });
      }
    }
    return { parts };
  };
}

/** A sum with the size of its terms, which says how precise it is. */
export interface Sum {
  readonly value: number;
  readonly magnitude: number;
}

/** The energy of a form for these correlations. */
export function energyOf({ parts }: QuadraticForm, correlations: Float64Array): Sum {
  let value = 0;
  let magnitude = 0;
  for (const { at, weights } of parts) {
    for (let n = 0; n < weights.length; n++) {
      const term = weights[n]! * correlations[at + n]!;
      value += term;
      magnitude += Math.abs(term);
    }
  }
  return { value, magnitude };
}

/** The sum, or what rounding may have made of it where that is more: an energy is never negative. 0 where all terms are. */
export function notBelowRounding({ value, magnitude }: Sum): number {
  return Math.max(value, magnitude * precision);
}
