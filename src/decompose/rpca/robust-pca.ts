/**
 * Robust principal component analysis: a matrix as the sum of one of low rank and a sparse one. What repeats in a spectrogram, the
 * accompaniment, is of low rank; what stands out of it, the voice, is sparse (P. Huang, S. Chen, P. Smaragdis, M. Hasegawa-Johnson,
 * "Singing-voice separation from monaural recordings using robust principal component analysis", ICASSP 2012). Solved by inexact
 * augmented Lagrange multipliers (Z. Lin, M. Chen, Y. Ma, "The augmented Lagrange multiplier method for exact recovery of corrupted
 * low-rank matrices", 2009).
 */

import { ArgumentError, checkChoice, checkInteger, checkNumber, type WorkOptions } from '../../util/index.ts';
import { takeTurn } from '../chunk.ts';
import { checkMatrix } from '../matrix/gram.ts';
import { extendSubspace, type MatrixShape, ritzPairs, turnSubspace } from '../matrix/subspace.ts';
import { exactThreshold, type SingularThreshold, subspaceThreshold } from './singular-threshold.ts';

/** Options of {@link robustPca}. */
export interface RobustPcaOptions extends MatrixShape, WorkOptions {
  /**
   * The price of the sparse part against the low-rank one, above 0: lower moves more into the sparse part. Default 1/√max(rows, columns),
   * for which recovery is proven (E. Candès et al., "Robust principal component analysis?", JACM 58(3), 2011).
   */
  readonly lambda?: number;
  /** The residual ‖M − L − S‖/‖M‖ (Frobenius) below which it ends, above 0. Default 1e-7. */
  readonly tolerance?: number;
  /** The most iterations, at least 1. Default 100; 1e-7 takes about 40. */
  readonly maxIterations?: number;
  /**
   * `'exact'` (default): all singular values in each iteration, which costs min(rows, columns)³. `'subspace'`: as many as there are
   * above the threshold, followed from iteration to iteration: far faster for large matrices, equal to a few thousandths.
   */
  readonly svd?: 'exact' | 'subspace';
  /** Seed of the random start of `'subspace'`. Default 0. */
  readonly seed?: number;
}

/** What {@link robustPca} gives; both parts are `[row, column]`. */
export interface RobustPca {
  readonly lowRank: Float32Array;
  readonly sparse: Float32Array;
  /** The rank of the low-rank part. */
  readonly rank: number;
  readonly iterations: number;
  /** ‖M − L − S‖/‖M‖ at the end, 0 for a matrix of zeros. */
  readonly residual: number;
}

/** μ grows by this factor per iteration, to at most `mostGrowth` times its start; both and the start (1.25/‖M‖₂) as the paper's code. */
const growth = 1.5;
const mostGrowth = 1e7;
const firstStep = 1.25;

/**
 * The low-rank part L and the sparse part S of the row-major matrix M = L + S that minimise ‖L‖₊ + λ·‖S‖₁ (the sums of singular values and
 * of absolute values). With Y the multipliers, from M/max(‖M‖₂, max|M|/λ), and μ from 1.25/‖M‖₂, growing by 1.5:
 *
 *     L = D_{1/μ}(M − S + Y/μ)      S = shrink_{λ/μ}(M − L + Y/μ)      Y = Y + μ·(M − L − S)
 *
 * where D takes 1/μ off the singular values and shrink λ/μ off the magnitudes of the entries. Working memory: five matrices as M, single
 * precision, and those of the method of singular values. M is not written to. `signal` and `onProgress` are heard once an iteration.
 *
 * Throws `ArgumentError` for options out of range, an array that does not hold exactly its matrix and an entry that is not finite.
 *
 * @example
 * const { lowRank, sparse } = await robustPca(magnitudes, { rows: frameCount, columns: binCount });
 */
export async function robustPca(matrix: Float32Array, options: RobustPcaOptions): Promise<RobustPca> {
  const settings = resolveOptions(matrix, options);
  const { rows, columns } = settings;
  // The eigenproblems live on the columns, which must be the shorter side.
  if (rows >= columns) return solve(matrix, settings);
  const across = await solve(transpose(matrix, { rows, columns }), {
    ...settings,
    rows: columns,
    columns: rows,
  });
  const back = { rows: columns, columns: rows };
  return {
    ...across,
    lowRank: transpose(across.lowRank, back),
    sparse: transpose(across.sparse, back),
  };
}

interface Settings extends MatrixShape, WorkOptions {
  readonly lambda: number;
  readonly tolerance: number;
  readonly maxIterations: number;
  readonly svd: 'exact' | 'subspace';
  readonly seed: number;
}

function resolveOptions(matrix: Float32Array, options: RobustPcaOptions): Settings {
  const rows = checkInteger('robustPca.rows', options.rows, { min: 0 });
  const columns = checkInteger('robustPca.columns', options.columns, { min: 0 });
  checkMatrix('robustPca.matrix', matrix, { rows, columns });
  const wrong = matrix.findIndex((value) => !Number.isFinite(value));
  if (wrong !== -1) {
    throw new ArgumentError({
      place: `robustPca.matrix[${wrong}]`,
      expected: 'a finite number',
      got: String(matrix[wrong]),
      remedy: 'Replace NaN and infinite entries before',
    });
  }
  const { tolerance = 1e-7, maxIterations = 100, svd = 'exact', seed = 0, signal, onProgress } = options;
  const lambda = options.lambda ?? 1 / Math.sqrt(Math.max(1, rows, columns));
  return {
    ...{ rows, columns, seed, signal, onProgress },
    lambda: checkNumber('robustPca.lambda', lambda, { above: 0 }),
    tolerance: checkNumber('robustPca.tolerance', tolerance, { above: 0 }),
    maxIterations: checkInteger('robustPca.maxIterations', maxIterations, { min: 1 }),
    svd: checkChoice('robustPca.svd', svd, ['exact', 'subspace'] as const),
  };
}

async function solve(matrix: Float32Array, settings: Settings): Promise<RobustPca> {
  const { rows, columns, lambda, maxIterations, tolerance, seed, signal, onProgress } = settings;
  const { length } = matrix;
  const { largest, frobenius } = sizes(matrix);
  const lowRank = new Float32Array(length);
  if (largest === 0) {
    return { lowRank, sparse: new Float32Array(length), rank: 0, iterations: 0, residual: 0 };
  }
  const norm = spectralNorm(matrix, { rows, columns });
  const threshold: SingularThreshold =
    settings.svd === 'exact' ? exactThreshold(settings) : subspaceThreshold(settings, { seed });
  let step = firstStep / norm;
  const mostStep = step * mostGrowth;
  // Y/μ, from iteration to iteration.
  const dual = matrix.map((value) => value / Math.max(norm, largest / lambda) / step);
  const sparse = new Float32Array(length);
  const corrected = new Float32Array(length);
  for (let iteration = 1; ; iteration++) {
    await takeTurn(signal);
    for (let i = 0; i < length; i++) corrected[i] = matrix[i]! - sparse[i]! + dual[i]!;
    const rank = threshold(corrected, 1 / step, lowRank);
    const nextStep = Math.min(growth * step, mostStep);
    const square = shrinkRest(
      { matrix, lowRank, sparse, dual },
      { most: lambda / step, rescale: step / nextStep },
    );
    const residual = Math.sqrt(square) / frobenius;
    onProgress?.({ stage: 'rpca', done: iteration, total: undefined, unit: 'items' });
    if (residual < tolerance || iteration === maxIterations) {
      return { lowRank, sparse, rank, iterations: iteration, residual };
    }
    step = nextStep;
  }
}

interface State {
  readonly matrix: Float32Array;
  readonly lowRank: Float32Array;
  readonly sparse: Float32Array;
  readonly dual: Float32Array;
}

/**
 * One pass over all entries: with T = M − L + Y/μ, S is T shrunk by λ/μ and Y/μ becomes what that took off, T − S, so that M − L − S is
 * its change, whose squares are returned as a sum. Leaves the multipliers over the next μ.
 */
function shrinkRest(
  { matrix, lowRank, sparse, dual }: State,
  { most, rescale }: { readonly most: number; readonly rescale: number },
): number {
  let square = 0;
  for (let i = 0; i < matrix.length; i++) {
    const before = dual[i]!;
    const value = matrix[i]! - lowRank[i]! + before;
    const clipped = value > most ? most : value < -most ? -most : value;
    square += (clipped - before) * (clipped - before);
    sparse[i] = value - clipped;
    dual[i] = clipped * rescale;
  }
  return square;
}

function sizes(matrix: Float32Array): { largest: number; frobenius: number } {
  let largest = 0;
  let square = 0;
  for (const value of matrix) {
    largest = Math.max(largest, Math.abs(value));
    square += value * value;
  }
  return { largest, frobenius: Math.sqrt(square) };
}

/** ‖M‖₂, the largest singular value, by power iteration on a few vectors until it stands still. */
function spectralNorm(matrix: Float32Array, shape: MatrixShape): number {
  let subspace = extendSubspace(undefined, { size: 4, columns: shape.columns, seed: 0 });
  let norm = 0;
  for (let step = 0; step < 100; step++) {
    const pairs = ritzPairs(matrix, shape, turnSubspace(matrix, shape, subspace));
    const value = pairs.values[0] ?? 0;
    if (value <= norm * (1 + 1e-7)) return value;
    norm = value;
    subspace = pairs;
  }
  return norm;
}

/** The transpose of a row-major matrix, as a new array. */
function transpose(matrix: Float32Array, { rows, columns }: MatrixShape): Float32Array {
  const out = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      out[column * rows + row] = matrix[row * columns + column]!;
  }
  return out;
}
