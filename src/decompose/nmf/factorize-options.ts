/** What a factorization is asked for: the options, and the plan that is made of them once they are checked. */

import type { Engine } from '../../runtime/index.ts';
import { ArgumentError, checkInteger, checkNumber, type WorkOptions } from '../../util/index.ts';
import { betaOf, type FactorizationCost } from './costs.ts';

/** Where both factors begin, or where given ones do. What is not given is drawn. */
export interface InitialFactors {
  /** `[component, bin]`. Zeros stay zero: that is how knowledge about harmonics or a score enters. */
  readonly templates?: Float32Array;
  /** `[component, frame]`. Zeros stay zero. */
  readonly activations?: Float32Array;
}

/** Options of `factorize`. */
export interface FactorizeOptions extends WorkOptions {
  readonly frameCount: number;
  readonly binCount: number;
  /** How many components. */
  readonly rank: number;
  /** Default `'kullback-leibler'`: it weighs soft partials more than `'euclidean'`, and fits magnitudes. */
  readonly cost?: FactorizationCost;
  /** Iterations at most, from 0. Default 200, scikit-learn's. */
  readonly iterations?: number;
  /** Of the random start, a whole number. Default 0. */
  readonly seed?: number;
  /**
   * `'random'` (default): all numbers about √(mean of V / rank). `'nndsvd'`: from the singular vectors of V, with zeros that stay;
   * `'nndsvda'`: the same with the mean of V in their place, which converges faster than a random start. Or given factors.
   */
  readonly initial?: 'random' | 'nndsvd' | 'nndsvda' | InitialFactors;
  /** Which templates stay as they are: all of them, or a flag per component. Default: none. */
  readonly fixedTemplates?: boolean | readonly boolean[];
  /** Which activations stay as they are. Default: none. */
  readonly fixedActivations?: boolean | readonly boolean[];
  /**
   * Stop when a cost is less than this part of the first cost below the one before it. Default 0: never. scikit-learn: 1e-4 with
   * `costInterval` 10, of the root of the cost.
   */
  readonly tolerance?: number;
  /** Iterations from one cost to the next, which takes about half an iteration itself. Default 10. */
  readonly costInterval?: number;
  /**
   * What computes: with an engine of two threads twice as fast and more, to rounding the same. Default: SIMD kernels in this thread, the same
   * bits on every machine.
   */
  readonly engine?: Engine;
}

/** Options that are right, with all defaults. */
export interface Plan {
  readonly frameCount: number;
  readonly binCount: number;
  readonly rank: number;
  readonly beta: number;
  readonly iterations: number;
  readonly tolerance: number;
  readonly costInterval: number;
  readonly fixedTemplates: readonly boolean[];
  readonly fixedActivations: readonly boolean[];
  /** A power of 2 that brings V's largest number between ½ and 1. */
  readonly scale: number;
}

/** The plan for V and its options; throws `ArgumentError` as `factorize` says. */
export function planOf(data: Float32Array, options: FactorizeOptions): Plan {
  const frameCount = checkInteger('factorize.frameCount', options.frameCount, { min: 1 });
  const binCount = checkInteger('factorize.binCount', options.binCount, { min: 1 });
  checkLength('factorize.data', data, [frameCount, binCount], '[frame, bin]');
  const rank = checkInteger('factorize.rank', options.rank, { min: 1 });
  const largest = largestOf('factorize.data', data);
  const flags = (name: 'fixedTemplates' | 'fixedActivations'): readonly boolean[] =>
    checkFlags(`factorize.${name}`, options[name] ?? false, rank);
  return {
    ...{ frameCount, binCount, rank },
    beta: betaOf('factorize.cost', options.cost ?? 'kullback-leibler'),
    iterations: checkInteger('factorize.iterations', options.iterations ?? 200, { min: 0 }),
    tolerance: checkNumber('factorize.tolerance', options.tolerance ?? 0, { min: 0 }),
    costInterval: checkInteger('factorize.costInterval', options.costInterval ?? 10, { min: 1 }),
    fixedTemplates: flags('fixedTemplates'),
    fixedActivations: flags('fixedActivations'),
    scale: scaleOf(largest),
  };
}

/** A power of 2, which changes no digit, that brings `largest` between ½ and 1. */
export function scaleOf(largest: number): number {
  return largest === 0 ? 1 : 2 ** (-Math.floor(Math.log2(largest)) - 1);
}

/** The largest of some numbers; throws unless all are finite and from 0 up. */
export function largestOf(place: string, values: Float32Array): number {
  let largest = 0;
  for (let n = 0; n < values.length; n++) {
    const value = values[n]!;
    // Written so that NaN fails it.
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) throw refusedNumber(`${place}[${n}]`, value);
    if (value > largest) largest = value;
  }
  return largest;
}

function refusedNumber(place: string, value: number): ArgumentError {
  return new ArgumentError({
    place,
    expected: 'a finite number from 0 up',
    got: String(value),
    remedy: 'Factorize magnitudes or powers, not samples or complex bins',
  });
}

/** Throws unless `values` holds a matrix of that shape. */
export function checkLength(
  place: string,
  values: Float32Array,
  [rows, columns]: readonly [number, number],
  axes: string,
): void {
  if (values instanceof Float32Array && values.length === rows * columns) return;
  throw new ArgumentError({
    place,
    expected: `${rows} × ${columns} numbers ${axes} in a Float32Array`,
    got: values instanceof Float32Array ? `${values.length}` : String(values),
    remedy: 'Check frameCount, binCount and rank',
  });
}

function checkFlags(place: string, flags: boolean | readonly boolean[], rank: number): readonly boolean[] {
  if (typeof flags === 'boolean') return Array<boolean>(rank).fill(flags);
  if (Array.isArray(flags) && flags.length === rank) return flags as readonly boolean[];
  throw new ArgumentError({
    place,
    expected: `true, false, or ${rank} flags, one per component`,
    got: Array.isArray(flags) ? `${flags.length} flags` : String(flags),
    remedy: 'Give a flag for every component',
  });
}
