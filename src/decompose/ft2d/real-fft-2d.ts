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

/** Columns gathered at a time, even: a cache line of float32 values. */
const blockColumns = 16;

/** Transforms of `rows` × `columns` real values, row-major. */
export function createRealFft2d(rows: number, columns: number): RealFft2d {
  const down = createFft(rows);
  const across = createFft(columns);
  const halfRows = Math.floor(rows / 2) + 1;
  // Columns are gathered a few at a time, so that what memory brings along with a value is used.
  const lines = new Float64Array(rows * blockColumns);
  const line = (c: number): Float64Array => lines.subarray(c * rows, (c + 1) * rows);

  function forward(matrix: Float32Array): HalfSpectrum {
    const real = new Float64Array(halfRows * columns);
    const imaginary = new Float64Array(halfRows * columns);
    for (let first = 0; first < columns; first += blockColumns) {
      const count = Math.min(blockColumns, columns - first);
      lines.fill(0);
      for (let r = 0; r < rows; r++) {
        for (let c = 0, i = r * columns + first; c < count; c++, i++) lines[c * rows + r] = matrix[i]!;
      }
      // Two columns x, y are the parts of one complex signal z: X[u] = (Z[u] + Z*[−u])/2, Y[u] = (Z[u] − Z*[−u])/2i.
      for (let c = 0; c < count; c += 2) down.forward(line(c), line(c + 1));
      for (let u = 0; u < halfRows; u++) {
        const mirrored = u === 0 ? 0 : rows - u;
        for (let c = 0, i = u * columns + first; c < count; c += 2, i += 2) {
          const x = c * rows;
          const y = x + rows;
          real[i] = (lines[x + u]! + lines[x + mirrored]!) / 2;
          imaginary[i] = (lines[y + u]! - lines[y + mirrored]!) / 2;
          if (c + 1 === count) continue;
          real[i + 1] = (lines[y + u]! + lines[y + mirrored]!) / 2;
          imaginary[i + 1] = (lines[x + mirrored]! - lines[x + u]!) / 2;
        }
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
    for (let first = 0; first < columns; first += blockColumns) {
      const count = Math.min(blockColumns, columns - first);
      // Z = X + iY; the rows beyond the half are the conjugates of those before it.
      for (let u = 0; u < halfRows; u++) {
        const mirrored = u === 0 ? 0 : rows - u;
        for (let c = 0, i = u * columns + first; c < count; c += 2, i += 2) {
          const both = c + 1 < count;
          const [x, y] = both ? [real[i + 1]!, imaginary[i + 1]!] : [0, 0];
          const at = c * rows;
          lines[at + mirrored] = real[i]! + y;
          lines[at + rows + mirrored] = x - imaginary[i]!;
          lines[at + u] = real[i]! - y;
          lines[at + rows + u] = imaginary[i]! + x;
        }
      }
      for (let c = 0; c < count; c += 2) down.inverse(line(c), line(c + 1));
      for (let r = 0; r < rows; r++) {
        for (let c = 0, i = r * columns + first; c < count; c++, i++) matrix[i] = lines[c * rows + r]!;
      }
    }
    return matrix;
  }

  return { halfRows, forward, inverse };
}
