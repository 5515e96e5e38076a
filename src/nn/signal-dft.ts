/**
 * The discrete Fourier transform of real frames and its inverse, as matrix products. A size N = A·B is transformed in two
 * steps (J. Cooley and J. Tukey, "An algorithm for the machine calculation of complex Fourier series", 1965): with
 * n = B·a + b and k = c + A·d, X[k] = Σ_b e^(−2πi·bd/B) · Σ_a x[n]·w[n]·e^(−2πi·(ac/A + bc/N)). Window and twiddle
 * factors are part of the first step's matrices, so that there is nothing but two products and block copies between them:
 * they run at the speed of matrices on every device, and so do their gradients, which are again two products.
 */

import { add, concat, constant, matMul, pad, reshape, slice, transpose, type Value } from '../graph/index.ts';
import { floatTensor } from '../tensor/index.ts';
import type { Complex } from './complex.ts';

/**
 * Two steps where they multiply at least this many times less. Below, copying between the steps costs more than it saves
 * (sizes up to about 256; measured by bench/peers/stft_forms.py).
 */
const worthTwoSteps = 5;

/** Bins 0 … N/2 of frames [..., sample, frame] that are weighed by `window` (N values) first: [..., bin, frame]. */
export function realDft(frames: Value, window: Float64Array): Complex {
  const size = window.length;
  const [outer, inner] = factors(size);
  return inner === 1 ? directDft(frames, window) : twoStepDft(frames, { window, outer, inner });
}

/** Frames [..., sample, frame] of bins [..., bin, frame], weighed by `window` (N values) afterwards. */
export function inverseRealDft(bins: Complex, window: Float64Array): Value {
  const size = window.length;
  const [outer, inner] = factors(size);
  return inner === 1 ? directInverse(bins, window) : twoStepInverse(bins, { window, outer, inner });
}

interface Steps {
  readonly window: Float64Array;
  /** A: the size of the first step. */
  readonly outer: number;
  /** B: the size of the second. */
  readonly inner: number;
}

/** A and B with N = A·B and the least sum, A the larger; B = 1 where one step is as good. */
function factors(size: number): readonly [number, number] {
  let inner = Math.floor(Math.sqrt(size));
  while (size % inner !== 0) inner--;
  const outer = size / inner;
  const gain = size / 2 / (outer + inner);
  return gain >= worthTwoSteps ? [outer, inner] : [size, 1];
}

function directDft(frames: Value, window: Float64Array): Complex {
  const size = window.length;
  const shape = [binsOf(size), size];
  const angle = (k: number, n: number) => (-2 * Math.PI * ((k * n) % size)) / size;
  return {
    re: matMul(
      matrix(shape, (k, n) => Math.cos(angle(k!, n!)) * window[n!]!),
      frames,
    ),
    im: matMul(
      matrix(shape, (k, n) => Math.sin(angle(k!, n!)) * window[n!]!),
      frames,
    ),
  };
}

function directInverse({ re, im }: Complex, window: Float64Array): Value {
  const size = window.length;
  const shape = [size, binsOf(size)];
  const angle = (n: number, k: number) => (2 * Math.PI * ((k * n) % size)) / size;
  const weight = (n: number, k: number) => (multiplicity(k, size) * window[n]!) / size;
  return add(
    matMul(
      matrix(shape, (n, k) => Math.cos(angle(n!, k!)) * weight(n!, k!)),
      re,
    ),
    matMul(
      matrix(shape, (n, k) => -Math.sin(angle(n!, k!)) * weight(n!, k!)),
      im,
    ),
  );
}

function twoStepDft(frames: Value, { window, outer, inner }: Steps): Complex {
  const size = window.length;
  const lead = frames.type.shape.slice(0, -2);
  const frameCount = frames.type.shape.at(-1)!;
  // [..., a, b, frame] → [..., b, a, frame] → [..., b, (part, c), frame]
  const grid = permute(reshape(frames, [...lead, outer, inner, frameCount]), [1, 0, 2]);
  const first = matrix([inner, 2 * outer, outer], (b, row, a) => {
    const c = row! % outer;
    const angle = (-2 * Math.PI * ((inner * a! * c + b! * c) % size)) / size;
    return (row! < outer ? Math.cos(angle) : Math.sin(angle)) * window[inner * a! + b!]!;
  });
  const parts = reshape(matMul(first, grid), [...lead, inner, 2, outer, frameCount]);
  // [..., c, (part, b), frame] → [..., c, d, frame] per part
  const turned = reshape(permute(parts, [2, 1, 0, 3]), [...lead, outer, 2 * inner, frameCount]);
  const rows = Math.ceil(binsOf(size) / outer);
  const second = (part: 're' | 'im') =>
    matrix([rows, 2 * inner], (d, column) => {
      const angle = (-2 * Math.PI * ((d! * column!) % inner)) / inner;
      const ofReal = column! < inner;
      if (part === 're') return ofReal ? Math.cos(angle) : -Math.sin(angle);
      return ofReal ? Math.sin(angle) : Math.cos(angle);
    });
  // k = c + A·d: d outside, c inside; the last row may hold bins above N/2, which are dropped.
  const ordered = (x: Value) => {
    const bins = reshape(permute(x, [1, 0, 2]), [...lead, rows * outer, frameCount]);
    return slice(bins, { axis: lead.length, end: binsOf(size) });
  };
  return { re: ordered(matMul(second('re'), turned)), im: ordered(matMul(second('im'), turned)) };
}

function twoStepInverse(bins: Complex, { window, outer, inner }: Steps): Value {
  const size = window.length;
  const lead = bins.re.type.shape.slice(0, -2);
  const frameCount = bins.re.type.shape.at(-1)!;
  const rows = Math.ceil(binsOf(size) / outer);
  const grid = (x: Value) => {
    const filled = pad(x, [{ axis: lead.length, after: rows * outer - binsOf(size) }]);
    return reshape(filled, [...lead, rows, outer, frameCount]);
  };
  // [..., (part, d), c, frame] → [..., c, (part, d), frame] → [..., c, (part, b), frame]
  const stacked = permute(concat([grid(bins.re), grid(bins.im)], lead.length), [1, 0, 2]);
  const first = matrix([outer, 2 * inner, 2 * rows], (c, row, column) => {
    const d = column! % rows;
    const angle = (2 * Math.PI * ((row! * d) % inner)) / inner;
    const sameParts = row! < inner === column! < rows;
    const sign = row! < inner ? -1 : 1;
    const factor = sameParts ? Math.cos(angle) : sign * Math.sin(angle);
    return factor * multiplicity(c! + outer * d, size);
  });
  const parts = reshape(matMul(first, stacked), [...lead, outer, 2, inner, frameCount]);
  // [..., b, (part, c), frame] → [..., b, a, frame] → [..., a, b, frame]
  const turned = reshape(permute(parts, [2, 1, 0, 3]), [...lead, inner, 2 * outer, frameCount]);
  const second = matrix([inner, outer, 2 * outer], (b, a, column) => {
    const c = column! % outer;
    const angle = (2 * Math.PI * ((inner * a! * c + b! * c) % size)) / size;
    const factor = column! < outer ? Math.cos(angle) : -Math.sin(angle);
    return (factor * window[inner * a! + b!]!) / size;
  });
  return reshape(permute(matMul(second, turned), [1, 0, 2]), [...lead, size, frameCount]);
}

/** Bins of a real spectrum. */
function binsOf(size: number): number {
  return Math.floor(size / 2) + 1;
}

/** How often bin `k` of the half spectrum stands in the whole one: its mirror image counts; bins above N/2 do not. */
function multiplicity(k: number, size: number): number {
  if (k === 0 || 2 * k === size) return 1;
  return 2 * k < size ? 2 : 0;
}

/** Reorders the last axes. */
function permute(x: Value, perm: readonly number[]): Value {
  const lead = x.type.shape.length - perm.length;
  return transpose(x, [
    ...Array.from({ length: lead }, (_, axis) => axis),
    ...perm.map((axis) => lead + axis),
  ]);
}

/** A constant of up to three axes from a formula. */
function matrix(shape: readonly number[], element: (...indices: number[]) => number): Value {
  const columns = shape.at(-1)!;
  const rows = shape.at(-2)!;
  const data = new Float32Array(shape.reduce((product, dim) => product * dim, 1));
  for (let i = 0; i < data.length; i++) {
    const column = i % columns;
    const row = Math.floor(i / columns) % rows;
    data[i] =
      shape.length === 2 ? element(row, column) : element(Math.floor(i / columns / rows), row, column);
  }
  return constant(floatTensor(shape, data));
}
