/**
 * The two-dimensional Fourier transform of a real matrix and back, in double precision and of any size. Of the spectrum, whose points u, v
 * and −u, −v are conjugates, only the half with rows 0 … rows/2 is kept.
 */

import { createFft } from '../../dsp/index.ts';

/** The spectrum of a real matrix: the rows from 0 to floor(rows/2), the others being their mirror image. */
export interface HalfSpectrum {
  /** Rows of the matrix. */
  readonly rows: number;
  /** Columns of the matrix and of the spectrum. */
  readonly columns: number;
  /** `[row frequency, column frequency]`. */
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** Transforms of one size, with their memory. */
export interface RealFft2d {
  readonly halfRows: number;
  /** F[u, v] = Σ_r Σ_c x[r, c]·exp(−2πi(ur/rows + vc/columns)). */
  forward(matrix: Float32Array): HalfSpectrum;
  /** The matrix of a spectrum, which is overwritten. */
  inverse(spectrum: HalfSpectrum): Float32Array;
}

/** Transforms of `rows` × `columns` real values, row-major. */
export function createRealFft2d(rows: number, columns: number): RealFft2d {
  const down = createFft(rows);
  const across = createFft(columns);
  const halfRows = Math.floor(rows / 2) + 1;
  const lineReal = new Float64Array(rows);
  const lineImaginary = new Float64Array(rows);

  function forward(matrix: Float32Array): HalfSpectrum {
    const real = new Float64Array(halfRows * columns);
    const imaginary = new Float64Array(halfRows * columns);
    // Two columns x, y are the parts of one complex signal z: X[u] = (Z[u] + Z*[−u])/2, Y[u] = (Z[u] − Z*[−u])/2i.
    for (let c = 0; c < columns; c += 2) {
      const both = c + 1 < columns;
      for (let r = 0, i = c; r < rows; r++, i += columns) {
        lineReal[r] = matrix[i]!;
        lineImaginary[r] = both ? matrix[i + 1]! : 0;
      }
      down.forward(lineReal, lineImaginary);
      for (let u = 0, i = c; u < halfRows; u++, i += columns) {
        const mirrored = u === 0 ? 0 : rows - u;
        const [a, b] = [lineReal[u]!, lineImaginary[u]!];
        const [x, y] = [lineReal[mirrored]!, lineImaginary[mirrored]!];
        real[i] = (a + x) / 2;
        imaginary[i] = (b - y) / 2;
        if (!both) continue;
        real[i + 1] = (b + y) / 2;
        imaginary[i + 1] = (x - a) / 2;
      }
    }
    for (let u = 0; u < halfRows; u++) {
      const [from, to] = [u * columns, (u + 1) * columns];
      across.forward(real.subarray(from, to), imaginary.subarray(from, to));
    }
    return { rows, columns, real, imaginary };
  }

  function inverse({ real, imaginary }: HalfSpectrum): Float32Array {
    const matrix = new Float32Array(rows * columns);
    for (let u = 0; u < halfRows; u++) {
      const [from, to] = [u * columns, (u + 1) * columns];
      across.inverse(real.subarray(from, to), imaginary.subarray(from, to));
    }
    // Z = X + iY; the rows beyond the half are the conjugates of those before it.
    for (let c = 0; c < columns; c += 2) {
      const both = c + 1 < columns;
      for (let u = 0, i = c; u < halfRows; u++, i += columns) {
        const [a, b] = [real[i]!, imaginary[i]!];
        const [x, y] = both ? [real[i + 1]!, imaginary[i + 1]!] : [0, 0];
        lineReal[u] = a - y;
        lineImaginary[u] = b + x;
        if (u === 0 || 2 * u === rows) continue;
        lineReal[rows - u] = a + y;
        lineImaginary[rows - u] = x - b;
      }
      down.inverse(lineReal, lineImaginary);
      for (let r = 0, i = c; r < rows; r++, i += columns) {
        matrix[i] = lineReal[r]!;
        if (both) matrix[i + 1] = lineImaginary[r]!;
      }
    }
    return matrix;
  }

  return { halfRows, forward, inverse };
}
