/** How parameters begin: the distributions that PyTorch's layers use. `initialize` draws from them. */

import { elementCount } from '../tensor/index.ts';
import { checkNumber, type Random } from '../util/index.ts';

/** Fills an array, zeros so far, in place: row-major elements of a parameter with this shape. */
export type Initializer = (data: InitArray, shape: readonly number[], source: InitSource) => void;

/** What an initialiser draws from. */
export interface InitSource {
  /** Random numbers of this parameter's own. */
  readonly random: Random;
  /** The numbers of a parameter of the same scope that was made earlier. */
  siblings(name: string): ArrayLike<number>;
}

/** What initialisers write numbers into. */
export interface InitArray {
  readonly length: number;
  [index: number]: number;
}

/** All zeros. */
export const zeros: Initializer = () => {};

/** All ones. */
export const ones: Initializer = constantInit(1);

/** One number everywhere. */
export function constantInit(value: number): Initializer {
  return (data) => fill(data, () => value);
}

/** Uniform in [low, high). */
export function uniform(low: number, high: number): Initializer {
  return (data, _shape, { random }) => fill(data, () => low + (high - low) * random.uniform());
}

/** Normal with this mean and standard deviation. Defaults: 0 and 1. */
export function normal(options: { readonly mean?: number; readonly std?: number } = {}): Initializer {
  const { mean = 0, std = 1 } = options;
  return (data, _shape, { random }) => fill(data, () => mean + std * random.normal());
}

/** What {@link truncatedNormal} may be told. */
export interface TruncatedNormalOptions {
  /** Default 0. */
  readonly mean?: number;
  /** Of the distribution before it is cut, above 0. Default 1. */
  readonly std?: number;
  /** Nothing lies below. In the units of the numbers, not of `std`. Default −2. */
  readonly low?: number;
  /** Nothing lies above; above `low`. Default 2. */
  readonly high?: number;
}

/** Normal, but drawn again where it lies outside [low, high]: PyTorch's `trunc_normal_`. Throws ArgumentError for an empty range. */
export function truncatedNormal(options: TruncatedNormalOptions = {}): Initializer {
  const mean = checkNumber('truncatedNormal.mean', options.mean ?? 0);
  const std = checkNumber('truncatedNormal.std', options.std ?? 1, { above: 0 });
  const low = checkNumber('truncatedNormal.low', options.low ?? -2);
  const high = checkNumber('truncatedNormal.high', options.high ?? 2, { above: low });
  const nearest = Math.min(high, Math.max(low, mean));
  const density = (x: number) => Math.exp(((nearest - mean) ** 2 - (x - mean) ** 2) / (2 * std * std));
  // A narrow range, or one beside the mean, would be missed too often: there uniform numbers are kept as often as they are dense.
  const isBulk = nearest === mean && high - low > 2.5 * std;
  return (data, _shape, { random }) =>
    fill(data, () => {
      for (;;) {
        const x = isBulk ? mean + std * random.normal() : low + (high - low) * random.uniform();
        if (isBulk ? x >= low && x <= high : random.uniform() < density(x)) return x;
      }
    });
}

/** Uniform in ±1/√fanIn: PyTorch's beginning of biases of Linear and Conv layers. `0` inputs give zeros. */
export function fanInUniform(fanIn: number): Initializer {
  const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
  return uniform(-bound, bound);
}

/**
 * Uniform in ±√(6 / ((1 + a²)·fanIn)) (He et al. 2015). The default a = √5 is what PyTorch's Linear and Conv layers use,
 * which makes it ±1/√fanIn.
 */
export function kaimingUniform(options: { readonly a?: number } = {}): Initializer {
  const a = options.a ?? Math.sqrt(5);
  return (data, shape, source) => {
    const bound = Math.sqrt(6 / ((1 + a * a) * fans(shape).fanIn));
    uniform(-bound, bound)(data, shape, source);
  };
}

/** Normal with the standard deviation √(2 / ((1 + a²)·fanIn)) (He et al. 2015). Default: a = 0, for ReLU. */
export function kaimingNormal(options: { readonly a?: number } = {}): Initializer {
  const a = options.a ?? 0;
  return (data, shape, source) =>
    normal({ std: Math.sqrt(2 / ((1 + a * a) * fans(shape).fanIn)) })(data, shape, source);
}

/** Uniform in ±gain·√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010). */
export function xavierUniform(options: { readonly gain?: number } = {}): Initializer {
  return (data, shape, source) => {
    const { fanIn, fanOut } = fans(shape);
    const bound = (options.gain ?? 1) * Math.sqrt(6 / (fanIn + fanOut));
    uniform(-bound, bound)(data, shape, source);
  };
}

/** Normal with the standard deviation gain·√(2 / (fanIn + fanOut)) (Glorot and Bengio 2010). */
export function xavierNormal(options: { readonly gain?: number } = {}): Initializer {
  return (data, shape, source) => {
    const { fanIn, fanOut } = fans(shape);
    normal({ std: (options.gain ?? 1) * Math.sqrt(2 / (fanIn + fanOut)) })(data, shape, source);
  };
}

/**
 * A matrix [first axis, all others] with orthonormal rows, or columns where there are more rows, times `gain`
 * (Saxe et al. 2013). Default gain: 1.
 */
export function orthogonal(options: { readonly gain?: number } = {}): Initializer {
  const gain = options.gain ?? 1;
  return (data, shape, { random }) => {
    const rows = shape[0] ?? 1;
    const columns = data.length / rows;
    const basis = orthonormalRows(Math.min(rows, columns), Math.max(rows, columns), random);
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++)
        data[r * columns + c] = gain * (rows <= columns ? basis[r]![c]! : basis[c]![r]!);
  };
}

/** Inputs and outputs of one unit, as PyTorch counts them: axis 1 and axis 0, times the kernel's size. */
function fans(shape: readonly number[]): { readonly fanIn: number; readonly fanOut: number } {
  const kernel = elementCount(shape.slice(2));
  return { fanIn: (shape[1] ?? 1) * kernel, fanOut: (shape[0] ?? 1) * kernel };
}

/** Gram and Schmidt on normal vectors, each twice ("twice is enough": Giraud et al. 2005). */
function orthonormalRows(count: number, length: number, random: Random): Float64Array[] {
  const rows: Float64Array[] = [];
  while (rows.length < count) {
    const row = Float64Array.from({ length }, () => random.normal());
    for (const other of [...rows, ...rows]) {
      const along = dot(row, other);
      for (let i = 0; i < length; i++) row[i] = row[i]! - along * other[i]!;
    }
    const norm = Math.sqrt(dot(row, row));
    rows.push(row.map((x) => x / norm));
  }
  return rows;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function fill(data: InitArray, next: () => number): void {
  for (let i = 0; i < data.length; i++) data[i] = next();
}
