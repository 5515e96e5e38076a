/**
 * An estimate taken apart, as energies (E. Vincent, R. Gribonval, C. Févotte, "Performance measurement in blind audio source separation",
 * IEEE TASLP 2006): e = s + e_spat + e_interf + e_artif, where s + e_spat is what filters of the own reference explain and
 * s + e_spat + e_interf what filters of all references explain.
 */

import type { CorrelationLayout } from '../kernels/correlation-layout.ts';
import {
  createFormMaker,
  energyOf,
  type FilterBank,
  notBelowRounding,
  type QuadraticForm,
} from './quadratic-form.ts';

/** Which estimate is measured against which reference. */
export interface SourcePair {
  readonly estimate: number;
  readonly reference: number;
}

/** What is meant by the target: the filtered reference (`'sources'`) or the reference itself (`'images'`). */
export type TargetKind = 'images' | 'sources';

/** The four ratios in dB. ISR is NaN for `'sources'`. */
export interface BssRatios {
  readonly sdr: number;
  readonly isr: number;
  readonly sir: number;
  readonly sar: number;
}

/** The filters of a pair: those that make the estimate of all references, and those that make it of its own. */
export interface PairFilters {
  /** `[channel][channel of all references][lag]`. */
  readonly all: FilterBank;
  /** `[channel][channel of the own reference][lag]`. */
  readonly own: FilterBank;
}

/** A pair ready for any window's correlations. */
export interface PairDecomposition {
  readonly pair: SourcePair;
  /** |s + e_spat + e_interf|². */
  readonly projected: QuadraticForm;
  /** |e_spat + e_interf|². */
  readonly projectedError: QuadraticForm;
  /** The filters of e_spat + e_interf. */
  readonly errorFilters: FilterBank;
  /** |s + e_spat|². */
  readonly own: QuadraticForm;
  /** |e_spat|². */
  readonly ownError: QuadraticForm;
  /** The filters of e_spat. */
  readonly ownErrorFilters: FilterBank;
  /** |e_interf|². */
  readonly interference: QuadraticForm;
}

/** Makes decompositions for signals in `layout`, `channelCount` channels to a source. */
export function createDecomposer(
  layout: CorrelationLayout,
  channelCount: number,
): (pair: SourcePair, filters: PairFilters) => PairDecomposition {
  const formOfAll = createFormMaker(layout, layout.referenceCount);
  const formOfOwn = createFormMaker(layout, channelCount);
  return (pair, { all, own }) => {
    const first = pair.reference * channelCount;
    const errorFilters = plusImpulse(all, first, -1);
    const ownErrorFilters = plusImpulse(own, 0, -1);
    const interference = all.map((filters, channel) =>
      filters.map((filter, i) => {
        const other = own[channel]![i - first];
        return other === undefined ? filter : filter.map((tap, lag) => tap - other[lag]!);
      }),
    );
    return {
      pair,
      projected: formOfAll(all),
      projectedError: formOfAll(errorFilters),
      errorFilters,
      own: formOfOwn(own, first),
      ownError: formOfOwn(ownErrorFilters, first),
      ownErrorFilters,
      interference: formOfAll(interference),
    };
  };
}

/** Filters of which channel c's of signal `first` + c lets the signal through, `gain` times, besides what it did. */
function plusImpulse(bank: FilterBank, first: number, gain: number): FilterBank {
  return bank.map((filters, channel) =>
    filters.map((filter, i) => {
      if (i !== first + channel) return filter;
      const changed = filter.slice();
      changed[0]! += gain;
      return changed;
    }),
  );
}

/** The ratios of a pair in a window with these correlations. `distance`: |e − s|² in it. */
export function ratiosOf(
  decomposition: PairDecomposition,
  window: {
    readonly layout: CorrelationLayout;
    readonly channelCount: number;
    readonly correlations: Float64Array;
    readonly distance: number;
    readonly target: TargetKind;
  },
): BssRatios {
  const { layout, channelCount, correlations, distance, target } = window;
  const { pair } = decomposition;
  const energy = (form: QuadraticForm): number => notBelowRounding(energyOf(form, correlations));
  /** |e − s − what the filters make|²: the filters are small where e is near s, and so is what rounding does. */
  const rest = (form: QuadraticForm, bank: FilterBank, firstSignal: number): number => {
    const filtered = energyOf(form, correlations);
    const crossed = errorProduct(bank, { layout, channelCount, correlations, pair, firstSignal });
    return notBelowRounding({
      value: distance + filtered.value - 2 * crossed,
      magnitude: distance + filtered.magnitude + 2 * Math.abs(crossed),
    });
  };
  const first = pair.reference * channelCount;
  const own = energy(decomposition.own);
  const sir = decibels(own, energy(decomposition.interference));
  const artifacts = rest(decomposition.projectedError, decomposition.errorFilters, 0);
  const sar = decibels(energy(decomposition.projected), artifacts);
  if (target === 'sources') {
    const remaining = rest(decomposition.ownError, decomposition.ownErrorFilters, first);
    return { sdr: decibels(own, remaining), isr: Number.NaN, sir, sar };
  }
  let signal = 0;
  for (let c = 0; c < channelCount; c++) signal += correlations[layout.pairAt(first + c, first + c)]!;
  return {
    sdr: decibels(signal, distance),
    isr: decibels(signal, energy(decomposition.ownError)),
    sir,
    sar,
  };
}

/** ⟨e − s, what the bank makes of the signals from `firstSignal` on⟩. */
function errorProduct(
  bank: FilterBank,
  window: {
    readonly layout: CorrelationLayout;
    readonly channelCount: number;
    readonly correlations: Float64Array;
    readonly pair: SourcePair;
    readonly firstSignal: number;
  },
): number {
  const { layout, channelCount, correlations, pair, firstSignal } = window;
  let sum = 0;
  bank.forEach((filters, channel) => {
    const target = pair.reference * channelCount + channel;
    filters.forEach((filter, n) => {
      const signal = firstSignal + n;
      const crossed = layout.crossAt(pair.estimate * channelCount + channel, signal);
      const [own, step] =
        signal <= target ? [layout.pairAt(signal, target), 1] : [layout.pairAt(target, signal), -1];
      for (let lag = 0; lag < filter.length; lag++) {
        sum += filter[lag]! * (correlations[crossed + lag]! - correlations[own + step * lag]!);
      }
    });
  });
  return sum;
}

/** As museval and mir_eval: nothing in the denominator is `Infinity`, whatever is in the numerator. */
function decibels(numerator: number, denominator: number): number {
  return denominator === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(numerator / denominator);
}
