/**
 * FastICA: as many sources as channels, mixed by gains alone, found as the directions in which the sound is least Gaussian (A. Hyvärinen and
 * E. Oja, "Independent component analysis: algorithms and applications", Neural Networks 13, 2000). A fixed-point iteration on whitened
 * samples, symmetric or one component after the other, with scikit-learn's conventions: equal starts give equal results.
 */

import { ArgumentError, checkChoice, checkInteger, checkNumber, createRandom } from '../../util/index.ts';
import { eigenSymmetric } from '../matrix/eigen-symmetric.ts';
import { applyContrast, type Contrast, type ContrastRule, contrasts } from './contrast.ts';
import { whiten } from './whitening.ts';

/** Options of {@link fastIca}. */
export interface FastIcaOptions {
  /** Components to find, at most one per channel. Default: one per channel. */
  readonly componentCount?: number;
  /** `symmetric` (default) finds all together; `deflation` one after the other, errors of the first passing to the next. */
  readonly algorithm?: 'symmetric' | 'deflation';
  /** Default `logcosh`, good for all; `exp` for very peaky sources, `cube` (kurtosis) is fastest and minds outliers. */
  readonly contrast?: Contrast;
  /** The `a` of `logcosh`, 1 to 2. Default 1. */
  readonly alpha?: number;
  /** Default 200; sound takes 5 to 20. */
  readonly maxIterations?: number;
  /** An iteration that turns no component further than this (1 − |cosine|) is the last. Default 1e-4. */
  readonly tolerance?: number;
  /** The start, `[component, component]`. Default: normal random numbers from `seed`. */
  readonly start?: ArrayLike<number>;
  /** Default 0. */
  readonly seed?: number;
}

/** What FastICA found. */
export interface FastIcaResult {
  /** Per component its samples, of variance 1 and mean 0. Order and sign are arbitrary: any are as independent. */
  readonly sources: readonly Float64Array[];
  /** `[component, channel]`: sources = unmixing · (channels − mean). */
  readonly unmixing: Float64Array;
  /** `[channel, component]`: channels = mixing · sources + mean. */
  readonly mixing: Float64Array;
  readonly mean: Float64Array;
  /** Of the slowest component. */
  readonly iterations: number;
  /** Whether the tolerance was reached. */
  readonly converged: boolean;
}

interface Settings extends ContrastRule {
  readonly maxIterations: number;
  readonly tolerance: number;
}

interface Rotation {
  /** W, `[component, component]`, its rows orthonormal. */
  readonly rows: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * The independent components of `channels`, arrays of equal length. Channels that are mixtures of the others add nothing: the result has as many
 * components as there are independent channels, none for silence. More sources than channels cannot be told apart this way, and of several
 * Gaussian ones no method can tell the mixture.
 *
 * Throws `ArgumentError` for options out of range, fewer channels than components, and channels of unequal length.
 */
export function fastIca(channels: readonly ArrayLike<number>[], options: FastIcaOptions = {}): FastIcaResult {
  checkChannels(channels);
  const wanted = checkInteger('componentCount', options.componentCount ?? channels.length, {
    min: 1,
    max: channels.length,
  });
  const algorithm = checkChoice('algorithm', options.algorithm ?? 'symmetric', ['symmetric', 'deflation']);
  const settings: Settings = {
    contrast: checkChoice('contrast', options.contrast ?? 'logcosh', contrasts),
    alpha: checkNumber('alpha', options.alpha ?? 1, { min: 1, max: 2 }),
    maxIterations: checkInteger('maxIterations', options.maxIterations ?? 200, { min: 1 }),
    tolerance: checkNumber('tolerance', options.tolerance ?? 1e-4, { min: 0 }),
  };
  const { mean, matrix, inverse, components } = whiten(channels, wanted);
  const count = components.length;
  const start = startingRows(count, options);
  const found =
    algorithm === 'symmetric'
      ? turnTogether(components, start, settings)
      : turnOneByOne(components, start, settings);
  const size = channels.length;
  const unmixing = multiply(found.rows, matrix, [count, count, size]);
  // The rows are orthonormal: their inverse is their transpose.
  const mixing = multiply(inverse, transposed(found.rows, count), [size, count, count]);
  const sources = components.map((_, i) => project(components, rowOf(found.rows, i, count)));
  sources.forEach((source, i) => {
    const deviation = Math.sqrt(dot(source, source) / source.length);
    for (let t = 0; t < source.length; t++) source[t]! /= deviation;
    for (let c = 0; c < size; c++) {
      unmixing[i * size + c]! /= deviation;
      mixing[c * count + i]! *= deviation;
    }
  });
  const { iterations, converged } = found;
  return { sources, unmixing, mixing, mean, iterations, converged };
}

function checkChannels(channels: readonly ArrayLike<number>[]): void {
  if (channels.length > 0 && channels.every(({ length }) => length === channels[0]!.length)) return;
  throw new ArgumentError({
    place: 'fastIca',
    expected: 'one or more channels of equal length',
    got: channels.length === 0 ? 'none' : `lengths ${channels.map(({ length }) => length).join(', ')}`,
    remedy: 'Pad the shorter channels',
  });
}

function startingRows(count: number, { start, seed = 0 }: FastIcaOptions): Float64Array {
  const random = createRandom(checkInteger('seed', seed));
  if (start === undefined) return Float64Array.from({ length: count * count }, () => random.normal());
  if (start.length === count * count) return Float64Array.from(start);
  throw new ArgumentError({
    place: 'start',
    expected: `${count} × ${count} values: one row per independent channel`,
    got: `${start.length} values`,
    remedy: 'Give a square matrix, or leave it out',
  });
}

/** All rows at once: W ← (E[g(Wx)·xᵀ] − diag E[g′(Wx)]·W), then W ← (W·Wᵀ)^(−½)·W. */
function turnTogether(x: readonly Float64Array[], start: Float64Array, settings: Settings): Rotation {
  const size = x.length;
  let rows = decorrelate(start, size);
  for (let iteration = 1; iteration <= settings.maxIterations; iteration++) {
    const next = new Float64Array(size * size);
    for (let i = 0; i < size; i++) next.set(stepRow(x, rowOf(rows, i, size), settings), i * size);
    const turned = decorrelate(next, size);
    let change = 0;
    for (let i = 0; i < size; i++) {
      const cosine = dot(rowOf(turned, i, size), rowOf(rows, i, size));
      change = Math.max(change, Math.abs(Math.abs(cosine) - 1));
    }
    rows = turned;
    if (change < settings.tolerance) return { rows, iterations: iteration, converged: true };
  }
  return { rows, iterations: settings.maxIterations, converged: size === 0 };
}

/** One row after the other, each at right angles to those before it (Gram and Schmidt). */
function turnOneByOne(x: readonly Float64Array[], start: Float64Array, settings: Settings): Rotation {
  const size = x.length;
  const rows = new Float64Array(size * size);
  let most = 0;
  let converged = true;
  for (let i = 0; i < size; i++) {
    let row = normalized(start.slice(i * size, (i + 1) * size));
    let change = Number.POSITIVE_INFINITY;
    let iteration = 0;
    while (iteration < settings.maxIterations && change >= settings.tolerance) {
      iteration++;
      const next = stepRow(x, row, settings);
      const before = next.slice();
      for (let j = 0; j < i; j++) {
        const other = rowOf(rows, j, size);
        const share = dot(before, other);
        for (let k = 0; k < size; k++) next[k]! -= share * other[k]!;
      }
      normalized(next);
      change = Math.abs(Math.abs(dot(next, row)) - 1);
      row = next;
    }
    most = Math.max(most, iteration);
    converged &&= change < settings.tolerance;
    rows.set(row, i * size);
  }
  return { rows, iterations: most, converged };
}

/** w ← E[g(wᵀx)·x] − E[g′(wᵀx)]·w. */
function stepRow(x: readonly Float64Array[], row: Float64Array, rule: ContrastRule): Float64Array {
  const component = project(x, row);
  const slope = applyContrast(component, rule);
  return Float64Array.from(x, (axis, k) => dot(component, axis) / axis.length - slope * row[k]!);
}

/** (W·Wᵀ)^(−½)·W: the orthonormal rows nearest to W's. */
function decorrelate(rows: Float64Array, size: number): Float64Array {
  const gram = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      gram[i * size + j] = dot(rowOf(rows, i, size), rowOf(rows, j, size));
    }
  }
  const { values, vectors } = eigenSymmetric(gram, size);
  const root = new Float64Array(size * size);
  for (let e = 0; e < size; e++) {
    // scikit-learn's floor: the smallest normal number.
    const scale = 1 / Math.sqrt(Math.max(values[e]!, 2.3e-308));
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        root[i * size + j]! += scale * vectors[e * size + i]! * vectors[e * size + j]!;
      }
    }
  }
  return multiply(root, rows, [size, size, size]);
}

function project(x: readonly Float64Array[], row: Float64Array): Float64Array {
  const sum = new Float64Array(x[0]!.length);
  x.forEach((axis, k) => {
    const gain = row[k]!;
    for (let t = 0; t < sum.length; t++) sum[t]! += gain * axis[t]!;
  });
  return sum;
}

function rowOf(rows: Float64Array, i: number, size: number): Float64Array {
  return rows.subarray(i * size, (i + 1) * size);
}

function transposed(rows: Float64Array, size: number): Float64Array {
  return rows.map((_, at) => rows[(at % size) * size + Math.floor(at / size)]!);
}

function normalized(row: Float64Array): Float64Array {
  const norm = Math.sqrt(dot(row, row));
  for (let k = 0; k < row.length; k++) row[k]! /= norm;
  return row;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

function multiply(
  a: Float64Array,
  b: Float64Array,
  [rows, inner, columns]: readonly [number, number, number],
): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < inner; k++) {
      for (let j = 0; j < columns; j++) out[i * columns + j]! += a[i * inner + k]! * b[k * columns + j]!;
    }
  }
  return out;
}
