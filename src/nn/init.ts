/** How parameters begin: the distributions that PyTorch's layers use. `initialize` draws from them. */

import { elementCount } from '../tensor/index.ts';
import type { Random } from '../util/index.ts';

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
