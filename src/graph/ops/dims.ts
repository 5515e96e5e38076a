/**
 * Arithmetic on axes that may be symbolic: products and quotients cancel names, everything else becomes an expression in
 * a canonical spelling, so that two values computed alike have the same symbolic shape.
 */

import type { Dim, Shape } from '../type.ts';

interface Product {
  readonly factor: number;
  /** Sorted names. */
  readonly names: readonly string[];
}

/** The number of elements of axes: a number, a name, or a product such as `4*batch`. */
export function productOf(dims: Shape): Dim {
  return join(factorise(dims));
}

/** `productOf(dims) / productOf(divisors)`, or `undefined` where that is not surely an integer. */
export function quotientOf(dims: Shape, divisors: Shape): Dim | undefined {
  const numerator = factorise(dims);
  const denominator = factorise(divisors);
  const names = [...numerator.names];
  for (const name of denominator.names) {
    const position = names.indexOf(name);
    if (position < 0) return undefined;
    names.splice(position, 1);
  }
  if (denominator.factor === 0) return undefined;
  const factor = numerator.factor / denominator.factor;
  return Number.isInteger(factor) ? join({ factor, names }) : undefined;
}

/** `dim + offset`. */
export function offsetDim(dim: Dim, offset: number): Dim {
  if (typeof dim === 'number') return dim + offset;
  if (offset === 0) return dim;
  const { base, rest } = apart(dim);
  const total = rest + offset;
  if (total === 0) return base;
  return `${base}${total > 0 ? '+' : ''}${total}`;
}

/** `floor(dim / divisor)`; of multiples of the divisor, what it comes to. */
export function floorDim(dim: Dim, divisor: number): Dim {
  if (typeof dim === 'number') return Math.floor(dim / divisor);
  const { base, rest } = apart(dim);
  const quotient = quotientOf([base], [divisor]);
  if (quotient !== undefined) return offsetDim(quotient, Math.floor(rest / divisor));
  return divisor === 1 ? dim : `floor(${dim.replaceAll('*', '·')}/${divisor})`;
}

/** `time-3` as `time` and −3. */
function apart(dim: string): { readonly base: string; readonly rest: number } {
  const match = /^(.*[^+-])([+-]\d+)$/.exec(dim);
  return { base: match?.[1] ?? dim, rest: Number(match?.[2] ?? 0) };
}

/** The sum of axes. */
export function sumOf(dims: Shape): Dim {
  const names = dims.filter((dim) => typeof dim === 'string');
  const total = dims.reduce((sum: number, dim) => (typeof dim === 'number' ? sum + dim : sum), 0);
  if (names.length === 0) return total;
  return offsetDim(names.length === 1 ? names[0]! : `(${names.join('+').replaceAll('*', '·')})`, total);
}

function factorise(dims: Shape): Product {
  let factor = 1;
  const names: string[] = [];
  for (const dim of dims) {
    for (const part of typeof dim === 'number' ? [dim] : dim.split('*')) {
      const size = Number(part);
      if (Number.isNaN(size)) names.push(String(part));
      else factor *= size;
    }
  }
  return { factor, names: names.sort() };
}

function join({ factor, names }: Product): Dim {
  if (names.length === 0 || factor === 0) return factor;
  return [...(factor === 1 ? [] : [factor]), ...names].join('*');
}
